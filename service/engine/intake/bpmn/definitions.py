"""Event definitions: what messages, errors, escalations, links and conditions must state to be run."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.bpmn.events import in_event_sub_process
from service.engine.intake.document import Document, Element, child, children, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


def _uses(document: Document, kind: str, *positions: str) -> list[tuple[Element, Element]]:
    """Each event in these positions with its definition of this kind."""
    return [
        (event, definition)
        for event in document.all(*positions)
        for definition in document.event_definitions(event)
        if name_of(definition) == f"{kind}EventDefinition"
    ]


@book.rule("escalation-code-missing", "Give the escalation a code.")
def thrown_escalations_have_a_code(document: Document) -> Hits:
    """An escalation that is thrown in a running process has a code by which it is caught."""
    for event, definition in _uses(document, "escalation", "endEvent", "intermediateThrowEvent"):
        escalation = document.resolve(definition.get("escalationRef"), definition)
        if document.is_executable(event) and (escalation is None or not escalation.get("escalationCode")):
            yield event, "The escalation it throws has no code."


@book.rule("error-code-missing", "Give the error a code.")
def thrown_errors_have_a_code(document: Document) -> Hits:
    """An error that is thrown in a running process has a code by which it is caught."""
    for event, definition in _uses(document, "error", "endEvent"):
        error = document.resolve(definition.get("errorRef"), definition)
        if document.is_executable(event) and (error is None or not error.get("errorCode")):
            yield event, "The error it throws has no code."


@book.rule("message-missing", "Choose the message.")
def message_events_name_their_message(document: Document) -> Hits:
    """A message event of a running process names its message."""
    for event, definition in _uses(document, "message", *words.EVENTS):
        if document.is_executable(event) and not definition.get("messageRef"):
            yield event, "The message event names no message."


@book.rule("message-operation-missing", "Name the operation the message belongs to.", formal=True)
def message_events_name_their_operation(document: Document) -> Hits:
    """A message event of a running process names the operation it is bound to."""
    for event, definition in _uses(document, "message", *words.EVENTS):
        if document.is_executable(event) and child(definition, "operationRef") is None:
            yield event, "The message event names no operation."


@book.rule("signal-missing", "Choose the signal.")
def signal_events_name_their_signal(document: Document) -> Hits:
    """A signal event of a running process names its signal."""
    for event, definition in _uses(document, "signal", *words.EVENTS):
        if document.is_executable(event) and not definition.get("signalRef"):
            yield event, "The signal event names no signal."


@book.rule("condition-missing", "State the condition.")
def conditional_events_state_their_condition(document: Document) -> Hits:
    """A conditional event of a running process has a condition."""
    for event, definition in _uses(document, "conditional", *words.EVENTS):
        if document.is_executable(event) and not text_of(child(definition, "condition")):
            yield event, "The conditional event has no condition."


@book.rule("timer-ambiguous", "Keep one of date, duration and cycle.")
def timers_state_one_time(document: Document) -> Hits:
    """A timer has one of date, duration and cycle."""
    for event, definition in _uses(document, "timer", *words.EVENTS):
        if len(children(definition, "timeDate", "timeDuration", "timeCycle")) > 1:
            yield event, "The timer has more than one of date, duration and cycle."


@book.rule(
    "link-partner-missing",
    "Give the other half of the jump the same name, in the same process or sub-process.",
)
def links_have_their_partner(document: Document) -> Hits:
    """A throwing link has one catching link in its scope, and a catching link at least one throwing one."""
    throws = _uses(document, "link", "intermediateThrowEvent")
    catches = _uses(document, "link", "intermediateCatchEvent")
    for event, definition in throws:
        partners = [1 for other, caught in catches if _meets(event, definition, other, caught)]
        if len(partners) != 1:
            yield event, f"The throwing link has {len(partners)} catching links in its scope."
    for event, definition in catches:
        if not any(_meets(other, thrown, event, definition) for other, thrown in throws):
            yield event, "The catching link has no throwing link in its scope."


def _meets(throwing: Element, thrown: Element, catching: Element, caught: Element) -> bool:
    if throwing.getparent() is not catching.getparent():
        return False
    targets = {text_of(c).rpartition(":")[2] for c in children(thrown, "target")}
    sources = {text_of(c).rpartition(":")[2] for c in children(caught, "source")}
    if targets or sources:
        return (not targets or caught.get("id") in targets) and (not sources or thrown.get("id") in sources)
    return bool(thrown.get("name")) and thrown.get("name") == caught.get("name")


@book.rule("link-without-name", "Give both halves of the jump the same name.")
def links_have_a_name(document: Document) -> Hits:
    """A link has a name."""
    for event, definition in _uses(document, "link", "intermediateThrowEvent", "intermediateCatchEvent"):
        if definition.get("name") is None:
            yield event, "The link has no name."


@book.rule("compensation-target", "Name an activity with a compensation handler in the same scope.")
def compensation_names_an_activity_it_can_reach(document: Document) -> Hits:
    """A compensation that names an activity names one beside it, or beside the event sub-process it is in."""
    for event, definition in _uses(document, "compensate", "endEvent", "intermediateThrowEvent"):
        activity = document.resolve(definition.get("activityRef"), definition)
        if activity is None:
            continue
        scope = event.getparent()
        reachable = [scope]
        if in_event_sub_process(event) and scope is not None:
            reachable.append(scope.getparent())
        if not any(activity.getparent() is place for place in reachable):
            yield event, "The activity it compensates is not in the same scope."
