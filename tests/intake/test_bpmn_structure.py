"""The grammar of BPMN files, and what the Camunda dialect leaves out."""

from __future__ import annotations

import pytest

from service.engine.intake.bpmn import bpmn_findings
from service.engine.intake.deployment import link_imports, read_document
from service.engine.intake.limits import DEFAULT
from service.engine.progress import SourceFile
from tests.intake.diagrams import bpmn, flow
from tests.intake.test_bpmn_rules import SPLIT, TASK, TIMER, between, caught, findings

STRUCTURE = [
    (between(TASK, "a") + '<operation id="o" name="O"/>', "element-misplaced", "sample"),
    (between(TASK, "a") + '<boundaryEvent id="b"/>', "attribute-missing", "b"),
    (between('<task id="a" isForCompensation="maybe"/>', "a"), "attribute-invalid", "a"),
    (caught("conditional"), "part-missing", "c"),
    (
        between('<task id="a"><documentation textFormat="nice">x</documentation></task>', "a"),
        "text-format",
        "a",
    ),
    (
        between('<subProcess id="p"><task id="a"/></subProcess>', "p")
        + f'<boundaryEvent id="b" attachedToRef="a">{TIMER}</boundaryEvent>'
        + flow("b", "e"),
        "boundary-event-elsewhere",
        "b",
    ),
]


@pytest.mark.parametrize(("body", "rule", "element"), STRUCTURE, ids=[rule for _, rule, _ in STRUCTURE])
def test_the_grammar_of_the_language_is_kept(body: str, rule: str, element: str) -> None:
    assert (rule, element) in findings(body)


FORMALITIES = [
    (between(TASK, "a"), "flow-reference-missing", "a"),
    (caught("message"), "message-operation-missing", "c"),
    (between('<callActivity id="a" calledElement="none"/>', "a"), "called-element-not-found", "a"),
    (between('<scriptTask id="a" scriptFormat="feel"/>', "a"), "script-media-type", "a"),
    (between(TASK, "a") + '<sequenceFlow id="g"/><laneSet id="l"/>', "element-out-of-order", "sample"),
    (
        between(TASK, "a")
        + '<dataObject id="o" name="Case"/><dataObjectReference id="r" name="Other" dataObjectRef="o"/>',
        "data-reference-name",
        "r",
    ),
    (
        between(SPLIT.format("parallelGateway", "exclusiveGateway"), "x", "a", "y"),
        "merge-of-parallel-ways",
        "y",
    ),
]


@pytest.mark.parametrize(("body", "rule", "element"), FORMALITIES, ids=[rule for _, rule, _ in FORMALITIES])
def test_what_our_dialect_leaves_out_counts_only_where_bpmn_alone_is_asked_for(
    body: str, rule: str, element: str
) -> None:
    assert (rule, element) in findings(body, formal=True)
    assert rule not in {broken for broken, _ in findings(body)}


def test_drawings_that_are_not_meant_to_run_may_leave_things_open() -> None:
    assert findings(caught("timer", "<timeDuration>about an hour</timeDuration>"), executable=False) == set()


def test_an_expression_that_is_not_marked_as_formal_breaks_bpmn_but_is_read_all_the_same() -> None:
    timer = caught("timer", "<timeDuration>PT1H</timeDuration>")
    assert "expression-not-formal" in {rule for rule, _ in findings(timer, formal=True)}
    assert findings(timer) == set()


def test_messages_go_between_pools_from_what_sends_to_what_receives() -> None:
    pools = (
        '<collaboration id="k"><participant id="p1" processRef="sample"/><participant id="p2"/>'
        '<messageFlow id="f1" sourceRef="p2" targetRef="s"/>'
        '<messageFlow id="f2" sourceRef="a" targetRef="e"/>'
        '<messageFlow id="f3" sourceRef="a" targetRef="p2"/></collaboration>'
    )
    assert findings(between(TASK, "a"), pools) == {
        ("message-flow-ends", "f1"),
        ("message-flow-ends", "f2"),
        ("message-flow-within-pool", "f2"),
    }


def test_an_import_is_followed_within_the_deployment_only() -> None:
    imported = (
        '<import importType="http://www.omg.org/spec/BPMN/20100524/MODEL" location="{0}" namespace="{1}"/>'
    )
    one = bpmn(between(TASK, "a"), before=imported.format("sub/other.bpmn", "t"))
    two = bpmn(between(TASK, "a"), before=imported.format("../missing.bpmn", "u"))
    documents = [
        read_document(SourceFile(path, content), DEFAULT)
        for path, content in (("one.bpmn", one), ("sub/other.bpmn", two))
    ]
    link_imports(documents)
    rules = [{found.rule for found in bpmn_findings(document)} for document in documents]
    assert rules == [{"id-duplicate"}, {"import-not-found"}]
