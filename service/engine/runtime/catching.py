"""Waiting for events and what happens when one comes: intermediate, boundary and event sub-process starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from service.engine.progress import Value
from service.engine.specs.schedule import EPOCH, Schedule
from service.engine.specs.triggers import WAITED_FOR, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token

MICROSECOND = timedelta(microseconds=1)


def trigger_of(token: Token) -> Trigger:
    """The event definition this token waits for."""
    trigger: Trigger = token.task_spec.triggers[token.internal_data.get("i", 0)]
    return trigger


def due_of(token: Token) -> datetime:
    """The due instant of a waiting timer."""
    microseconds: int = token.internal_data["due"]
    return EPOCH + timedelta(microseconds=microseconds)


def promise_of(token: Token) -> tuple[str, float] | None:
    """The kind and fraction of the promise that a waiting timer wakes for, if it is one."""
    told = token.internal_data.get("promise")
    return (told[0], float(told[1])) if told else None


def listen(token: Token, index: int = 0) -> None:
    """Begin to wait for one of the element's event definitions."""
    token._state = TaskState.WAITING
    if index:
        token.internal_data["i"] = index
    trigger = trigger_of(token)
    if trigger.kind is Kind.TIMER:
        set_schedule(token, trigger.schedule(token))
    elif trigger.kind in (Kind.MESSAGE, Kind.SIGNAL):
        token.internal_data["name"] = trigger.named(token)
        if trigger.kind is Kind.MESSAGE:
            token.internal_data["keys"] = trigger.keys(token)
    elif trigger.kind is Kind.CONDITIONAL:
        token.top.watching.append(token)


def listen_to_all(token: Token) -> None:
    """Wait for an element's event definitions: a single one itself, several through a part for each."""
    if len(token.task_spec.triggers) == 1:
        listen(token)
        return
    token._state = TaskState.STARTED
    for index in range(len(token.task_spec.triggers)):
        part = token.workflow.new_token(token.task_spec, token, token.branch).belongs_to(token)
        part.internal_data["p"] = 1
        if token.is_listener:
            part.internal_data["l"] = 1
        listen(part, index)


def set_schedule(token: Token, schedule: Schedule) -> None:
    """Write a timer's schedule into its token."""
    token.internal_data["due"] = (schedule.due_at - EPOCH) // MICROSECOND
    if schedule.every is not None:
        token.internal_data["every"] = schedule.every
        token.internal_data["left"] = schedule.left
    if schedule.promise is not None:
        token.internal_data["promise"] = list(schedule.promise)


def schedule_at(token: Token) -> Schedule:
    """The schedule in a timer's token."""
    return Schedule(due_of(token), token.internal_data.get("every"), token.internal_data.get("left", 1))


def next_timer(token: Token) -> Schedule | None:
    """What remains of a cycle after its timer fired."""
    trigger = trigger_of(token)
    if trigger.kind is not Kind.TIMER:
        return None
    return trigger.again(token, schedule_at(token))


def arm_boundary(host: Token) -> None:
    """Set the boundary events of an activity to wait, as far as they can be waited for."""
    for node in host.task_spec.boundary:
        if all(trigger.kind in WAITED_FOR for trigger in node.triggers):
            token = host.workflow.new_token(node, host, host.branch).belongs_to(host)
            listen_to_all(token)


def arm_event_subprocesses(scope: ScopeState, branch: int) -> None:
    """Set the starts of a scope's event sub-processes to wait."""
    for node in scope.spec.event_subprocesses:
        if node.triggers and all(trigger.kind in WAITED_FOR for trigger in node.triggers):
            arm_listener(scope, node, branch)


def arm_listener(scope: Any, node: Any, branch: int) -> Token:
    """A token that waits for the trigger of an event sub-process."""
    token: Token = scope.new_token(node, None, branch)
    token.internal_data["l"] = 1
    listen_to_all(token)
    return token


def disarm(host: Token) -> None:
    """Stop the waits that lived with a finished activity."""
    for owned in host.owned:
        if owned.is_live:
            owned.cancel()


def catch(token: Token, values: Mapping[str, Value] | None = None) -> None:
    """What a waiting token waited for has come, bringing these values."""
    if not token.is_live:
        return
    token.top.note("caught", token, {"trigger": str(trigger_of(token).kind)})
    if values:
        token.top.write(token, values)
    if "p" in token.internal_data:
        main = token.owner
        assert main is not None
        if token.task_spec.parallel_multiple:
            token._set_state(TaskState.COMPLETED)
            if any(part.is_live for part in main.owned):
                return
        main.task_spec.caught(main, token)
        return
    token.task_spec.caught(token, token)


def catch_signal(tokens: Iterable[Token], name: str, values: Mapping[str, Value] | None = None) -> int:
    """Let every wait for this signal catch it; how many did."""
    waiting = [
        token
        for token in tokens
        if is_waiting_for(token, Kind.SIGNAL) and token.internal_data["name"] == name
    ]
    for token in waiting:
        catch(token, values)
    return len(waiting)


def is_waiting_for(token: Token, kind: Kind) -> bool:
    """Whether the token waits for an event of this kind."""
    spec = token.task_spec
    if token._state != TaskState.WAITING or not spec.triggers or not spec.waits_for_triggers:
        return False
    return trigger_of(token).kind is kind


def check_condition(token: Token) -> None:
    """Fire a conditional event when its condition has become true (not while it merely stays so)."""
    condition = trigger_of(token).condition
    assert condition is not None
    holds = condition.holds(token.view(), token.top)
    before = token.internal_data.get("true", False)
    token.internal_data["true"] = holds
    if holds and not before:
        catch(token)
