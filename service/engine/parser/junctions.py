"""Parsers of events and gateways: what stands between the activities."""

from __future__ import annotations

from typing import Any

from service.engine.parser.dialect import child, tag, text_in
from service.engine.parser.elements import ElementParser
from service.engine.parser.events import read_triggers
from service.engine.specs.events import BoundaryEvent, StartEvent
from service.engine.specs.triggers import Kind


class EventParser(ElementParser):
    """Start, end, throwing and catching events."""

    def configure(self, task: Any) -> None:
        """Read the triggers."""
        task.triggers = read_triggers(self.node, self.reader)
        task.parallel_multiple = self.node.get("parallelMultiple") == "true" and len(task.triggers) > 1
        if isinstance(task, StartEvent):
            if task.parallel_multiple and tag(self.node.getparent()) == "process":
                raise self.reader.refuse(
                    "a start event that waits for several triggers at once is not run",
                    "start by one and wait for the others in the process",
                )
            task.interrupting = self.node.get("isInterrupting") != "false"


class BoundaryEventParser(EventParser):
    """A boundary event; the process parser hangs it on its activity."""

    def configure(self, task: BoundaryEvent) -> None:
        """Read whether it interrupts."""
        super().configure(task)
        task.interrupting = self.node.get("cancelActivity") != "false"
        task.cancel_activity = task.interrupting
        if not task.triggers:
            raise self.reader.refuse("the boundary event has no trigger", "give it a timer, message or error")
        if any(trigger.kind is Kind.ERROR for trigger in task.triggers) and not task.interrupting:
            raise self.reader.refuse(
                "an error boundary event always interrupts", "set cancelActivity to true"
            )


class GatewayParser(ElementParser):
    """A gateway that needs nothing more than its flows."""


class ComplexGatewayParser(ElementParser):
    """A complex gateway that joins by a condition."""

    def configure(self, task: Any) -> None:
        """Read the activation condition."""
        text = text_in(child(self.node, "activationCondition"))
        if text:
            task.opens_when = self.reader.language.condition(text, self.bpmn_id)
        elif len(self.process_parser.flows_into(self.bpmn_id)) > 1:
            raise self.reader.refuse(
                "the complex gateway does not say when it opens", "give it an activation condition"
            )


class EventGatewayParser(ElementParser):
    """An event-based gateway in the flow."""

    def configure(self, task: Any) -> None:
        """Refuse the kinds that start a process."""
        if self.node.get("instantiate") == "true" or self.node.get("eventGatewayType") == "Parallel":
            raise self.reader.refuse(
                "an event-based gateway that starts a process is not run", "use several message start events"
            )
