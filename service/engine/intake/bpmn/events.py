"""Events: which triggers and results each position allows, and how each is connected."""

from __future__ import annotations

from collections.abc import Mapping

from service.engine.intake.document import Document, Element, is_true, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_TOP_START = frozenset({"message", "timer", "conditional", "signal"})
_EVENT_SUB_START = _TOP_START | {"error", "escalation", "compensate"}
_ALLOWED: Mapping[str, frozenset[str]] = {
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal"}),
    "intermediateThrowEvent": frozenset({"message", "escalation", "compensate", "link", "signal"}),
    "endEvent": frozenset({"message", "error", "escalation", "cancel", "compensate", "signal", "terminate"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "signal"}
    ),
}
_ALWAYS_INTERRUPTING = frozenset({"error", "compensate"})


def in_event_sub_process(event: Element) -> bool:
    """Whether the event is directly in an event sub-process."""
    scope = event.getparent()
    return scope is not None and is_true(scope, "triggeredByEvent")


def is_top_level(event: Element) -> bool:
    """Whether the event is directly in a process."""
    scope = event.getparent()
    return scope is not None and name_of(scope) == "process"


@book.rule(
    "start-trigger-not-allowed", "Start the process by nothing, a message, a timer, a condition or a signal."
)
def top_level_start_triggers(document: Document) -> Hits:
    """A process starts by a message, timer, condition or signal, or without a trigger."""
    for event in document.all("startEvent"):
        if is_top_level(event):
            for kind in sorted(set(document.kinds(event)) - _TOP_START):
                yield event, f"A process cannot start by a {kind} event."


@book.rule("sub-process-start-trigger", "Use a start event without a trigger inside the sub-process.")
def a_sub_process_starts_without_a_trigger(document: Document) -> Hits:
    """An embedded sub-process starts when the flow reaches it; its start event has no trigger."""
    for event in document.all("startEvent"):
        if is_top_level(event) or in_event_sub_process(event):
            continue
        if document.kinds(event):
            yield event, "The start event of an embedded sub-process has a trigger."


@book.rule(
    "event-sub-process-trigger",
    "Give its start event a message, timer, error, escalation or similar trigger.",
)
def an_event_sub_process_has_a_trigger(document: Document) -> Hits:
    """The start event of an event sub-process has a trigger, of a kind that fits there."""
    for event in document.all("startEvent"):
        if not in_event_sub_process(event):
            continue
        kinds = document.kinds(event)
        if not kinds:
            yield event, "The start event of an event sub-process has no trigger."
        for kind in sorted(set(kinds) - _EVENT_SUB_START):
            yield event, f"An event sub-process cannot start by a {kind} event."


@book.rule("must-interrupt", "Mark the event as interrupting.")
def errors_and_compensation_interrupt(document: Document) -> Hits:
    """Error and compensation start events of event sub-processes always interrupt."""
    for event in document.all("startEvent"):
        if not in_event_sub_process(event) or is_true(event, "isInterrupting", default=True):
            continue
        for kind in sorted(set(document.kinds(event)) & _ALWAYS_INTERRUPTING):
            yield event, f"A {kind} start event cannot be non-interrupting."


@book.rule("boundary-must-interrupt", "Mark the boundary event as interrupting.")
def boundary_errors_and_cancels_interrupt(document: Document) -> Hits:
    """Error and cancel boundary events end the activity they are attached to."""
    for event in document.all("boundaryEvent"):
        if is_true(event, "cancelActivity", default=True):
            continue
        for kind in sorted(set(document.kinds(event)) & {"error", "cancel"}):
            yield event, f"A {kind} boundary event cannot be non-interrupting."


@book.rule("event-kind-not-allowed", "Use a kind of event that is allowed at this place.")
def each_position_has_its_kinds_of_events(document: Document) -> Hits:
    """Each kind of trigger or result is allowed only in certain positions."""
    for position, allowed in _ALLOWED.items():
        for event in document.all(position):
            for kind in sorted(set(document.kinds(event)) - allowed):
                yield event, f"The {position} cannot be a {kind} event."


@book.rule("event-without-trigger", "Choose what the event waits for.")
def catching_events_wait_for_something(document: Document) -> Hits:
    """An intermediate catching event and a boundary event have a trigger."""
    for event in document.all("intermediateCatchEvent", "boundaryEvent"):
        if not document.kinds(event):
            yield event, f"The {name_of(event)} waits for nothing."


