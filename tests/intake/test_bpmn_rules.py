"""The rules of BPMN: each refuses what breaks it, at the element, and leaves its correct twin alone."""

from __future__ import annotations

import pytest

from service.engine.intake.bpmn import bpmn_findings
from service.engine.intake.deployment import read_document
from service.engine.intake.limits import DEFAULT
from service.engine.progress import SourceFile
from tests.intake.diagrams import FORMAL, bpmn, flow, line

TASK = '<task id="a"/>'

MESSAGE = '<message id="m" name="M"/>'


def findings(
    body: str, before: str = "", *, executable: bool = True, formal: bool = False
) -> set[tuple[str, str | None]]:
    document = read_document(SourceFile("x.bpmn", bpmn(body, before=before, executable=executable)), DEFAULT)
    return {(found.rule, found.element_id) for found in bpmn_findings(document, formal=formal)}


def between(middle: str, *ids: str) -> str:
    return f'<startEvent id="s"/>{middle}<endEvent id="e"/>{line("s", *ids, "e")}'


def caught(kind: str, inner: str = "") -> str:
    return between(
        f'<intermediateCatchEvent id="c"><{kind}EventDefinition>{inner}</{kind}EventDefinition>'
        "</intermediateCatchEvent>",
        "c",
    )


def attached(definition: str, attributes: str = "", host: str = "task") -> str:
    return (
        between(f'<{host} id="a"/>', "a")
        + f'<boundaryEvent id="b" attachedToRef="a" {attributes}>{definition}</boundaryEvent>'
        + '<endEvent id="f"/>'
        + flow("b", "f")
    )


TIMER = f"<timerEventDefinition><timeDuration {FORMAL}>PT1H</timeDuration></timerEventDefinition>"

CORRECT = {
    "a task": between(TASK, "a"),
    "a timer on the border": attached(TIMER),
    "a choice": between(
        '<exclusiveGateway id="x" default="x-a"/><task id="a"/><task id="b"/>'
        + flow("x", "b", "=i")
        + flow("b", "e"),
        "x",
        "a",
    ),
    "a receive task that begins": '<receiveTask id="r" instantiate="true"/><endEvent id="e"/>'
    + line("r", "e"),
    "a link": between(
        '<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>'
        '<task id="a"/>' + flow("c", "a") + flow("a", "e"),
        "t",
    ).replace(flow("t", "e"), ""),
    "an event sub-process": between(TASK, "a") + '<subProcess id="p" triggeredByEvent="true">'
    f'<startEvent id="ps" isInterrupting="false">{TIMER}</startEvent><endEvent id="pe"/>{line("ps", "pe")}'
    "</subProcess>",
    "compensation": between(TASK, "a")
    + '<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    '<task id="h" isForCompensation="true"/><association id="l" sourceRef="b" targetRef="h"/>',
}


@pytest.mark.parametrize("body", CORRECT.values(), ids=CORRECT.keys())
def test_a_correct_diagram_has_no_finding(body: str) -> None:
    assert findings(body) == set()


