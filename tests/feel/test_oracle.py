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
