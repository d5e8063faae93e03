"""What a run waits for, as the callers' rows know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from service.engine.progress import Effect, OpenSubscription, OpenTask, OpenTimer, Waits
from service.engine.runtime.catching import due_of, promise_of, trigger_of
from service.engine.specs.activities import ExternalTask
from service.engine.specs.triggers import Kind
from service.engine.specs.user_tasks import UserTask

if TYPE_CHECKING:
    from service.engine.runtime.run import Run
    from service.engine.runtime.token import Token

EVENTS = frozenset({Kind.TIMER, Kind.MESSAGE, Kind.SIGNAL})


def is_wait(token: Token) -> bool:
    """Whether something from outside can move this token."""
    node = token.task_spec
    if token._state == TaskState.STARTED:
        return isinstance(node, (UserTask, ExternalTask)) and (node.repeat is None or token.is_item)
    if token._state != TaskState.WAITING or not node.waits_for_triggers or not node.triggers:
        return False
    return trigger_of(token).kind in EVENTS


def wait_ids(run: Run) -> list[str]:
    """The engine ids of all waits, oldest first within each scope."""
    return [token.engine_id for token in run.live_tokens() if is_wait(token)]


def describe(tokens: list[Token]) -> Waits:
    """These waits in full."""
    tasks: list[OpenTask] = []
    effects: list[Effect] = []
    timers: list[OpenTimer] = []
    subscriptions: list[OpenSubscription] = []
    for token in sorted(tokens, key=lambda each: each.id):
        opened = token.top.opened.get(token.id)
        if isinstance(opened, OpenTask):
            tasks.append(opened)
        elif isinstance(opened, Effect):
            effects.append(opened)
        elif trigger_of(token).kind is Kind.TIMER:
            timers.append(_timer(token))
        else:
            subscriptions.append(_subscription(token))
    return Waits(tuple(tasks), tuple(timers), tuple(subscriptions), tuple(effects))


def _timer(token: Token) -> OpenTimer:
    node = token.task_spec
    return OpenTimer(token.engine_id, node.waits_at, node.process_key, due_of(token), promise_of(token))


def _subscription(token: Token) -> OpenSubscription:
    node, kind = token.task_spec, trigger_of(token).kind
    return OpenSubscription(
        engine_id=token.engine_id,
        activity_id=node.waits_at,
        process_key=node.process_key,
        kind=str(kind),
        name=token.internal_data["name"],
        correlation=dict(token.internal_data.get("keys", {})),
    )
