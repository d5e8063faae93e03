"""What a decision is made of beside a table: boxed expressions, knowledge, services, imports."""

from __future__ import annotations

import pytest

from service.feel import FeelLimitExceeded, Limits
from service.feel.dmn import decide, parse_model
from tests.feel.test_decisions import TYPES

from .models import decision, given, literal, model, xml

KNOWLEDGE = (
    '<businessKnowledgeModel id="_fee" name="fee"><variable name="fee"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/>{}</encapsulatedLogic></businessKnowledgeModel>'
)


def test_a_knowledge_model_is_a_function_and_may_call_itself() -> None:
    made = model(
        KNOWLEDGE.format(literal("if n <= 1 then 1 else n * fee(n - 1)")),
        decision("D", literal("fee(5)"), ["function:fee"]),
    )
    assert decide(made, "D", {}).value == 120


def test_an_invocation_binds_by_name() -> None:
    binding = f'<binding><parameter name="n"/>{literal("a + 1")}</binding>'
    body = f"<invocation>{literal('fee')}{binding}</invocation>"
    made = model(KNOWLEDGE.format(literal("n * 10")), given("a"), decision("D", body, ["a", "function:fee"]))
    assert decide(made, "D", {"a": 4}).value == 50


def entry(name: str, text: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{literal(text)}</contextEntry>'


def loop(kind: str, source: str, body: str) -> str:
    part = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="i"><in>{literal(source)}</in><{part}>{literal(body)}</{part}></{kind}>'


def conditional(condition: str, yes: str, no: str) -> str:
    branches = f"<then>{literal(yes)}</then><else>{literal(no)}</else>"
    return f"<conditional><if>{literal(condition)}</if>{branches}</conditional>"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (f"<context>{entry('x', '1')}{entry('y z', 'x + 1')}</context>", {"x": 1, "y z": 2}),
        (f"<context>{entry('x', '20')}<contextEntry>{literal('x * 2')}</contextEntry></context>", 40),
        (f"<list>{literal('1')}{literal('1 + 1')}</list>", [1, 2]),
        (
            '<relation><column name="a"/><column name="b"/>'
            f"<row>{literal('1')}{literal('2')}</row></relation>",
            [{"a": 1, "b": 2}],
        ),
        (conditional("1 > 2", "1", "2"), 2),
        (conditional("null", "1", "2"), 2),
        (f"<filter><in>{literal('[1,2,3]')}</in><match>{literal('item > 1')}</match></filter>", [2, 3]),
        (loop("for", "[1..3]", "i * i"), [1, 4, 9]),
        (loop("for", "null", "i"), None),
        (loop("some", "[1,2]", "i > 1"), True),
        (loop("every", "[1,2]", "i > 1"), False),
    ],
)
def test_boxed_expressions(body: str, value: object) -> None:
    assert decide(model(decision("D", body)), "D", {}).value == value


def test_a_decision_service_offers_its_outputs_and_can_be_called() -> None:
    service = (
        '<decisionService id="_S" name="S"><outputDecision href="#_Out"/><encapsulatedDecision href="#_Mid"/>'
        '<inputDecision href="#_Base"/><inputData href="#_n"/></decisionService>'
    )
    made = model(
        given("n"),
        decision("Base", literal("100")),
        decision("Mid", literal("n + Base"), ["n", "decision:Base"]),
        decision("Out", literal("Mid * 2"), ["decision:Mid"]),
        service,
        decision("Caller", literal("S(1, 2)"), ["function:S"]),
    )
    assert decide(made, "S", {"n": 1, "Base": 2}).value == 6
    assert decide(made, "Out", {"n": 1}).value == 202
    assert decide(made, "Caller", {}).value == 6


def test_an_imported_model_lends_its_decisions_functions_and_types() -> None:
    other = parse_model(
        xml(TYPES, KNOWLEDGE.format(literal("n * 10")), decision("Base Rate", literal("7")), name="other")
    )
    importing = (
        '<import name="lib" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        '<decision id="_D" name="D"><variable name="D"/>'
        '<informationRequirement><requiredDecision href="urn:other#_Base_Rate"/></informationRequirement>'
        '<knowledgeRequirement><requiredKnowledge href="urn:other#_fee"/></knowledgeRequirement>'
        f"{literal('lib.fee(lib.Base Rate)')}</decision>"
    )
    assert decide(parse_model(xml(importing), imports=[other]), "D", {}).value == 70


def test_a_decision_is_bounded_too() -> None:
    made = model(KNOWLEDGE.format(literal("fee(n + 1)")), decision("D", literal("fee(1)"), ["function:fee"]))
    with pytest.raises(FeelLimitExceeded):
        decide(made, "D", {}, limits=Limits(calls=60))


def test_a_knowledge_model_can_be_asked_like_a_decision() -> None:
    made = model(KNOWLEDGE.format(literal("n * 10")))
    assert decide(made, "fee", {"n": 4}).value == 40
    assert decide(made, "fee", {"m": 4}).value is None


def test_entries_of_boxed_contexts_may_have_signs_in_their_names() -> None:
    body = f"<context>{entry('pre-tax', '100')}{entry('post-tax', 'pre-tax * 2')}</context>"
    made = model(
        decision("Sums", body), decision("D", literal("Sums.post-tax - Sums.pre-tax"), ["decision:Sums"])
    )
    assert decide(made, "D", {}).value == 100


def imports(name: str, of: str) -> str:
    return f'<import name="{name}" namespace="urn:{of}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


def test_an_import_of_an_import_is_reached_by_its_path() -> None:
    base = parse_model(xml(given("Person name"), name="base"))
    middle = parse_model(
        xml(imports("modelA", "base"), decision("M", literal("1")), name="middle"), imports=[base]
    )
    wants = '<informationRequirement><requiredInput href="urn:base#_Person_name"/></informationRequirement>'
    logic = literal("Model B.modelA.Person name")
    top = (
        imports("Model B", "middle")
        + f'<decision id="_D" name="D"><variable name="D"/>{wants}{logic}</decision>'
    )
    inputs = {"Model B": {"modelA": {"Person name": "Li"}}}
    assert decide(parse_model(xml(top), imports=[middle]), "D", inputs).value == "Li"