WRONG = [
    (between(TASK, "a") + TASK, "id-duplicate", "a"),
    (between('<task id="1 a"/>', "1 a"), "id-malformed", "1 a"),
    (between(TASK, "a", "nowhere"), "reference-not-found", "a-nowhere"),
    (
        caught("message").replace("<messageEventDefinition", '<messageEventDefinition messageRef="c"'),
        "reference-of-wrong-kind",
        "c",
    ),
    (between('<textAnnotation id="t"/>', "t"), "sequence-flow-to-artifact", "s-t"),
    (between('<dataObject id="o"/>', "o"), "sequence-flow-ends", "s-o"),
    (
        between(
            f'<subProcess id="p">{between(TASK, "a").replace("s", "i")}</subProcess>' + flow("a", "p"), "p"
        ),
        "sequence-flow-crosses-scope",
        "a-p",
    ),
    (between('<task id="a"><incoming>other</incoming></task>', "a"), "flow-reference-mismatch", "a"),
    (between(TASK, "a").replace(flow("a", "e"), flow("a", "e", "=i")), "condition-needs-choice", "a-e"),
    (between(TASK, "a").replace(flow("s", "a"), flow("s", "a", "=i")), "condition-not-allowed", "s-a"),
    (between('<task id="a" default="s-a"/>', "a"), "default-flow-elsewhere", "a"),
    (
        between('<task id="a" default="a-e"/>', "a").replace(flow("a", "e"), flow("a", "e", "=i")),
        "default-flow-conditional",
        "a-e",
    ),
    (
        between(TASK, "a").replace(flow("s", "a"), flow("s", "a", isImmediate="false")),
        "immediate-flow",
        "s-a",
    ),
    (f'{TASK}<endEvent id="e"/>' + line("a", "e"), "start-event-missing", "sample"),
    (f'<startEvent id="s"/>{TASK}' + line("s", "a"), "end-event-missing", "sample"),
    (between(TASK, "a") + '<task id="b"/>' + flow("b", "a"), "element-unreachable", "b"),
    (between(TASK, "a") + '<task id="b"/>' + flow("a", "b"), "element-without-way-out", "b"),
    (
        between(TASK, "a").replace(
            '<startEvent id="s"/>', '<startEvent id="s"><errorEventDefinition/></startEvent>'
        ),
        "start-trigger-not-allowed",
        "s",
    ),
    (
        between(
            f'<subProcess id="p"><startEvent id="i">{TIMER}</startEvent><endEvent id="j"/>{line("i", "j")}'
            "</subProcess>",
            "p",
        ),
        "sub-process-start-trigger",
        "i",
    ),
    (
        between(TASK, "a")
        + '<subProcess id="p" triggeredByEvent="true"><startEvent id="i"/><endEvent id="j"/>'
        + line("i", "j")
        + "</subProcess>",
        "event-sub-process-trigger",
        "i",
    ),
    (
        between(TASK, "a")
        + '<subProcess id="p" triggeredByEvent="true"><startEvent id="i" isInterrupting="false">'
        '<errorEventDefinition/></startEvent><endEvent id="j"/>' + line("i", "j") + "</subProcess>",
        "must-interrupt",
        "i",
    ),
    (attached("<errorEventDefinition/>", 'cancelActivity="false"'), "boundary-must-interrupt", "b"),
    (attached("<linkEventDefinition/>"), "event-kind-not-allowed", "b"),
    (caught("terminate"), "event-kind-not-allowed", "c"),
    (between('<intermediateCatchEvent id="c"/>', "c"), "event-without-trigger", "c"),
    (attached("<cancelEventDefinition/>", host="subProcess"), "cancel-outside-transaction", "b"),
    (between(TASK, "a") + flow("a", "s"), "start-event-incoming", "s"),
    (between(TASK, "a") + '<startEvent id="t"/>', "start-event-outgoing", "t"),
    (between(TASK, "a") + flow("e", "a"), "end-event-outgoing", "e"),
    (between(TASK, "a") + '<endEvent id="f"/>', "end-event-incoming", "f"),
    (attached(TIMER) + flow("a", "b"), "boundary-event-incoming", "b"),
    (attached(TIMER).replace(flow("b", "f"), flow("a", "f")), "boundary-event-outgoing", "b"),
    (
        between(TASK, "a")
        + f'<intermediateCatchEvent id="c">{TIMER}</intermediateCatchEvent>'
        + flow("c", "a"),
        "intermediate-event-unconnected",
        "c",
    ),
    (
        between(
            '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>', "c"
        ),
        "link-event-connected",
        "c",
    ),
    (
        between(
            '<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>', "t"
        ),
        "link-partner-missing",
        "t",
    ),
    (between('<parallelGateway id="g"/>', "g"), "gateway-without-choice", "g"),
    (
        between(
            '<parallelGateway id="g" gatewayDirection="Converging"/><task id="a"/>'
            + flow("g", "a")
            + flow("a", "e"),
            "g",
        ),
        "gateway-direction",
        "g",
    ),
    (
        between(
            '<eventBasedGateway id="g"/><task id="a"/><task id="b"/>' + flow("g", "b") + flow("b", "e"),
            "g",
            "a",
        ),
        "event-gateway-target",
        "a",
    ),
    (between('<task id="a" startQuantity="0"/>', "a"), "quantity-below-one", "a"),
    (
        between(
            '<subProcess id="p" triggeredByEvent="true">'
            '<startEvent id="i"><errorEventDefinition/></startEvent>'
            f'<endEvent id="j"/>{line("i", "j")}</subProcess>',
            "p",
        ),
        "event-sub-process-connected",
        "p",
    ),
    (between(TASK, "a") + '<subProcess id="p" triggeredByEvent="true"/>', "event-sub-process-one-start", "p"),
    (between('<adHocSubProcess id="p"/>', "p"), "ad-hoc-empty", "p"),
    (
        between('<adHocSubProcess id="p"><task id="a"/><endEvent id="j"/></adHocSubProcess>', "p"),
        "ad-hoc-content",
        "j",
    ),
    (between('<receiveTask id="r" instantiate="true"/>', "r"), "instantiate-with-incoming", "r"),
    (between('<scriptTask id="a"><script>1</script></scriptTask>', "a"), "script-without-format", "a"),
    (between('<task id="a"><multiInstanceLoopCharacteristics/></task>', "a"), "multi-instance-count", "a"),
    (between('<task id="a"><standardLoopCharacteristics loopMaximum="0"/></task>', "a"), "loop-maximum", "a"),
    (
        between(TASK, "a")
        + '<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
        '<task id="h"/><association id="l" sourceRef="b" targetRef="h"/>',
        "compensation-handler",
        "h",
    ),
    (between('<task id="a" isForCompensation="true"/>', "a"), "compensation-handler-connected", "a"),
    (caught("message"), "message-missing", "c"),
    (caught("conditional", f"<condition {FORMAL}/>"), "condition-missing", "c"),
    (caught("timer", f"<timeDuration {FORMAL}/>"), "expression-empty", "c"),
    (
        between(
            '<subProcess id="p"><ioSpecification><inputSet/><outputSet/></ioSpecification></subProcess>', "p"
        ),
        "io-specification-misplaced",
        "p",
    ),
    (
        between(
            '<task id="a"><ioSpecification><dataInput id="d1"/>'
            "<inputSet/><outputSet/></ioSpecification></task>",
            "a",
        ),
        "data-not-in-set",
        "d1",
    ),
    (between(TASK, "a") + '<dataObject id="o"><dataState/></dataObject>', "data-object-state", "o"),
]


