"""The JUEL that Camunda 7 files use."""

from __future__ import annotations

import pytest

from service.feel import FeelSyntaxError, compile_juel, compile_text, host_function

SCOPE = {
    "n": 3,
    "name": "Li",
    "none": None,
    "list": [10, {"q": "deep"}],
    "map": {"key": 1, "a b": 2},
    "test": "xay",
    "sla": host_function("sla", ["kind", "fraction"], lambda kind, fraction: kind),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${n >= 3 && name == 'Li'}", True),
        ("${n gt 2 and not (name eq 'Wang') or false}", True),
        ("${n + 2 * 3 - 1}", 8),
        ("${n % 2 == 1}", True),
        ("${10 div 4}", 2.5),
        ("${n > 5 ? 'big' : n > 2 ? 'middle' : 'small'}", "middle"),
        ("${empty none}", True),
        ("${!empty name}", True),
        ("${list[1].q}", "deep"),
        ("${list[0] == 10}", True),
        ("${map['a b']}", 2),
        ("${map.key}", 1),
        ("${test.contains('a')}", True),
        ("${list.contains(10)}", True),
        ("${name.length() + list.size()}", 4),
        ("${name.startsWith('L') && name.endsWith(\"i\")}", True),
        ("${-n}", -3),
        ("${none == null}", True),
        ("Dear ${name}, round #{n}.", "Dear Li, round 3."),
        ("${name}${none}!", "Li!"),
        ("no braces", "no braces"),
        ("", ""),
        ("${sla('respond', 0.8)}", "respond"),
        ("${execution.getVariable('n')}", 3),
        ("costs 5$ {x}", "costs 5$ {x}"),
    ],
)
def test_juel_is_computed_like_feel(text: str, value: object) -> None:
    assert compile_juel(text).evaluate(SCOPE) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${n", "'}' is missing"),
        ("${}", "not expected"),
        ("${n = 1}", "not expected"),
        ("${n.foo()}", "not allowed"),
        ("${execution.setVariable('n', 1)}", "not allowed"),
        ("${'open}", "not expected"),
        ("${n +}", "not expected"),
        ("${(n}", "')' is missing"),
        ("${" + "(" * 500 + "1}", "inside one another"),
        ("${" + "!" * 5000 + "n}", "inside one another"),
    ],
)
def test_juel_that_cannot_be_read_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_juel(text)
    assert reason in refused.value.reason


def test_an_attribute_is_feel_juel_or_itself() -> None:
    assert compile_text("= n + 1").evaluate(SCOPE) == 4
    assert compile_text("=first name", names=["first name"]).evaluate({"first name": "Li"}) == "Li"
    assert compile_text("${n + 1}").evaluate(SCOPE) == 4
    assert compile_text("PT1H").evaluate(SCOPE) == "PT1H"


def test_a_missing_variable_is_null_with_a_warning() -> None:
    warnings: list[str] = []
    assert compile_juel("${gone > 1}").evaluate({}, warnings=warnings) is None
    assert "gone" in warnings[0]


def test_the_variables_of_juel_are_known() -> None:
    assert compile_juel("${a.b + c['d'] > e} x ${f}").free_names == {"a", "c", "e", "f"}
