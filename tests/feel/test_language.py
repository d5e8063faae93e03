"""The language: numbers, logic, lists, contexts, ranges, loops and functions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.feel import FeelSyntaxError, compile_expression, compile_unary_tests, host_function

from .feel import value_of, warnings_of


def test_decimals_are_exact() -> None:
    assert value_of("0.1 + 0.2 = 0.3") is True
    assert value_of("1/3") == Decimal("0." + "3" * 34)
    assert value_of("10 ** 30 + 0.1 - 10 ** 30") == Decimal("0.1")


def test_a_number_that_is_too_large_is_null() -> None:
    assert value_of("10 ** 9999") is None
    assert value_of("1 / 0") is None
    assert "DivisionByZero" in warnings_of("1 / 0")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 64),
        ("-3 ** 2", 9),
        ("10 - 2 - 3", 5),
        ("--2", 2),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, value: int) -> None:
    assert value_of(text) == value


TRUTH = {"true": True, "false": False, "null": None, '"x"': None}


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_and_and_or_know_three_values(left: str, right: str) -> None:
    a, b = TRUTH[left], TRUTH[right]
    expected_and = False if a is False or b is False else (True if a and b else None)
    expected_or = True if a is True or b is True else (False if a is False and b is False else None)
    assert value_of(f"{left} and {right}") is expected_and
    assert value_of(f"{left} or {right}") is expected_or
    assert value_of(f"true and {left} and {right}") is expected_and


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missing + 1", "no variable named 'missing'"),
        ('1 + "a"', "number + string is not defined"),
        ("{a: 1}.b", "no entry 'b'"),
        ("[1, 2][5]", "no item 5"),
        ('"a" < 1', "has no order"),
        ('date("2023-02-30")', "no such date"),
        ("abs(1, 2)", "does not take 2 arguments"),
        ('sqrt("x")', "is a string, not a number"),
        ("1(2)", "a number cannot be called"),
    ],
)
def test_what_cannot_be_computed_is_null_and_a_warning_says_why(text: str, reason: str) -> None:
    assert value_of(text) is None
    assert reason in warnings_of(text)


def test_equality_across_kinds_is_null_and_with_null_it_is_false() -> None:
    assert value_of('1 = "1"') is None
    assert value_of("1 = null") is False
    assert value_of("null = null") is True
    assert value_of("true = 1") is None


def test_filters_see_the_item_and_its_entries_before_the_variables() -> None:
    people = [{"name": "Li", "age": 30}, {"name": "Wang", "age": 17}]
    assert value_of("people[age >= 18].name", {"people": people}) == ["Li"]
    assert value_of("people[age > limit].name", {"people": people, "limit": 20}) == ["Li"]
    assert value_of("[1, 2, 3][item > 1]") == [2, 3]
    assert value_of("people[-1].name", {"people": people}) == "Wang"
    assert value_of("people[n].name", {"people": people, "n": 1}) == "Li"


def test_a_filter_on_an_empty_list_keeps_nothing_and_an_index_finds_nothing() -> None:
    assert value_of("[][item > 1]") == []
    assert value_of("[][n]", {"n": 1}) is None


def test_for_runs_over_lists_ranges_and_sees_what_it_made_so_far() -> None:
    assert value_of("for x in [1, 2], y in [10, 20] return x * y") == [10, 20, 20, 40]
    assert value_of("for i in 3..1 return i") == [3, 2, 1]
    assert value_of("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == [1, 1, 2, 6, 24]
    assert value_of('for d in @"2024-02-28"..@"2024-03-01" return d.day') == [28, 29, 1]


def test_a_partial_list_that_is_kept_does_not_grow_afterwards() -> None:
    assert value_of("for i in 1..3 return partial") == [[], [[]], [[], [[]]]]


def test_some_and_every_are_null_when_it_depends_on_a_null() -> None:
    assert value_of("some x in [1, null] satisfies x > 0") is True
    assert value_of("some x in [null, 0] satisfies x > 0") is None
    assert value_of("every x in [1, null] satisfies x > 0") is None
    assert value_of("every x in [] satisfies x > 0") is True


def test_functions_keep_the_names_they_were_defined_among() -> None:
    assert (
        value_of("{add: function(n) function(m) n + m, three: add(1), six: add(4), r: three(2) * six(2)}.r")
        == 18
    )
    assert value_of("(for i in 1..3 return function() i)[2]()") == 2


def test_a_function_may_call_itself() -> None:
    assert value_of("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(10)}.r") == 3628800


def test_arguments_have_names_or_places_not_both() -> None:
    assert value_of('substring(start position: 3, string: "foobar")') == "obar"
    assert value_of("{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r") == 4
    assert value_of("abs(m: -1)") is None
    with pytest.raises(FeelSyntaxError, match="all named"):
        compile_expression("f(1, a: 2)")


def test_a_typed_parameter_refuses_other_values() -> None:
    assert value_of('(function(a: number) a + 1)("x")') is None
    assert value_of("(function(a: number) a + 1)([1])") == 2


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("5 in ]5..9]", False),
        ("5 in (> 3)", True),
        ("5 in (1, 2, [4..6])", True),
        ("5 in [[1..2], [4..6]]", True),
        ('"b" in ["a".."c"]', True),
        ("5 in !=5", False),
        ("null in [1..2]", None),
        ("5 in (? > 4)", True),
    ],
)
def test_in_takes_values_ranges_lists_and_comparisons(text: str, holds: bool | None) -> None:
    assert value_of(text) is holds


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        ("-", None, True),
        ("", 5, True),
        ("< 10", 5, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ('"a", "b"', "b", True),
        ("[1..3], > 9", 10, True),
        ("? * 2 = 10", 5, True),
        ('contains(?, "x")', "axb", True),
        ("null", None, True),
        ("limit", 7, True),
        ("> limit", 8, True),
        ("[1, 2, 3]", 2, True),
        ("true", 1, True),
        ('"1"', 1, None),
    ],
)
def test_unary_tests_of_a_cell(cell: str, value: object, holds: bool | None) -> None:
    assert compile_unary_tests(cell).matches(value, {"limit": 7}) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("{} instance of context<a: number>", False),
        ("[1..2] instance of range<number>", True),
        ("null instance of number", False),
        ("null instance of Null", True),
        ('@"P1D" instance of days and time duration', True),
        ("(function(a: number) a) instance of function<number> -> Any", True),
        ("1 instance of unheard of", None),
    ],
)
def test_instance_of_knows_types_with_parts(text: str, holds: bool | None) -> None:
    assert value_of(text) is holds


def test_integers_floats_and_python_dates_from_outside_become_feel_values() -> None:
    assert value_of("a + b = 0.3", {"a": 0.1, "b": 0.2}) is True
    assert value_of("c.n / 2", {"c": {"n": 1}}) == Decimal("0.5")
    assert value_of("sum(l)", {"l": [1, 2.5]}) == Decimal("3.5")
    assert value_of("for x in l return x / 4", {"l": [1]}) == [Decimal("0.25")]


def test_a_function_of_the_host_is_called_like_any_other() -> None:
    scope = {"sla": host_function("sla", ["kind", "fraction"], lambda kind, fraction: f"{kind}:{fraction}")}
    assert value_of('sla("respond", 0.8)', scope) == "respond:0.8"
    assert value_of('sla(fraction: 1, kind: "x")', scope) == "x:1"
    assert value_of("sla(1)", scope) is None


def test_an_expression_tells_which_variables_it_reads() -> None:
    expression = compile_expression("{a: x, r: for i in list return i + a + y}.r + count(z[w > 1])")
    assert expression.free_names == {"x", "list", "y", "z", "w"}
    assert expression.sure_names == {"x", "list", "y", "z"}
