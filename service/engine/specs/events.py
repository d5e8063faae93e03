"""Start, end, intermediate and boundary events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import (
    BoundaryEventMixin,
    EndEventMixin,
    IntermediateCatchEventMixin,
    IntermediateThrowEventMixin,
    StartEventMixin,
)
from SpiffWorkflow.util.task import TaskState

from service.engine.progress import OutcomeKind, Value
from service.engine.runtime import catching, compensation, throwing
from service.engine.specs.node import FlowNode
from service.engine.specs.triggers import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.engine.runtime.token import Token


def _bare(kwargs: dict[str, Any]) -> dict[str, Any]:
    """SpiffWorkflow's events insist on an event definition of its own; ours are ``triggers``."""
    return {"event_definition": None, **kwargs}


class StartEvent(FlowNode, StartEventMixin):  # type: ignore[misc]
    """Where a scope begins; its triggers say from outside when."""

    activity_type = "startEvent"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A start event."""
        super().__init__(wf_spec, bpmn_id, **_bare(kwargs))
        self.interrupting = True


class ThrowEvent(FlowNode, IntermediateThrowEventMixin):  # type: ignore[misc]
    """Throws what its definitions say, then goes on."""

    activity_type = "intermediateThrowEvent"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A throwing event."""
        super().__init__(wf_spec, bpmn_id, **_bare(kwargs))

    def _run_hook(self, my_task: Token) -> bool | None:
        return throw_all(my_task)


class EndEvent(FlowNode, EndEventMixin):  # type: ignore[misc]
    """Ends its path, throwing what its definitions say first."""

    activity_type = "endEvent"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An end event."""
        super().__init__(wf_spec, bpmn_id, **_bare(kwargs))

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.workflow
        while scope.host is not None and scope.host.task_spec.is_event_subprocess:
            scope = scope.host.workflow
        if scope.host is None:
            my_task.top.end_ids.append(self.activity_id)
        return throw_all(my_task)

    def _on_complete(self, my_task: Token) -> None:
        my_task.top.note("left", my_task)
        my_task.workflow.path_ended()


def throw_all(token: Token) -> bool | None:
    """Throw every definition of an event, in order, until one interrupts the throwing token itself."""
    done = True
    for trigger in token.task_spec.triggers:
        if not token.is_live:
            return None
        done = throw_trigger(token, trigger) and done
    return True if done else None


def throw_trigger(token: Token, trigger: Trigger, *, own: bool = False) -> bool:
    """Throw one definition; False when the thrower must wait. ``own``: its own boundary may catch it."""
    if trigger.kind is Kind.SIGNAL:
        view, run = token.view(), token.top
        values = {each.name: each.value.evaluate(view, run) for each in token.task_spec.details.inputs}
        throwing.throw_signal(token, trigger.named(token), values)
    elif trigger.kind is Kind.MESSAGE:
        throwing.throw_message(token, trigger)
    elif trigger.kind is Kind.ERROR:
        throwing.throw_error(token, trigger.name, own=own)
    elif trigger.kind is Kind.ESCALATION:
        throwing.throw_escalation(token, trigger.name, own=own)
    elif trigger.kind is Kind.TERMINATE:
        terminate(token)
    elif trigger.kind in (Kind.COMPENSATION, Kind.CANCEL):
        return compensation.throw(token, trigger)
    return True


def terminate(token: Token) -> None:
    """End the scope of a terminate end event at once, with everything in it."""
    scope = token.workflow
    token.top.note("left", token)
    token._set_state(TaskState.COMPLETED)
    if scope.host is None:
        token.top.outcome = OutcomeKind.COMPLETED
    scope.queue.clear()
    scope.finish()


class CatchEvent(FlowNode, IntermediateCatchEventMixin):  # type: ignore[misc]
    """Waits in the flow for one of its definitions (or all, when it is parallel multiple)."""

    activity_type = "intermediateCatchEvent"
    waits_for_triggers = True
    catches_in_flow = True
    notes_entry = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A catching event in the flow."""
        super().__init__(wf_spec, bpmn_id, **_bare(kwargs))

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.triggers:
            return True
        my_task.top.note("entered", my_task)
        catching.listen_to_all(my_task)
        return None

    def caught(self, token: Token, part: Token) -> None:
        """Go on behind the event; a cycle goes on waiting for its next beat as well."""
        choose_event(token)
        again = catching.next_timer(part) if part is token else None
        if again is not None and token.owner is None:
            twin = token.workflow.new_token(self, token, token.branch)
            catching.listen(twin)
            catching.set_schedule(twin, again)
        catching.disarm(token)
        token.complete()


def choose_event(token: Token) -> None:
    """Behind an event-based gateway the first event wins: the others and the gateway's wait are over."""
    gateway = token.owner
    if gateway is None or not gateway.task_spec.chooses_events:
        return
    gateway._set_state(TaskState.COMPLETED)
    for other in gateway.owned:
        if other is not token and other.is_live:
            other.cancel()


class BoundaryEvent(FlowNode, BoundaryEventMixin):  # type: ignore[misc]
    """Sits on an activity; interrupting it, or starting a path beside it."""

    activity_type = "boundaryEvent"
    waits_for_triggers = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A boundary event; ``interrupting`` and the host's name are set by the parser."""
        super().__init__(wf_spec, bpmn_id, **{"cancel_activity": True, **_bare(kwargs)})
        self.interrupting = True
        self.handler: str | None = None
        """The compensation activity, of a compensation boundary event."""

    def caught(self, token: Token, part: Token) -> None:
        """Its trigger came while the host was at work."""
        host = token.owner
        assert host is not None
        if self.interrupting:
            if "informs" not in host.internal_data:
                token.cancel()
            self.handle(host, {})
            return
        again = catching.next_timer(part)
        if catching.trigger_of(part).kind is Kind.TIMER:
            part.cancel()
        if again is not None:
            twin = host.workflow.new_token(self, host, host.branch).belongs_to(host)
            catching.listen(twin, part.internal_data.get("i", 0))
            catching.set_schedule(twin, again)
        self._go(host)

    def handle(self, host: Token, values: Mapping[str, Value]) -> None:
        """React to what was thrown inside the host: stop it if interrupting, and start the path of this
        event.
        """
        if self.interrupting and "informs" in host.internal_data:
            host.internal_data["cut"] = 1
        elif self.interrupting:
            host.cancel()
        self._go(host, values)

    def _go(self, host: Token, values: Mapping[str, Value] | None = None) -> None:
        token = host.workflow.new_token(self, host, host.branch)
        if values:
            token.top.write(token, values)
        token.complete()
