"""A token: SpiffWorkflow's task without its logging records, clocks, random ids and copies of all data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.engine.progress import Value
    from service.engine.runtime.run import Run
    from service.engine.runtime.scope import ScopeState
    from service.engine.specs.node import FlowNode

LIVE = TaskState.NOT_FINISHED_MASK


class Token(Task):  # type: ignore[misc]
    """One live place in a run.

    ``owner`` is the token it lives and dies with (a boundary event's activity, an item's multi-instance
    body); ``parent`` only says where it came from. ``data`` holds its local variables, mostly none;
    ``branch`` names the parallel branch whose writes it makes.
    """

    def __init__(
        self, ident: int, scope: ScopeState, node: FlowNode, parent: Token | None, branch: int
    ) -> None:
        """Come to stand on ``node``; deliberately not SpiffWorkflow's own constructor, which draws a random
        id.
        """
        self.id = ident
        self.workflow = scope
        self.task_spec = node
        self.triggered = False
        self.branch = branch
        self.owner: Token | None = None
        self.owned: list[Token] = []
        self.data: dict[str, Value] = {}
        self.internal_data: dict[str, Any] = {}
        self._parent = parent
        self._children: list[Token] = []
        self._state = TaskState.FUTURE
        if parent is not None:
            parent._children.append(self)
        scope.tasks[ident] = self
        scope.alive[ident] = self

    @property
    def parent(self) -> Token | None:
        """The token this one came from, as far as it is still remembered."""
        return self._parent

    @property
    def children(self) -> list[Token]:
        """The tokens that came from this one, as far as they are still remembered."""
        return self._children

    @property
    def top(self) -> Run:
        """The run this token belongs to."""
        return self.workflow.top

    @property
    def engine_id(self) -> str:
        """Its id as callers know it."""
        return str(self.id)

    @property
    def is_live(self) -> bool:
        """Whether it has neither finished nor been cancelled."""
        return bool(self._state & LIVE)

    @property
    def is_item(self) -> bool:
        """Whether it is one instance of a multi-instance activity or loop."""
        return "m" in self.internal_data

    @property
    def is_listener(self) -> bool:
        """Whether it only waits for the trigger of an event sub-process, and so keeps no scope open."""
        return "l" in self.internal_data

    @property
    def is_shown(self) -> bool:
        """Whether people would say that the run stands here."""
        return bool(self._state & (TaskState.WAITING | TaskState.STARTED)) and self._entry_was_noted()

    @property
    def business_key(self) -> str:
        """The business key of the process run it belongs to."""
        scope = self.workflow
        while scope.variables is None and scope.host is not None:
            scope = scope.host.workflow
        return str(scope.business_key)

    def belongs_to(self, owner: Token) -> Token:
        """Live and die with ``owner`` from now on."""
        self.owner = owner
        owner.owned.append(self)
        return self

    def view(self) -> Mapping[str, Value]:
        """The variables visible here: the run's shared ones, covered by the locals of every scope in
        between.
        """
        layers: list[dict[str, Value]] = list(self.layers())
        if len(layers) == 1:
            return layers[0]
        merged: dict[str, Value] = {}
        for layer in reversed(layers):
            merged.update(layer)
        return merged

    def layers(self) -> Any:
        """The dictionaries of variables visible here, the innermost first, the process run's own last."""
        token: Token | None = self
        scope = self.workflow
        while token is not None:
            if token.data:
                yield token.data
            if token.owner is not None:
                token = token.owner
                continue
            scope = token.workflow
            if scope.variables is not None:
                break
            token = scope.host
        yield scope.variables

    def _set_state(self, value: int) -> None:
        """Set the state; a finished token leaves its scope's live ones."""
        self._state = value
        if not value & LIVE:
            self.workflow.alive.pop(self.id, None)

    def cancel(self) -> None:
        """Give up this place and all that lives with it; what came from it earlier lives on."""
        if not self.is_live:
            return
        for owned in self.owned:
            owned.cancel()
        self.top.close_scope(self)
        if self._state & (TaskState.WAITING | TaskState.STARTED) and self._entry_was_noted():
            self.top.note("cancelled", self)
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)

    def _entry_was_noted(self) -> bool:
        node = self.task_spec
        internal = self.internal_data
        if not node.notes_entry or "l" in internal or "p" in internal or "a" in internal:
            return False
        return node.repeat is None or "m" in internal

    def run(self) -> None:
        """Do the element's work; a token that was cancelled meanwhile stays so."""
        done = self.task_spec._run(self)
        if not self.is_live:
            return
        if done:
            self.complete()
        elif self._state == TaskState.READY:
            self._state = TaskState.STARTED

    def complete(self) -> None:
        """Finish, and let the element send its tokens on."""
        if not self.is_live:
            return
        self._set_state(TaskState.COMPLETED)
        self.task_spec._on_complete(self)
