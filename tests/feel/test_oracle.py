"""Ours and an independent reading of FEEL agree on generated expressions.

The expressions stay where both follow the same edition of the standard and binary floating point is exact:
whole numbers of modest size, no division.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.feel import compile_expression
from service.feel.values import to_plain

from .oracle_process import Oracle, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

SCOPE: dict[str, Any] = {
    "a": 3,
    "b": -7,
    "s": "foo bar",
    "t": True,
    "n": None,
    "l": [4, 1, 3],
    "c": {"x": 2, "y": "q"},
}

small = st.integers(-20, 20).map(str)
ends = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(
    sorted
)  # the oracle swaps ends that are reversed
words = st.sampled_from(['"foo"', '"bar"', '""', '"foo bar"', "s", "c.y"])
numbers = st.deferred(
    lambda: st.one_of(small, st.sampled_from(["a", "b", "c.x"]), sums, picks, counted, chosen)
)
sums = st.builds("({} {} {})".format, numbers, st.sampled_from(["+", "-", "*"]), numbers)
picks = st.builds("({}[{}])".format, st.deferred(lambda: lists), st.sampled_from(["1", "-1", "2"]))
counted = st.builds("count({})".format, st.deferred(lambda: lists))
chosen = st.builds("(if {} then {} else {})".format, st.deferred(lambda: truths), numbers, numbers)
lists = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["l", "[1, 2, 3]", "[5]"]),
        st.builds("[{}, {}]".format, small, small),
        st.builds("({}[item {} {}])".format, lists, st.sampled_from(["<", ">", "<=", ">=", "="]), small),
        st.builds("(for x in {} return x {} {})".format, lists, st.sampled_from(["+", "*"]), small),
        st.builds("concatenate({}, {})".format, lists, lists),
        st.builds("reverse({})".format, lists),
        st.builds("distinct values({})".format, lists),
    )
)
texts = st.deferred(
    lambda: st.one_of(
        words,
        st.builds("({} + {})".format, words, words),
        st.builds("upper case({})".format, words),
        st.builds('substring before({}, " ")'.format, words),
        st.builds("string({})".format, small),
        st.builds('string join([{}, {}], "-")'.format, words, words),
    )
)
truths = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["true", "false", "t", "null", "n"]),
        st.builds("({} {} {})".format, small, st.sampled_from(["<", ">", "<=", ">=", "=", "!="]), small),
        st.builds("({} {} {})".format, words, st.sampled_from(["=", "!="]), words),
        st.builds("({} {} {})".format, truths, st.sampled_from(["and", "or"]), truths),
        st.builds("not({})".format, truths),
        st.builds("({0} between {1[0]} and {1[1]})".format, small, ends),
        st.builds("({0} in [{1[0]}..{1[1]}))".format, small, ends),
        st.builds("({} in ({}, > {}))".format, small, small, small),
        st.builds("(some x in {} satisfies x > {})".format, lists, small),
        st.builds("(every x in {} satisfies x > {})".format, lists, small),
        st.builds("contains({}, {})".format, words, words),
        st.builds("list contains({}, {})".format, lists, small),
    )
)
expressions = st.one_of(numbers, lists, texts, truths).filter(lambda text: text.count("(") < 25)


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    with Oracle() as running:
        yield running


def _comparable(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_comparable, value))
    return not isinstance(value, (int, float)) or isinstance(value, bool) or abs(value) < 2**50


@settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=expressions)
def test_ours_and_the_oracle_give_the_same_value(oracle: Oracle, text: str) -> None:
    answer = oracle.ask(text, SCOPE)
    assert "error" not in answer, f"the oracle cannot read {text}: {answer['error']}"
    ours = to_plain(compile_expression(text).evaluate(SCOPE))
    if _comparable(answer["value"]) and _comparable(ours):
        assert ours == answer["value"], text


@pytest.mark.parametrize(
    "text",
    [
        "1 +",
        "(1",
        "[1, 2",
        "{a: }",
        "if true then 1",
        "for x in [1] x",
        '"open',
        "some x in [1]",
        "1 2",
        "a.",
        "[1..2",
    ],
)
def test_ours_and_the_oracle_refuse_the_same_texts(oracle: Oracle, text: str) -> None:
    assert "error" in oracle.ask(text, SCOPE)
    with pytest.raises(Exception, match="line 1"):
        compile_expression(text)


AGREED = [
    'string(date(2020,1,31) + duration("P1M"))',
    'string(date(2020,2,29) + duration("P1Y"))',
    'string(date("2020-01-01") - date("2019-12-25"))',
    'string(date("2020-01-01") + duration("P3D"))',
    'date("2020-01-01") < date("2020-01-02")',
    'string(duration("P1DT2H") + duration("PT30M"))',
    'date("2020-05-06").weekday',
    'day of week(date("2020-05-06"))',
    'week of year(date("2020-12-31"))',
    'string(date and time("2020-01-01T10:00:00Z") + duration("PT36H"))',
    'string(time("10:00:00") + duration("PT1H"))',
    'date("2020-01-01") in [date("2019-01-01")..date("2021-01-01")]',
    'string(@"2020-01-01T10:00:00+02:00")',
    '@"2020-01-01T10:00:00+02:00" = @"2020-01-01T08:00:00Z"',
    'string(duration("P14M"))',
    'string(duration("PT36H"))',
    'month of year(date("2020-05-06"))',
    'day of year(date("2020-05-06"))',
    "floor(1.5)",
    "ceiling(-1.5)",
    "round half up(2.5,0)",
    "decimal(2.5,0)",
    "modulo(-12,5)",
    "median([1,2,3,4])",
    "mode([1,1,2,2,3])",
    "index of([1,2,2],2)",
    "union([1,2],[2,3])",
    "flatten([[1],[2,[3]]])",
    "sort([3,1,2], function(a,b) a<b)",
    "insert before([1,2],1,0)",
    "remove([1,2],1)",
    "sublist([1,2,3],2)",
    'get value({a:1},"a")',
    "get entries({a:1})",
    'context put({a:1},"b",2)',
    "context merge([{a:1},{b:2}])",
    'string join(["a","b"],",")',
    'replace("abcd","(ab)|(a)","[1=$1][2=$2]")',
    'split("a;b",";")',
    'matches("foo","^f")',
    'substring("foobar",-2)',
    "before(1,2)",
    "meets([1..5],[5..9])",
    "overlaps([1..5],[4..9])",
    "includes([1..9],5)",
    "{a:1}.a",
    "[{a:1},{a:2}].a",
    "[{a:1},{a:2}][a>1]",
    "for x in 1..3 return x*x",
    "for x in [1,2], y in [3] return x*y",
    "{f: function(x) x+1}.f(2)",
    "null instance of number",
    "list contains([1,null],null)",
    "all([true,null])",
    "any([false,null])",
    "all([])",
    'number("1,000.5",",",".")',
    "string(null)",
    "not(null)",
    "if null then 1 else 2",
    "1 in [1,2]",
    "1 in (>0)",
    "{a:1}={a:1}",
    "[1,2]=[1,2]",
    '"a"<"b"',
    "-3**2",
    "2**3**2",
    "[1,2,3][-1]",
    "[1,2,3][5]",
    '"a"+"b"',
    "null+1",
    '1="1"',
    "null=1",
    "null!=null",
    "[]=[]",
    "{}={}",
    "count([null])",
    "min([])",
    "sum([])",
    "mean([1,2])",
    "product([2,3])",
    'substring before("foobar","z")',
    'substring after("foobar","")',
    'upper case("ä")',
    "abs(-1)",
    "even(2)",
    "is(1,1)",
]


@pytest.mark.parametrize("text", AGREED)
def test_ours_and_the_oracle_agree_on_dates_and_functions(oracle: Oracle, text: str) -> None:
    assert to_plain(compile_expression(text).evaluate({})) == oracle.ask(text, {})["value"]
