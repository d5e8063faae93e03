"""Errors, escalations, signals, messages and cancellations on their way to whoever handles them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.engine.progress import ThrownMessage, UncaughtError, Value
from service.engine.runtime.catching import catch_signal
from service.engine.specs.triggers import Kind, Trigger

if TYPE_CHECKING:
    from service.engine.runtime.token import Token


class ErrorRaised(Exception):
    """A BPMN error raised by work done inside the step, on its way to a boundary event."""

    def __init__(self, code: str, message: str = "") -> None:
        """Keep code and message."""
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Thrown:
    """A BPMN error, with what it brings to whoever catches it."""

    code: str | None
    message: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


def throw_error(token: Token, code: str | None, message: str = "", *, own: bool = False) -> None:
    """Throw an error that brings nothing but its code and message."""
    throw(token, Thrown(code, message), own=own)


def is_caught(token: Token, code: str) -> bool:
    """Whether anything handles this error thrown by a waiting element."""
    return next(handlers(token, Kind.ERROR, code, own=True), None) is not None


def throw(token: Token, error: Thrown, *, own: bool) -> None:
    """Interrupt the nearest scope that handles this error; raises UncaughtError when none does."""
    code, message = error.code, error.message
    found = next(handlers(token, Kind.ERROR, code, own=own), None)
    activity_id = token.task_spec.activity_id
    if found is None:
        raise UncaughtError(
            f"the error {code or '(without a code)'} was thrown and nothing catches it",
            activity_id=activity_id,
            remedy="add a boundary error event or an event sub-process for it",
        )
    node, trigger, place = found
    token.top.note("thrown", token, {"error": code, "message": message})
    values: dict[str, Value] = dict(error.values)
    if trigger.code_variable:
        values[trigger.code_variable] = code
    if trigger.message_variable:
        values[trigger.message_variable] = message
    node.handle(place, values)


def throw_escalation(token: Token, code: str | None, *, own: bool = False) -> None:
    """Tell the nearest scope that handles this escalation; where none does, nothing happens."""
    token.top.note("thrown", token, {"escalation": code})
    for node, trigger, place in handlers(token, Kind.ESCALATION, code, own=own):
        values: dict[str, Value] = {trigger.code_variable: code} if trigger.code_variable else {}
        node.handle(place, values)
        return


def throw_signal(token: Token, name: str, values: Mapping[str, Value] | None = None) -> None:
    """Reach every wait for this signal inside the run, and tell the outside."""
    run = token.top
    run.note("thrown", token, {"signal": name})
    run.signals.append(name)
    catch_signal(list(run.live_tokens()), name, values)


def throw_message(token: Token, trigger: Trigger) -> None:
    """Hand a message to the outside, which knows who waits for it."""
    run = token.top
    name = trigger.named(token)
    run.note("thrown", token, {"message": name})
    node = token.task_spec
    values = {
        parameter.name: parameter.value.evaluate(token.view(), run) for parameter in node.details.inputs
    }
    run.thrown.append(ThrownMessage(node.activity_id, name, trigger.keys(token), values))


def throw_cancel(token: Token) -> None:
    """Cancel the transaction around a token: its cancel boundary event goes on."""
    for node, _, place in handlers(token, Kind.CANCEL, None, own=False):
        node.handle(place, {})
        return


def handlers(token: Token, kind: Kind, code: str | None, *, own: bool) -> Iterator[tuple[Any, Trigger, Any]]:
    """Who could handle this, nearest first: (element, its definition, the scope or host it stands on)."""
    if own:
        yield from _on_boundary(token, kind, code)
    scope: Any = token.workflow
    inside_event_subprocess = False
    while True:
        if not inside_event_subprocess:
            yield from _matching(scope.spec.event_subprocesses, kind, code, scope)
        host = scope.host
        if host is None:
            return
        inside_event_subprocess = host.task_spec.is_event_subprocess
        if not inside_event_subprocess:
            yield from _on_boundary(host, kind, code)
        scope = host.workflow


def _on_boundary(token: Token, kind: Kind, code: str | None) -> Iterator[tuple[Any, Trigger, Any]]:
    host = token.owner if token.is_item and token.owner is not None else token
    yield from _matching(host.task_spec.boundary, kind, code, host)


def _matching(nodes: Any, kind: Kind, code: str | None, place: Any) -> Iterator[tuple[Any, Trigger, Any]]:
    found = [
        (node, trigger, place)
        for node in nodes
        for trigger in node.triggers
        if trigger.kind is kind and trigger.catches(code)
    ]
    yield from sorted(found, key=lambda each: each[1].name is None)