@book.rule("cancel-outside-transaction", "Use the cancel event only in, or on the border of, a transaction.")
def cancel_belongs_to_transactions(document: Document) -> Hits:
    """A cancel end event is inside a transaction, a cancel boundary event is on one."""
    for event in document.all("endEvent", "boundaryEvent"):
        if "cancel" not in document.kinds(event):
            continue
        place = (
            event.getparent()
            if name_of(event) == "endEvent"
            else document.by_id.get(event.get("attachedToRef", ""))
        )
        if not _is_within_transaction(place, deep=name_of(event) == "endEvent"):
            yield event, "The cancel event belongs to no transaction."


def _is_within_transaction(place: Element | None, *, deep: bool) -> bool:
    while place is not None:
        if name_of(place) == "transaction":
            return True
        place = place.getparent() if deep else None
    return False


@book.rule("start-event-incoming", "Remove the flow; lead back to the first element behind the start event.")
def start_events_have_no_incoming_flow(document: Document) -> Hits:
    """Nothing leads to a start event."""
    for event in document.all("startEvent"):
        if document.flows_into(event):
            yield event, "A sequence flow leads to the start event."


@book.rule("start-event-outgoing", "Connect the start event to what comes first.")
def start_events_have_an_outgoing_flow(document: Document) -> Hits:
    """A start event leads somewhere."""
    for event in document.all("startEvent"):
        if not document.flows_out_of(event):
            yield event, "No sequence flow leaves the start event."


@book.rule("end-event-outgoing", "Remove the flow, or use an intermediate event.")
def end_events_have_no_outgoing_flow(document: Document) -> Hits:
    """Nothing follows an end event."""
    for event in document.all("endEvent"):
        if document.flows_out_of(event):
            yield event, "A sequence flow leaves the end event."


@book.rule("end-event-incoming", "Connect something to the end event.")
def end_events_have_an_incoming_flow(document: Document) -> Hits:
    """Something leads to an end event."""
    for event in document.all("endEvent"):
        if not document.flows_into(event):
            yield event, "No sequence flow leads to the end event."


@book.rule("boundary-event-incoming", "Remove the flow.")
def boundary_events_have_no_incoming_flow(document: Document) -> Hits:
    """Nothing leads to a boundary event; it is triggered."""
    for event in document.all("boundaryEvent"):
        if document.flows_into(event):
            yield event, "A sequence flow leads to the boundary event."


@book.rule("boundary-event-elsewhere", "Draw the event on the border of an activity beside it.")
def boundary_events_stand_beside_their_activity(document: Document) -> Hits:
    """A boundary event is in the same process or sub-process as the activity it is attached to."""
    for event in document.all("boundaryEvent"):
        host = document.by_id.get(event.get("attachedToRef", ""))
        if host is not None and host.getparent() is not event.getparent():
            yield event, "The activity it is attached to is in another process or sub-process."


@book.rule("boundary-event-outgoing", "Lead from the boundary event to what shall happen then.")
def boundary_events_lead_somewhere(document: Document) -> Hits:
    """A boundary event has an outgoing flow, a compensation event none."""
    for event in document.all("boundaryEvent"):
        flows = document.flows_out_of(event)
        compensates = "compensate" in document.kinds(event)
        if compensates and flows:
            yield event, "A sequence flow leaves the compensation event; use an association."
        if not compensates and not flows:
            yield event, "No sequence flow leaves the boundary event."


@book.rule("intermediate-event-unconnected", "Connect the event on both sides.")
def intermediate_events_are_connected(document: Document) -> Hits:
    """An intermediate event has a flow in and a flow out; a link event has one of them."""
    for event in document.all("intermediateCatchEvent", "intermediateThrowEvent"):
        links = "link" in document.kinds(event)
        catches = name_of(event) == "intermediateCatchEvent"
        if not document.flows_into(event) and not (links and catches):
            yield event, "No sequence flow leads to the intermediate event."
        if not document.flows_out_of(event) and not (links and not catches):
            yield event, "No sequence flow leaves the intermediate event."


@book.rule("link-event-connected", "Remove the flow on the side of the jump.")
def link_events_jump(document: Document) -> Hits:
    """A flow leads to a throwing link and leaves a catching one, never the other way round."""
    for event in document.all("intermediateCatchEvent", "intermediateThrowEvent"):
        if "link" not in document.kinds(event):
            continue
        if name_of(event) == "intermediateCatchEvent" and document.flows_into(event):
            yield event, "A sequence flow leads to the catching link event."
        if name_of(event) == "intermediateThrowEvent" and document.flows_out_of(event):
            yield event, "A sequence flow leaves the throwing link event."
