"""Names with blanks, signs and characters of every script; where a text is refused, and why."""

from __future__ import annotations

import pytest

from service.feel import FeelSyntaxError, compile_expression

from .feel import value_of


@pytest.mark.parametrize(
    "name",
    [
        "first name",
        "价格",
        "客户 等级",
        "pre-tax",
        "a+b",
        "it's",
        "x/y",
        "date of birth",
        "in stock",
        "count of items",
        "🐎",
    ],
)
def test_a_known_name_is_read_whole(name: str) -> None:
    assert value_of(f"{name} + 1", {name: 41}) == 42
    assert value_of(f"[{name}, 0][1]", {name: 41}) == 41


def test_the_longest_known_name_wins() -> None:
    assert value_of("a-b", {"a": 5, "b": 3, "a-b": 100}) == 100
    assert value_of("a - c", {"a": 5, "c": 3, "a-b": 100}) == 2
    assert value_of("rate plan", {"rate": 1, "rate plan": 2}) == 2


def test_a_name_spread_over_lines_and_blanks_is_the_same_name() -> None:
    assert value_of("first  \n name", {"first name": 7}) == 7


def test_an_unknown_name_of_several_words_is_read_up_to_the_next_sign_or_keyword() -> None:
    assert compile_expression("order total + 1").free_names == {"order total"}
    assert compile_expression("number of days > 3 and order open").free_names == {
        "number of days",
        "order open",
    }
    assert (
        compile_expression("customer.first name = x").evaluate({"customer": {"first name": "Li"}, "x": "Li"})
        is True
    )


def test_entries_and_iterators_may_have_blanks() -> None:
    assert value_of("{unit price: 3, line total: unit price * 2}.line total") == 6
    assert value_of("for line item in [1, 2] return line item * 2") == [2, 4]
    assert value_of("(function(unit price) unit price * 2)(4)") == 8


def test_a_variable_may_hide_a_built_in_function_when_it_is_known() -> None:
    assert value_of("count + 1", {"count": 1}) == 2
    assert value_of("min", {"min": 3}) == 3


def test_comments_are_blanks() -> None:
    assert value_of("1 // one\n + /* two */ 2") == 3


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("1 +", 1, 4, "ends too early"),
        ("a >\n> 2", 2, 1, "expression is missing"),
        ('"open', 1, 1, "string is not closed"),
        ("if a then b", 1, 12, "'else' is missing"),
        ("[1, 2", 1, 6, "']' is missing"),
        ("{a 1}", 1, 5, "':' is missing"),
        ("{a: 1, a: 2}", 1, 8, "stands twice"),
        ("1 2", 1, 3, "not expected"),
        ("/* never", 1, 1, "comment is not closed"),
        ("for x [1] return x", 1, 5, "'in' are missing"),
    ],
)
def test_a_refusal_names_line_column_and_reason(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert reason in refused.value.reason


def test_strings_know_the_escapes_of_the_standard() -> None:
    assert value_of(r'"\u4f60\n\"\\ \U01F40E"') == '你\n"\\ 🐎'
    assert value_of(r'string length("\uD83D\uDC0E")') == 1
