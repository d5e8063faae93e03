"""Whatever is written and whatever the variables hold: a value, or an error of ours."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from service.feel import FeelError, Limits, compile_expression, compile_text, compile_unary_tests
from service.feel.builtins import BUILTINS
from service.feel.kinds import KINDS
from service.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Range, Time

SMALL = Limits(steps=5_000, seconds=1, text=10_000, items=5_000, calls=30)
SCOPE = {
    "a": Decimal("1.5"),
    "b": "text",
    "c": {"x": 1, "y z": None, "item": 3},
    "d": Date(2024, 2, 29),
    "l": [1, None, "x", [2], {"x": 2}],
    "n": None,
    "t": DateTime(Date(2024, 2, 29), 0, None, "Europe/Paris"),
    "u": Time(5, 3600),
    "r": Range(Decimal(1), Decimal(3), True, False),
    "p": DaysDuration(10**12),
    "m": MonthsDuration(-14),
    "huge": Decimal("9.99E+6000"),
}
WORDS = [
    *(
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "not",
        "true",
    ),
    *(
        "null",
        "function",
        "instance of",
        "list<number>",
        "context<x: Any>",
        "item",
        "partial",
        "?",
        "external",
    ),
    *(
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "..",
        "@",
    ),
    *(
        '"x"',
        '"2024-01-01"',
        '"PT1H"',
        "1",
        "0",
        "-1",
        "2.5",
        "1e400",
        "//",
        "/*",
        "*/",
        "\n",
        "'",
        '"',
        "\\",
        "#",
        "你",
    ),
    *SCOPE,
    *("c.x", "c.y z", "[1..3]", "(1..3)", "[1,2]", '@"2024-01-01"', '@"P1M"', "{x: 1}", "function(q) q"),
    *BUILTINS,
]
soup = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
OPERANDS = [
    *SCOPE,
    "1",
    '"x"',
    "true",
    "null",
    "[]",
    "{x: 1}",
    '@"P1D"',
    '@"2024-01-01"',
    "abs",
    "[1..3]",
    "function(q) q",
]
FUNCTIONS = st.sampled_from(sorted(BUILTINS))
SIGNS = st.sampled_from(["+", "-", "*", "/", "**", "=", "<", ">=", "and", "in"])
PROPERTIES = st.sampled_from(["x", "y z", "year", "hours", "start", "timezone", "time offset"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, SIGNS, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}.{}".format, inner, PROPERTIES),
        st.builds("(for i in {} return {})".format, inner, inner),
        st.builds("(some i in {} satisfies {})".format, inner, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("[{}..{}]".format, inner, inner),
        st.builds("{}({})".format, FUNCTIONS, inner),
        st.builds("{}({}, {})".format, FUNCTIONS, inner, inner),
        st.builds("{}({}, {}, {})".format, FUNCTIONS, inner, inner, inner),
    )


values = st.recursive(st.sampled_from(OPERANDS), grown, max_leaves=6)


def attempt(text: str) -> object:
    try:
        return compile_expression(text, names=SCOPE).evaluate(SCOPE, warnings=[], limits=SMALL)
    except FeelError:
        return None


@settings(deadline=None, max_examples=300)
@given(text=soup)
def test_any_row_of_words_gives_a_value_or_an_error_of_ours(text: str) -> None:
    assert type(attempt(text)) in KINDS


@settings(deadline=None, max_examples=300)
@given(text=st.text(max_size=30))
def test_any_text_gives_a_value_or_an_error_of_ours(text: str) -> None:
    assert type(attempt(text)) in KINDS
    for read in (compile_text, compile_unary_tests):
        try:
            read(text)
        except FeelError:
            continue


@settings(deadline=None, max_examples=500)
@given(text=values)
def test_any_operands_under_any_operator_give_a_value_of_a_known_kind(text: str) -> None:
    assert type(attempt(text)) in KINDS


@settings(deadline=None, max_examples=200)
@given(cell=soup, value=st.sampled_from(list(SCOPE.values())))
def test_any_cell_says_yes_no_or_null(cell: str, value: object) -> None:
    try:
        answer = compile_unary_tests(cell).matches(value, SCOPE, limits=SMALL)
    except FeelError:
        return
    assert answer in (True, False, None)
    assert answer is None or isinstance(answer, bool)
