"""A run set differently by hand: tokens given up, fresh ones set before an element, variables put right.

What stands in a scope stays there: an element of an embedded sub-process gets its token in the one that is
open, or in a new one opened around it; what runs several times, is called, or is begun by an event only,
cannot be entered from outside and is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from service.engine.progress import CannotModify, Modify
from service.engine.runtime import catching
from service.engine.runtime.variables import merged
from service.engine.specs.events import BoundaryEvent
from service.engine.specs.subprocesses import AdHocSubProcess, SubProcess
from service.engine.specs.triggers import WAITED_FOR

if TYPE_CHECKING:
    from service.engine.progress import Variables
    from service.engine.runtime.run import Run
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token
    from service.engine.specs.node import FlowNode
    from service.engine.specs.process import ProcessSpec


def modify(run: Run, asked: Modify) -> None:
    """Do what was asked, all of it or (by an error) nothing; the caller runs on from there."""
    stuck = _joins_in_vain(run)
    _set_variables(run, asked.variables, asked.seen_from)
    given_up = _everything(run) if asked.anew else _named(run, asked.cancel)
    branch = given_up[0].branch if len(given_up) == len(asked.start_before) == 1 else None
    for element in asked.start_before:
        _start(run, element, given_up, branch)
    _give_up(run, given_up)
    if asked.anew:
        _listen_again(run)
    _leave_empty_scopes(run, list(dict.fromkeys(token.workflow for token in given_up)))
    if not any(not token.is_listener for token in run.alive.values()):
        raise CannotModify(
            "nothing of the run would be left", remedy="say where it goes on, or terminate it instead"
        )
    for name in _joins_in_vain(run) - stuck:
        raise CannotModify(
            f"the join {name!r} would wait for a path that nobody is on any more",
            activity_id=name,
            remedy=f"give up {name!r} as well, or start on the missing path",
        )


def _set_variables(run: Run, variables: Variables, seen_from: str | None) -> None:
    if not variables:
        return
    values = {name: merged(None, value) for name, value in variables.items()}
    if seen_from is not None:
        token = run.token(seen_from)
        if token is None:
            raise CannotModify(f"the run does not wait at {seen_from} any more")
        run.assign(token, values)
        return
    assert run.variables is not None
    run.variables.update(values)
    run.changed.update(values)
    run.writes += 1


# --- what is given up ---------------------------------------------------------------------------------------


def _named(run: Run, names: Iterable[str]) -> list[Token]:
    """The tokens meant by element ids or by engine ids of waits, each once."""
    found: dict[int, Token] = {}
    for name in names:
        meant = [_whole(token) for token in run.live_tokens() if _is_meant(token, name)]
        if not meant:
            raise CannotModify(f"the run does not stand at {name!r}", activity_id=name)
        found.update({token.id: token for token in meant})
    return [found[each] for each in sorted(found) if not _falls_with(found[each], found)]


def _is_meant(token: Token, name: str) -> bool:
    if token.engine_id == name:
        _must_stand_alone(token)
        return True
    node = token.task_spec
    return bool(node.activity_id == name and not token.is_listener and not token.is_item)


def _must_stand_alone(token: Token) -> None:
    where = token.task_spec.activity_id
    if token.is_listener:
        reason = "it only listens for what may come, and ends with its scope"
        raise CannotModify(f"the wait at {where!r} cannot be given up: {reason}", activity_id=where)
    if token.is_item:
        reason = "it is one of several of the same activity"
        raise CannotModify(
            f"the wait at {where!r} cannot be given up by itself: {reason}",
            activity_id=where,
            remedy="name the activity to give up all of them",
        )


def _whole(token: Token) -> Token:
    """The token that must go for this one to be gone: an event's own, a gateway's for its events."""
    while token.owner is not None and ("p" in token.internal_data or token.owner.task_spec.chooses_events):
        token = token.owner
    if "undoes" in token.internal_data or "undo" in token.internal_data:
        where = token.task_spec.activity_id
        raise CannotModify(f"work is being undone at {where!r}; let it end first", activity_id=where)
    return token


def _falls_with(token: Token, found: dict[int, Token]) -> bool:
    """Whether it goes anyway with the activity or the scope around it."""
    around = _around(token)
    while around is not None:
        if around.id in found:
            return True
        around = _around(around)
    return False


def _around(token: Token) -> Token | None:
    return token.owner if token.owner is not None else token.workflow.host


def _everything(run: Run) -> list[Token]:
    """Every token of the top scope that is at work, event sub-processes included; listeners stay."""
    alive = [run.alive[each] for each in sorted(run.alive)]
    return [_whole(token) for token in alive if not token.is_listener and token.owner is None]


def _give_up(run: Run, tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.is_live:
            waits = token.workflow.joins.get(token.task_spec.name) is token
            token.cancel()
            if waits:
                del token.workflow.joins[token.task_spec.name]


def _leave_empty_scopes(run: Run, scopes: list[ScopeState]) -> None:
    """A scope whose last token was given up is given up with its host: it did not finish."""
    for scope in scopes:
        host = scope.host
        if host is None or not host.is_live or run.scopes.get(host.id) is not scope:
            continue
        if any(not token.is_listener for token in scope.alive.values()):
            continue
        host = _whole_activity(host)
        host.cancel()
        _leave_empty_scopes(run, [host.workflow])


def _whole_activity(host: Token) -> Token:
    if host.is_item and host.owner is not None:
        _must_stand_alone(host)
    return host


# --- what is begun ------------------------------------------------------------------------------------------


def _start(run: Run, element: str, given_up: list[Token], branch: int | None) -> None:
    """Set a fresh token before an element."""
    spec, node = _place(run, element)
    scope = _open_scope_of(run, spec, element, given_up)
    fresh = branch if branch is not None and branch in run.branches.open else _branch_of(scope)
    node.arrive(scope, None, None, fresh)


def _place(run: Run, element: str) -> tuple[ProcessSpec, FlowNode]:
    for spec in run.definition.specs.values():
        for node in spec.nodes():
            if node.activity_id == element:
                _must_be_enterable(node)
                return spec, node
    raise CannotModify(f"there is no element {element!r}", activity_id=element)


def _must_be_enterable(node: FlowNode) -> None:
    reason = ""
    if isinstance(node, BoundaryEvent):
        reason = "a boundary event begins with its activity; start before what it leads to"
    elif node.is_event_subprocess:
        reason = "an event sub-process begins by its event"
    elif node.for_compensation:
        reason = "it only undoes other work"
    if reason:
        where = node.activity_id
        raise CannotModify(f"nothing can be started at {where!r}: {reason}", activity_id=where)


def _open_scope_of(run: Run, spec: ProcessSpec, element: str, given_up: list[Token]) -> ScopeState:
    """The scope of this specification that stays open; a new one around an element of a sub-process."""
    gone = {token.id: token for token in given_up}
    scopes = [scope for scope in run.all_scopes() if scope.spec is spec and not _is_doomed(scope, gone)]
    if len(scopes) == 1:
        return scopes[0]
    if scopes:
        raise CannotModify(
            f"{element!r} is part of what runs {len(scopes)} times now",
            activity_id=element,
            remedy="start before the activity around it",
        )
    host = _host_of(run, spec)
    if host is None or type(host[1]) is AdHocSubProcess or host[1].repeat or host[1].is_event_subprocess:
        raise CannotModify(
            f"{element!r} cannot be entered from outside: the process or sub-process around it is not open",
            activity_id=element,
            remedy="start before the activity that calls or contains it",
        )
    around = _open_scope_of(run, host[0], host[1].activity_id, given_up)
    return _open_around(around, host[1], spec)


def _is_doomed(scope: ScopeState, gone: dict[int, Token]) -> bool:
    return scope.host is not None and (scope.host.id in gone or _falls_with(scope.host, gone))


def _host_of(run: Run, spec: ProcessSpec) -> tuple[ProcessSpec, SubProcess] | None:
    """The sub-process that this specification is the inside of; None for a process of its own."""
    for around in run.definition.specs.values():
        for node in around.nodes():
            if isinstance(node, SubProcess) and node.spec == spec.name:
                return around, node
    return None


def _open_around(scope: ScopeState, node: SubProcess, spec: ProcessSpec) -> ScopeState:
    """Open a sub-process as its own beginning does, but for the token on its start."""
    host = scope.new_token(node, None, _branch_of(scope))
    host._state = TaskState.STARTED
    host.top.note("entered", host)
    node.map_inputs(host)
    catching.arm_boundary(host)
    opened = host.top.open_scope(host, spec)
    catching.arm_event_subprocesses(opened, host.branch)
    return opened


def _listen_again(run: Run) -> None:
    """Arm the event sub-processes that an interrupting one had silenced."""
    armed = {token.task_spec.name for token in run.alive.values() if token.is_listener}
    for node in run.spec.event_subprocesses:
        known = node.triggers and all(trigger.kind in WAITED_FOR for trigger in node.triggers)
        if known and node.name not in armed:
            catching.arm_listener(run, node, 0)


def _branch_of(scope: ScopeState) -> int:
    return scope.host.branch if scope.host is not None else 0


# --- what must hold afterwards ------------------------------------------------------------------------------


def _joins_in_vain(run: Run) -> set[str]:
    """The parallel joins that wait for ever, because nobody is on a missing path any more."""
    return {
        waiting.task_spec.activity_id
        for scope in run.all_scopes()
        for waiting in scope.joins.values()
        if waiting.is_live and waiting.task_spec.waits_for_all and _in_vain(scope, waiting)
    }


def _in_vain(scope: Any, waiting: Token) -> bool:
    join = waiting.task_spec
    missing = {flow.id for flow in join.incoming} - waiting.internal_data["a"].keys()
    for token in scope.alive.values():
        if token is not waiting:
            missing -= scope.spec.flows_reached_from(token.task_spec.name, join.name)
    return bool(missing)
