"""Deciding: hit policies, the requirements graph, functions, services, types, imports, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.feel import DmnError
from service.feel.dmn import Model, decide, parse_model

from .models import decision, given, literal, model, table, xml

TIER = [("tier", "string", "")]

OUT = [("days", "number", "")]


def days(
    policy: str, rows: list[tuple[str, str]], *, aggregation: str = "", allowed: str = "", default: str = ""
) -> Model:
    outputs = [("days", "number", allowed)]
    body = table(TIER, outputs, rows, policy=policy, aggregation=aggregation, default=default)
    return model(given("tier", "string"), decision("Days", body, ["tier"]))


ROWS = [('"gold"', "1"), ('"gold", "silver"', "2"), ("-", "3")]


@pytest.mark.parametrize(
    ("policy", "aggregation", "allowed", "value"),
    [
        ("UNIQUE", "", "", None),
        ("ANY", "", "", None),
        ("FIRST", "", "", 1),
        ("PRIORITY", "", "3, 2, 1", 3),
        ("RULE ORDER", "", "", [1, 2, 3]),
        ("OUTPUT ORDER", "", "2, 3, 1", [2, 3, 1]),
        ("COLLECT", "", "", [1, 2, 3]),
        ("COLLECT", "SUM", "", 6),
        ("COLLECT", "MIN", "", 1),
        ("COLLECT", "MAX", "", 3),
        ("COLLECT", "COUNT", "", 3),
    ],
)
def test_each_hit_policy_makes_its_own_of_three_matches(
    policy: str, aggregation: str, allowed: str, value: object
) -> None:
    made = days(policy, ROWS, aggregation=aggregation, allowed=allowed)
    assert decide(made, "Days", {"tier": "gold"}).value == value


def test_a_single_match_and_no_match_and_the_default() -> None:
    rows = [('"gold"', "1"), ('"silver"', "2")]
    assert decide(days("UNIQUE", rows), "Days", {"tier": "silver"}).value == 2
    nothing = decide(days("UNIQUE", rows), "Days", {"tier": "bronze"})
    assert nothing.value is None
    assert "no row matches" in nothing.warnings[-1]
    assert decide(days("UNIQUE", rows, default="9"), "Days", {"tier": "bronze"}).value == 9


def test_a_broken_unique_table_says_which_rows_matched() -> None:
    assert "rows 1, 2, 3" in decide(days("UNIQUE", ROWS), "Days", {"tier": "gold"}).warnings[-1]


def test_several_outputs_make_a_context() -> None:
    outputs = [("days", "number", ""), ("who", "string", "")]
    made = model(
        given("tier"), decision("D", table(TIER, outputs, [('"gold"', "1 + 1", '"lead"')]), ["tier"])
    )
    found = decide(made, "D", {"tier": "gold"})
    assert found.value == {"days": 2, "who": "lead"}
    assert found.outputs == {"days": 2, "who": "lead"}


def test_one_output_is_named_after_its_column() -> None:
    assert decide(days("FIRST", ROWS), "Days", {"tier": "gold"}).outputs == {"days": 1}
    assert decide(model(decision("Answer", literal("42"))), "Answer", {}).outputs == {"Answer": 42}


def test_the_trace_says_why_each_row_did_or_did_not_match() -> None:
    inputs = [("tier", "string", ""), ("rounds", "number", "")]
    body = table(inputs, OUT, [('"gold"', "-", "1"), ('"silver"', ">= 3", "2"), ('"silver"', "< 3", "5")])
    made = model(given("tier"), given("rounds"), decision("Days", body, ["tier", "rounds"]))
    assert decide(made, "Days", {"tier": "silver", "rounds": 4}).explain() == [
        "Given 'tier' = \"silver\", 'rounds' = 4:",
        'Row 1 does not match: \'tier\' is "silver", the row asks for "gold".',
        "Row 2 matches.",
        "Row 3 does not match: 'rounds' is 4, the row asks for < 3.",
    ]
    assert decide(made, "Days", {"tier": "silver", "rounds": 4}).trace[0].matched == (2,)


def test_inputs_are_coerced_and_others_become_null_with_a_warning() -> None:
    made = model(given("n", "number"), decision("D", literal("n"), ["n"]))
    assert decide(made, "D", {"n": [5]}).value == 5
    assert isinstance(decide(made, "D", {"n": 5}).value, Decimal)
    wrong = decide(made, "D", {"n": "five"})
    assert wrong.value is None
    assert "'n' is no number" in wrong.warnings


TYPES = (
    '<itemDefinition name="tTier"><typeRef>string</typeRef><allowedValues><text>"gold","silver"</text>'
    '</allowedValues></itemDefinition><itemDefinition name="tCustomer">'
    '<itemComponent name="tier level"><typeRef>tTier</typeRef></itemComponent>'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tCustomers" isCollection="true"><typeRef>tCustomer</typeRef></itemDefinition>'
)


def test_item_definitions_are_checked_all_the_way_down() -> None:
    made = model(TYPES, given("c", "tCustomer"), decision("D", literal("c.tier level"), ["c"]))
    assert decide(made, "D", {"c": {"tier level": "gold", "age": 3}}).value == "gold"
    assert decide(made, "D", {"c": {"tier level": "lead", "age": 3}}).value is None
    assert decide(made, "D", {"c": {"tier level": "gold", "age": "x"}}).value is None


def test_a_single_item_fits_a_collection() -> None:
    made = model(TYPES, given("c", "tCustomers"), decision("D", literal("c[age > 17].tier level"), ["c"]))
    assert decide(made, "D", {"c": {"tier level": "gold", "age": 30}}).value == ["gold"]


def test_a_decision_sees_only_what_it_requires() -> None:
    made = model(given("a"), given("b"), decision("D", literal("a"), ["b"]))
    found = decide(made, "D", {"a": 1, "b": 2})
    assert found.value is None
    assert "no variable named 'a'" in found.warnings[0]


def test_a_required_decision_is_computed_once() -> None:
    made = model(
        given("n"),
        decision("Base", table([("n", "number", "")], [("x", "number", "")], [("-", "n * 2")]), ["n"]),
        decision("Left", literal("Base + 1"), ["decision:Base"]),
        decision("Right", literal("Base + Left"), ["decision:Base", "decision:Left"]),
    )
    found = decide(made, "Right", {"n": 5})
    assert found.value == 21
    assert len(found.trace) == 1


def test_decisions_that_need_each_other_are_null() -> None:
    made = model(decision("A", literal("B"), ["decision:B"]), decision("B", literal("A"), ["decision:A"]))
    found = decide(made, "A", {})
    assert found.value is None
    assert "needs itself" in found.warnings[0]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_edition_of_dmn_is_read(namespace: str) -> None:
    assert decide(parse_model(xml(decision("D", literal("1")), namespace=namespace)), "D", {}).value == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not XML"),
        (b"<a/>", "not DMN"),
        (b"not xml", "not XML"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "DOCTYPE"),
        (b"<a>" * 300, "nests deeper"),
        (b"<a>" + b"<b/>" * 200_001 + b"</a>", "elements"),
        (b" " * 10_000_001, "bytes"),
    ],
)
def test_a_file_that_is_no_model_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DmnError, match=reason):
        parse_model(content)


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(DmnError, match="no decision 'Nope'"):
        decide(model(decision("D", literal("1"))), "Nope", {})


def test_text_that_is_no_feel_is_null_with_the_reason() -> None:
    found = decide(model(decision("D", literal("1 +"))), "D", {})
    assert found.value is None
    assert "ends too early" in found.warnings[0]


def test_a_structure_without_one_of_its_entries_is_null_and_the_warning_names_the_entry() -> None:
    made = model(TYPES, given("c", "tCustomer"), decision("D", literal("c"), ["c"]))
    found = decide(made, "D", {"c": {"age": 3}})
    assert found.value is None
    assert "the entry 'tier level' is missing" in found.warnings


def test_inputs_outside_their_allowed_values_make_the_table_null_and_say_so() -> None:
    inputs = [("tier", "string", '"gold", "silver"')]
    made = model(given("tier"), decision("D", table(inputs, OUT, [("-", "1")]), ["tier"]))
    assert decide(made, "D", {"tier": "gold"}).value == 1
    found = decide(made, "D", {"tier": "tin"})
    assert found.value is None
    assert "none of the allowed values" in found.warnings[0]


def test_an_external_function_is_never_run() -> None:
    body = 'function(n) external {java: {class: "java.lang.Math", method signature: "abs(int)"}}'
    made = model(decision("F", literal(f"({body})(-1)")))
    found = decide(made, "F", {})
    assert found.value is None
    assert "external functions are not run" in found.warnings


def test_another_expression_language_is_not_run() -> None:
    code = '<literalExpression expressionLanguage="javascript"><text>1 + 1</text></literalExpression>'
    found = decide(model(decision("D", code)), "D", {})
    assert found.value is None
    assert "javascript is not FEEL" in found.warnings[0]


def test_a_model_may_read_variables_that_nobody_drew() -> None:
    content = xml(decision("Days", table(TIER, OUT, [('"gold"', "base + 1")])))
    assert decide(parse_model(content, undrawn=True), "Days", {"tier": "gold", "base": 2}).value == 3
    assert decide(parse_model(content), "Days", {"tier": "gold", "base": 2}).value is None


def test_a_decision_says_whether_it_asked_for_the_time() -> None:
    assert decide(days("FIRST", ROWS), "Days", {"tier": "gold"}).timeless
    dated = model(decision("Late", literal("today() > date(2026, 1, 31)")))
    assert not decide(dated, "Late", {}).timeless