@pytest.mark.parametrize(("body", "rule", "element"), WRONG, ids=[f"{rule}-{at}" for _, rule, at in WRONG])
def test_a_broken_rule_is_named_with_its_element(body: str, rule: str, element: str) -> None:
    assert (rule, element) in findings(body, MESSAGE)


SPLIT = '<{0} id="x"/><task id="a"/><task id="b"/><{1} id="y"/>' + flow("x", "b") + flow("b", "y")


def stuck(split: str, join: str) -> bool:
    return ("join-never-complete", "y") in findings(between(SPLIT.format(split, join), "x", "a", "y"))


def test_a_parallel_join_behind_a_choice_would_wait_for_ever() -> None:
    assert stuck("exclusiveGateway", "parallelGateway")
    assert stuck("inclusiveGateway", "parallelGateway")


def test_joins_that_fit_their_split_are_left_alone() -> None:
    assert not stuck("parallelGateway", "parallelGateway")
    assert not stuck("exclusiveGateway", "exclusiveGateway")
    assert not stuck("inclusiveGateway", "inclusiveGateway")
    assert not stuck("parallelGateway", "inclusiveGateway")


def test_an_interruption_that_leaves_a_parallel_branch_keeps_its_join_waiting() -> None:
    timer = f'<boundaryEvent id="t" attachedToRef="a">{TIMER}</boundaryEvent><endEvent id="f"/>' + flow(
        "t", "f"
    )
    body = between(SPLIT.format("parallelGateway", "parallelGateway"), "x", "a", "y") + timer
    assert ("join-never-complete", "y") in findings(body)
    aside = body.replace('attachedToRef="a"', 'attachedToRef="a" cancelActivity="false"')
    assert findings(aside) == set()


def test_a_play_with_too_many_branches_ends_without_a_verdict() -> None:
    branches = "".join(f'<task id="t{n}"/>' + flow("x", f"t{n}") + flow(f"t{n}", "y") for n in range(40))
    body = between('<inclusiveGateway id="x"/><inclusiveGateway id="y"/>' + branches, "x", "t0", "y")
    assert "join-never-complete" not in {rule for rule, _ in findings(body)}
