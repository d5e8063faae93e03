"""Undoing: compensation of what is done, and the cancelling of transactions.

A scope remembers, in order, which finished activities could be undone: ``[element, handler]``, or
``[sub-process, its compensating event sub-process or "", what was done inside]``. A throw runs the handlers
newest first, one after another, and goes on when the last has finished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from service.engine.runtime import throwing
from service.engine.specs.triggers import Kind, Trigger

if TYPE_CHECKING:
    from service.engine.runtime.token import Token


def throw(token: Token, trigger: Trigger) -> bool:
    """Start undoing; True when there was nothing to undo and the thrower can go on at once."""
    run = token.top
    scope = token.workflow
    if trigger.kind is Kind.CANCEL:
        for other in list(scope.alive.values()):
            if other is not token and not other.is_listener:
                other.cancel()
    run.note("thrown", token, {str(trigger.kind): trigger.name})
    plan = _plan(scope, trigger.name)
    if trigger.kind is Kind.CANCEL:
        token.internal_data["cancel"] = 1
    token.internal_data["undo"] = plan
    return go_on(token)


def go_on(token: Token) -> bool:
    """Run the next handler; True when none is left."""
    plan = token.internal_data["undo"]
    if plan:
        entry = plan.pop(0)
        token._state = TaskState.STARTED
        spec = token.top.definition.specs[entry[0]]
        scope = token.workflow if spec is token.workflow.spec else token.top.open_scope(token, spec)
        if len(entry) > 2:
            scope.done = entry[2]
        handler = scope.new_token(spec.task_specs[entry[1]], token, token.branch)
        handler.internal_data["undoes"] = token.id
        handler.belongs_to(token)
        token.top.put(handler)
        return False
    del token.internal_data["undo"]
    if token.internal_data.get("cancel"):
        throwing.throw_cancel(token)
        return not token.is_live
    return True


def handler_done(handler: Token) -> bool:
    """Whether a finished token was a compensation handler; if so its thrower goes on."""
    thrower = handler.owner
    if "undoes" not in handler.internal_data or thrower is None:
        return False
    if handler.workflow is not thrower.workflow:
        handler.top.scopes.pop(thrower.id, None)
    if thrower.is_live and go_on(thrower):
        thrower.complete()
    return True


def _plan(scope: Any, only: str | None) -> list[list[Any]]:
    """The handlers to run, newest first, as (specification, element); they are forgotten by the scope."""
    # A throw inside an event sub-process undoes what the scope around it has done.
    while scope.host is not None and scope.host.task_spec.is_event_subprocess:
        scope = scope.host.workflow
    plan: list[list[Any]] = []
    kept = []
    for entry in reversed(scope.done):
        if only is None or entry[0] == only:
            plan.extend(_handlers(scope.spec, entry))
        else:
            kept.append(entry)
    scope.done[:] = reversed(kept)
    return plan


def _handlers(spec: Any, entry: list[Any]) -> list[list[Any]]:
    name, handler = entry[0], entry[1]
    if len(entry) == 2:
        return [[spec.name, handler]]
    inner = spec.inner_spec(name)
    if handler:
        return [[inner.name, handler, entry[2]]]
    plan = []
    for each in reversed(entry[2]):
        plan.extend(_handlers(inner, each))
    return plan
