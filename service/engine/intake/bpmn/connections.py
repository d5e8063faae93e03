"""Sequence flows: what they may connect, within which scope, under which condition."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, child, children, is_true, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


def _ends(document: Document) -> list[tuple[Element, Element, str]]:
    """Each flow with each element it touches and the side on which it does."""
    found = []
    for flow in document.all("sequenceFlow"):
        for side in ("sourceRef", "targetRef"):
            element = document.by_id.get(flow.get(side, ""))
            if element is not None:
                found.append((flow, element, side))
    return found


@book.rule("sequence-flow-to-artifact", "Connect text annotations and groups with an association instead.")
def artifacts_have_no_sequence_flow(document: Document) -> Hits:
    """Text annotations, groups and associations are no part of the flow."""
    for flow, element, _ in _ends(document):
        if name_of(element) in words.ARTIFACTS:
            yield flow, f"The sequence flow touches the {name_of(element)} {element.get('id')}."


@book.rule("sequence-flow-ends", "Connect activities, events and gateways of one process only.")
def sequence_flow_connects_flow_nodes(document: Document) -> Hits:
    """Only activities, events, gateways and choreography activities are connected by sequence flow."""
    for flow, element, _ in _ends(document):
        if name_of(element) not in words.ALL_FLOW_NODES and name_of(element) not in words.ARTIFACTS:
            yield flow, f"A sequence flow cannot touch the {name_of(element)} {element.get('id')}."


@book.rule(
    "sequence-flow-crosses-scope", "Let the flow end inside the sub-process, or connect the sub-process."
)
def sequence_flow_stays_in_its_scope(document: Document) -> Hits:
    """A sequence flow does not cross the border of a process or sub-process."""
    for flow in document.all("sequenceFlow"):
        source = document.by_id.get(flow.get("sourceRef", ""))
        target = document.by_id.get(flow.get("targetRef", ""))
        if source is None or target is None:
            continue
        if _scope(source) is not _scope(target):
            yield flow, "The sequence flow leads from one process or sub-process into another."


def _scope(element: Element) -> Element | None:
    return element.getparent()


@book.rule(
    "flow-reference-mismatch", "Draw the connection again, so that the file says the same thing twice."
)
def incoming_and_outgoing_agree_with_the_flows(document: Document) -> Hits:
    """What an element lists as incoming and outgoing are exactly the flows that name it."""
    for element in document.all(*words.ALL_FLOW_NODES):
        for tag, flows in (
            ("incoming", document.flows_into(element)),
            ("outgoing", document.flows_out_of(element)),
        ):
            listed = {text_of(c).rpartition(":")[2] for c in children(element, tag)}
            drawn = {flow.get("id") for flow in flows}
            for wrong in sorted(listed - drawn):
                yield element, f"It lists the {tag} flow {wrong}, which does not connect it."


@book.rule("flow-reference-missing", "Save the file again from an editor.", formal=True)
def flows_are_listed_at_both_ends(document: Document) -> Hits:
    """Each flow is listed by the elements it connects."""
    for element in document.all(*words.FLOW_NODES):
        for tag, flows in (
            ("incoming", document.flows_into(element)),
            ("outgoing", document.flows_out_of(element)),
        ):
            listed = {text_of(c).rpartition(":")[2] for c in children(element, tag)}
            for missing in sorted({flow.get("id", "") for flow in flows} - listed):
                yield element, f"It does not list its {tag} flow {missing}."


@book.rule("condition-needs-choice", "Remove the condition, or add a second way out.")
def a_condition_needs_a_second_way(document: Document) -> Hits:
    """An activity whose only way out is conditional could not go on."""
    for activity in document.all(*words.ACTIVITIES):
        flows = document.flows_out_of(activity)
        if len(flows) == 1 and child(flows[0], "conditionExpression") is not None:
            yield flows[0], "The only way out of the activity is conditional."


@book.rule("condition-not-allowed", "Put a gateway with the conditions behind the element.")
def conditions_only_where_a_choice_is_made(document: Document) -> Hits:
    """Events, parallel and event-based gateways do not choose; their flows carry no condition."""
    unconditional = (*words.EVENTS, "parallelGateway", "eventBasedGateway")
    for element in document.all(*unconditional):
        for flow in document.flows_out_of(element):
            if child(flow, "conditionExpression") is not None:
                yield flow, f"The flow out of the {name_of(element)} has a condition that nothing would ask."


@book.rule("default-flow-elsewhere", "Choose one of the element's own outgoing flows as default.")
def the_default_flow_leaves_its_element(document: Document) -> Hits:
    """The default flow of an element is one of its outgoing flows."""
    for element in document.all(*words.ACTIVITIES, "exclusiveGateway", "inclusiveGateway", "complexGateway"):
        default = element.get("default")
        if default is None:
            continue
        if default not in {flow.get("id") for flow in document.flows_out_of(element)}:
            yield element, f"Its default flow {default} does not leave it."


@book.rule("default-flow-conditional", "Remove the condition of the default flow.")
def the_default_flow_has_no_condition(document: Document) -> Hits:
    """The default flow is taken when no condition holds; it has none itself."""
    for element in document.all(*words.ACTIVITIES, "exclusiveGateway", "inclusiveGateway", "complexGateway"):
        flow = document.by_id.get(element.get("default", ""))
        if flow is not None and child(flow, "conditionExpression") is not None:
            yield flow, "The default flow has a condition."


@book.rule("immediate-flow", "Remove isImmediate; a flow in a process that runs is always immediate.")
def flows_of_running_processes_are_immediate(document: Document) -> Hits:
    """In an executable process nothing may happen unseen between two elements."""
    for flow in document.all("sequenceFlow"):
        if document.is_executable(flow) and not is_true(flow, "isImmediate", default=True):
            yield flow, "The flow of an executable process is marked as not immediate."
