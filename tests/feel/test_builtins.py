"""The built-in functions, by example."""

from __future__ import annotations

import pytest

from service.feel.builtins import BUILTINS

from .feel import value_of

EXAMPLES = [
    ('substring("foobar", 3)', '"obar"'),
    ('substring("foobar", -2, 1)', '"a"'),
    ('substring("foobar", 0)', "null"),
    ('string length("🐎a")', "2"),
    ('upper case("aBc4")', '"ABC4"'),
    ('substring before("foobar", "bar")', '"foo"'),
    ('substring after("foobar", "o")', '"obar"'),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('matches("foobar", "^fo*b")', "true"),
    ('split("John Doe", "\\s")', '["John", "Doe"]'),
    ('string join(["a", null, "c"], "-")', '"a-c"'),
    ('contains("foobar", "of")', "false"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "ar")', "true"),
    ("list contains([1, null], null)", "true"),
    ("count([1, [2, 3]])", "2"),
    ("min(3, 1, 2)", "1"),
    ('max(["a", "c", "b"])', '"c"'),
    ("sum([0.1, 0.2])", "0.3"),
    ('sum([@"PT1H", @"PT30M"])', '@"PT1H30M"'),
    ("mean([1, 2, 3, 4])", "2.5"),
    ("all([true, null])", "null"),
    ("all([false, null])", "false"),
    ("any([])", "false"),
    ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("concatenate([1, 2], [3])", "[1, 2, 3]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("remove([1, 2, 3], -1)", "[1, 2]"),
    ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("distinct values([1, 1.0, true, true])", "[1, true]"),
    ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
    ("product([2, 3, 4])", "24"),
    ("median([6, 1, 2, 3])", "2.5"),
    ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ("decimal(0.515, 2)", "0.52"),
    ("decimal(2.5, 0)", "2"),
    ("floor(-1.5)", "-2"),
    ("ceiling(1.234, 1)", "1.3"),
    ("round up(-1.1, 0)", "-2"),
    ("round down(-1.9, 0)", "-1"),
    ("round half up(5.5, 0)", "6"),
    ("round half down(5.5, 0)", "5"),
    ("modulo(-12, 5)", "3"),
    ("modulo(12, -5)", "-3"),
    ("sqrt(-1)", "null"),
    ("log(0)", "null"),
    ("odd(5)", "true"),
    ("even(-2)", "true"),
    ('number("1.000.000,01", ".", ",")', "1000000.01"),
    ('number("1,000", ",", ",")', "null"),
    ("string(1.50)", '"1.5"'),
    ('string([1, "a", {b: @"P1D"}])', '"[1, \\"a\\", {b: @\\"P1D\\"}]"'),
    ("not(null)", "null"),
    ('get value({a: {b: 3}}, ["a", "b"])', "3"),
    ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ("before([1..5], 6)", "true"),
    ("after(1, [1..5])", "false"),
    ("meets([1..5], [5..10])", "true"),
    ("met by([5..10], [1..5])", "true"),
    ("overlaps([1..5], [5..8])", "true"),
    ("overlaps([1..5), [5..8])", "false"),
    ("overlaps before([1..5], [3..8])", "true"),
    ("overlaps after([3..8], [1..5])", "true"),
    ("finishes([5..10], [1..10])", "true"),
    ("finished by([1..10], 10)", "true"),
    ("includes([1..10], 5)", "true"),
    ("during([4..6], [1..10))", "true"),
    ("starts(1, [1..10])", "true"),
    ("started by([1..10], 1)", "true"),
    ("coincides([1..5], [1..5])", "true"),
    ('range("[1..3)")', "[1..3)"),
    ('range("[1..x]")', "null"),
    ('month of year(@"2019-09-17")', '"September"'),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("abs(-3)", "3"),
    ("exp(0)", "1"),
    ("is(1, 1.0)", "true"),
    ('lower case("ABC")', '"abc"'),
    ('date(date and time("2020-01-02T03:04:05"))', '@"2020-01-02"'),
    ('time("10:11:12").minute', "11"),
    ('date and time("2020-01-02T03:04:05").hour', "3"),
    ('duration("P1DT2H").hours', "2"),
    ('years and months duration(@"2020-01-01", @"2019-01-01")', '@"-P1Y"'),
    ('day of year(@"2020-03-01")', "61"),
    ('day of week(@"2020-03-01")', '"Sunday"'),
    ('week of year(@"2021-01-03")', "53"),
    ("now() instance of date and time", "true"),
    ("today() instance of date", "true"),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_a_built_in_function_gives_what_the_standard_says(text: str, expected: str) -> None:
    found, wanted = value_of(text), value_of(expected)
    assert type(found) is type(wanted)
    assert found == wanted


def test_every_built_in_function_has_an_example() -> None:
    texts = " ".join(text for text, _ in EXAMPLES)
    assert not [name for name in BUILTINS if f"{name}(" not in texts]


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_function_survives_arguments_of_every_kind(name: str) -> None:
    odd = [
        "null",
        "1",
        "-1.5",
        '"x"',
        "true",
        "[]",
        "[1, [2]]",
        "{a: 1}",
        '@"2020-01-01"',
        '@"P1D"',
        "[1..2]",
        "abs",
    ]
    for first in odd:
        value_of(f"{name}({first})")
        for second in odd:
            value_of(f"[{name}({first}, {second}), {name}({first}, 1, {second})]")
