"""The run of a definition during one step: the agenda, the books of what happened, and the bounds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from service.engine.language import instant_nanos
from service.engine.progress import (
    Effect,
    Host,
    OpenTask,
    OutcomeKind,
    StepLimitExceeded,
    ThrownMessage,
    TrailEvent,
    Value,
)
from service.engine.runtime import catching
from service.engine.runtime.branches import Branches
from service.engine.runtime.scope import Scope, ScopeState
from service.engine.runtime.variables import assign, merge

if TYPE_CHECKING:
    from service.engine.definition import Definition
    from service.engine.runtime.token import Token
    from service.engine.specs.node import FlowNode


CLOCK_EVERY = 64


class Run(ScopeState, BpmnWorkflow):  # type: ignore[misc]
    """The top scope and everything in it, for the length of one step."""

    parent_task_id = None

    def __init__(self, definition: Definition, now: datetime, host: Host) -> None:
        """An empty run; a state is restored into it, or a start begins it."""
        self.top = self
        self.prepare(definition.spec, None, {})
        self.definition = definition
        self.stand_in(now, host)
        self.limits = definition.rules
        self.scopes: dict[int, Scope] = {}
        self.agenda: deque[Token] = deque()
        self.branches = Branches()
        self.last_id = 0
        self.elements = 0
        self.made = 0
        self.trail: list[TrailEvent] = []
        self.thrown: list[ThrownMessage] = []
        self.signals: list[str] = []
        self.changed: dict[str, Value] = {}
        self.writes = 0
        self.watching: list[Token] = []
        self.end_ids: list[str] = []
        self.outcome: OutcomeKind | None = None
        self.ended = ""
        self.at: str | None = None
        self.opened: dict[int, OpenTask | Effect] = {}

    def stand_in(self, now: datetime, host: Host) -> None:
        """Let the step happen at this instant, in this host's world."""
        self.now = now
        self.sla_host = host
        self.started_cpu = time.thread_time()

    @cached_property
    def instant(self) -> int:
        """The step's present as FEEL counts it; reckoned only if something asks."""
        return instant_nanos(self.now)

    # --- the books ----------------------------------------------------------------------------------------

    def note(self, kind: str, token: Token, detail: Mapping[str, Value] | None = None) -> None:
        """Write down what happened at a token's element."""
        node = token.task_spec
        self.trail.append(
            TrailEvent(
                kind, node.activity_id, node.activity_type, node.process_key, str(token.id), detail or {}
            )
        )

    def write(self, token: Token, values: Mapping[str, Value]) -> None:
        """Lay values over the variables as seen from a token."""
        merge(self, token, list(token.layers()), values)

    def assign(self, token: Token, values: Mapping[str, Value]) -> None:
        """Set variables as seen from a token to exactly these values."""
        assign(self, token, list(token.layers()), values)

    def assign_outside(self, token: Token, values: Mapping[str, Value]) -> None:
        """Set variables around a token's element, past the element's own locals, to exactly these values."""
        layers = list(token.layers())
        assign(self, token, layers[1:] if token.data else layers, values)

    # --- the agenda ---------------------------------------------------------------------------------------

    def put(self, token: Token) -> None:
        """Let a token's element run: in turn, as parallel paths do, but one that will catch an event before
        others.

        A branch that throws may then stand beside one that catches without the throw being lost.
        """
        token._state = TaskState.READY
        if token.task_spec.catches_in_flow:
            self.agenda.appendleft(token)
        else:
            self.agenda.append(token)

    def go_on(self) -> None:
        """Run until everything waits or has ended."""
        self.settle_conditions()
        while True:
            while self.agenda:
                token = self.agenda.popleft()
                if token._state == TaskState.READY:
                    self.run_token(token)
            if not self.settle_joins():
                return

    def run_token(self, token: Token) -> None:
        """Run one element, within the step's bounds; ``at`` says which one failed if it does."""
        self.count(token)
        writes, watching = self.writes, len(self.watching)
        self.at = token.task_spec.activity_id
        token.run()
        if self.writes != writes or len(self.watching) != watching:
            self.settle_conditions()

    def count(self, token: Token) -> None:
        """One more element; raises when the step has become a run-away."""
        self.elements += 1
        too_long = (
            self.elements % CLOCK_EVERY == 0
            and time.thread_time() - self.started_cpu > self.limits.cpu_seconds
        )
        if self.elements > self.limits.elements or too_long:
            raise self.run_away(token.task_spec)

    def next_id(self, node: FlowNode) -> int:
        """The id of a new token; raises when the step makes more of them than it could ever run."""
        self.last_id += 1
        self.made += 1
        if self.made > 2 * self.limits.elements:
            raise self.run_away(node)
        return self.last_id

    def run_away(self, node: FlowNode) -> StepLimitExceeded:
        """The error that stops a step that does too much."""
        bound = f"{self.limits.elements} elements or {self.limits.cpu_seconds:g} CPU seconds"
        return StepLimitExceeded(
            f"one step ran through more than {bound}",
            activity_id=node.activity_id,
            remedy="give the loop a task, a timer or an exit",
        )

    def settle_conditions(self) -> None:
        """Fire the conditional events whose condition has become true."""
        for token in list(self.watching):
            if token.is_live:
                catching.check_condition(token)

    def settle_joins(self) -> bool:
        """Open the inclusive joins that nobody else can reach any more; whether one opened."""
        return any(
            join.task_spec.open_if_nobody_comes(join)
            for scope in self.all_scopes()
            for join in list(scope.joins.values())
            if join.is_live
        )

    # --- scopes -------------------------------------------------------------------------------------------

    def all_scopes(self) -> Iterator[ScopeState]:
        """The top scope and every open one inside."""
        yield self
        yield from list(self.scopes.values())

    def open_scope(self, host: Token, spec: Any, variables: dict[str, Value] | None = None) -> Scope:
        """A new scope hosted by a token."""
        scope = Scope(self, host, spec, variables)
        self.scopes[host.id] = scope
        return scope

    def close_scope(self, host: Token) -> None:
        """Cancel what runs inside a token, if anything does."""
        scope = self.scopes.pop(host.id, None)
        if scope is not None:
            scope.completed = True
            scope.cancel_all()

    def scope_finished(self, scope: ScopeState) -> None:
        """A scope has nothing left to do: its host goes on, or the whole run has ended."""
        if scope.host is None:
            self.outcome = self.outcome or OutcomeKind.COMPLETED
            return
        self.scopes.pop(scope.host.id, None)
        scope.host.task_spec.scope_finished(scope.host, scope)

    def terminate(self) -> None:
        """End the run by order from outside: every wait is cancelled."""
        self.outcome = OutcomeKind.TERMINATED
        self.completed = True
        self.cancel_all()

    # --- looking ------------------------------------------------------------------------------------------

    def live_tokens(self) -> Iterator[Token]:
        """Every live token of every scope, by scope and age."""
        yield from self.alive.values()
        for scope in list(self.scopes.values()):
            yield from scope.alive.values()

    def token(self, engine_id: str) -> Token | None:
        """The live token of this id."""
        if not engine_id.isascii() or not engine_id.isdecimal():
            return None
        ident = int(engine_id)
        if ident in self.alive:
            return self.alive[ident]
        return next((scope.alive[ident] for scope in self.all_scopes() if ident in scope.alive), None)
