"""Reading event definitions into triggers."""

from __future__ import annotations

from typing import Any

from service.engine.parser.dialect import DialectReader, camunda, child, children, tag, text_in
from service.engine.specs.triggers import Kind, TimerKind, Trigger, names_of

REFERENCES = {
    "messageEventDefinition": ("messageRef", "message", "name"),
    "signalEventDefinition": ("signalRef", "signal", "name"),
    "errorEventDefinition": ("errorRef", "error", "errorCode"),
    "escalationEventDefinition": ("escalationRef", "escalation", "escalationCode"),
}
KINDS = {
    "timerEventDefinition": Kind.TIMER,
    "messageEventDefinition": Kind.MESSAGE,
    "signalEventDefinition": Kind.SIGNAL,
    "errorEventDefinition": Kind.ERROR,
    "escalationEventDefinition": Kind.ESCALATION,
    "conditionalEventDefinition": Kind.CONDITIONAL,
    "compensateEventDefinition": Kind.COMPENSATION,
    "cancelEventDefinition": Kind.CANCEL,
    "terminateEventDefinition": Kind.TERMINATE,
}


def read_triggers(node: Any, reader: DialectReader) -> tuple[Trigger, ...]:
    """The triggers of an event, in the order drawn."""
    return tuple(read_trigger(each, reader) for each in node if tag(each).endswith("EventDefinition"))


def read_trigger(definition: Any, reader: DialectReader) -> Trigger:
    """One event definition as a trigger; raises CannotRun for a kind we do not run."""
    name = tag(definition)
    if name not in KINDS:
        raise reader.refuse(
            f"events of the kind {name} are not run", "use a timer, message, signal or condition"
        )
    kind = KINDS[name]
    if kind is Kind.TIMER:
        return _timer(definition, reader)
    if kind is Kind.CONDITIONAL:
        condition = text_in(child(definition, "condition"))
        if not condition:
            raise reader.refuse("the conditional event has no condition", "write one in FEEL")
        return Trigger(kind, condition=reader.language.condition(condition, reader.element_id))
    if kind is Kind.COMPENSATION:
        return Trigger(kind, name=definition.get("activityRef"))
    if name in REFERENCES:
        return _referring(definition, reader)
    return Trigger(kind)


def message_trigger(node: Any, reader: DialectReader) -> Trigger | None:
    """The message a send or receive task names itself, None when it names none."""
    if node.get("messageRef") is None and _message_of_operation(node) is None:
        return None
    return _referring(node, reader, "messageEventDefinition")


def _timer(definition: Any, reader: DialectReader) -> Trigger:
    for kind in TimerKind:
        text = text_in(child(definition, kind.value))
        if text:
            return Trigger(Kind.TIMER, timer_kind=kind, timer=reader.language.text(text, reader.element_id))
    raise reader.refuse("the timer says no time", "give a date, a duration or a cycle")


def _referring(node: Any, reader: DialectReader, definition: str | None = None) -> Trigger:
    kind = KINDS[definition or tag(node)]
    attribute, element, names = REFERENCES[definition or tag(node)]
    reference = node.get(attribute) or (_message_of_operation(node) if kind is Kind.MESSAGE else None)
    target = None if reference is None else _find(node, element, reference)
    if reference is not None and target is None:
        raise reader.refuse(f"there is no {element} {reference!r}", f"define the {element} or choose another")
    if kind in (Kind.MESSAGE, Kind.SIGNAL):
        return _named(kind, target, reader, element)
    code = None if target is None else (target.get(names) or target.get("id"))
    variable = "errorCodeVariable" if kind is Kind.ERROR else "escalationCodeVariable"
    return Trigger(
        kind,
        name=code,
        code_variable=camunda(node, variable),
        message_variable=camunda(node, "errorMessageVariable"),
    )


def _message_of_operation(node: Any) -> str | None:
    """The message an operation takes in, where only the operation is named."""
    named = node.get("operationRef") or text_in(child(node, "operationRef"))
    for interface in children(node.getroottree().getroot(), "interface") if named else ():
        for operation in children(interface, "operation"):
            if operation.get("id") == named.rpartition(":")[2]:
                return text_in(child(operation, "inMessageRef")) or None
    return None


def _named(kind: Kind, target: Any, reader: DialectReader, element: str) -> Trigger:
    name = None if target is None else (target.get("name") or target.get("id"))
    if not name:
        raise reader.refuse(f"the event names no {element}", f"choose a {element} with a name")
    expression = reader.language.text(name, reader.element_id)
    declared = {**DialectReader(target, reader.language).properties(), **reader.properties()}
    is_message = kind is Kind.MESSAGE
    return Trigger(
        kind,
        name=name,
        name_value=None if expression.is_constant else expression,
        correlation=reader.correlation(declared) if is_message else {},
        brings=frozenset(names_of(declared.get("brings"))) if is_message else frozenset(),
    )


def _find(node: Any, element: str, reference: str) -> Any | None:
    root = node.getroottree().getroot()
    local = reference.rpartition(":")[2]
    return next((each for each in children(root, element) if each.get("id") in (reference, local)), None)
