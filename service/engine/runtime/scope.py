"""A scope: the top process, a called process, or an embedded or event sub-process while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from service.engine.progress import EngineError
from service.engine.runtime import catching
from service.engine.runtime.token import Token

if TYPE_CHECKING:
    from service.engine.progress import Value
    from service.engine.runtime.run import Run
    from service.engine.specs.node import FlowNode


class ScopeState:
    """What every scope keeps: its live tokens, its joins, and the variables when it is a process run of its
    own.
    """

    spec: Any
    tasks: dict[int, Token]
    top: Run

    def prepare(self, spec: Any, host: Token | None, variables: dict[str, Value] | None) -> None:
        """Begin empty; ``variables`` are None for a scope that shares those of the scope around it."""
        self.spec = spec
        self.tasks = {}
        self.alive: dict[int, Token] = {}
        self.joins: dict[str, Token] = {}
        self.host = host
        self.variables = variables
        self.business_key = ""
        self.done: list[list[Any]] = []
        """What could be compensated, in order of completion: element name, then what is inside."""
        self.queue: list[str] = []
        """Elements of a sequential ad-hoc sub-process still to be done."""
        self.completed = False

    def new_token(self, node: FlowNode, source: Token | None, branch: int) -> Token:
        """A token on ``node``, not yet on the agenda."""
        return Token(self.top.next_id(node), self, node, source, branch)

    def begin(self, branch: int, start: FlowNode | None = None) -> None:
        """Arm the event sub-processes, then set a token on the start."""
        catching.arm_event_subprocesses(self, branch)
        if start is not None:
            start.arrive(self, None, None, branch)
            return
        starts = self.spec.plain_starts
        if not starts:
            raise EngineError("there is no start event to begin at", activity_id=self.spec.name)
        for node in starts:
            node.arrive(self, None, None, branch)

    def path_ended(self) -> None:
        """A path stopped here: when nothing but listeners is left, the scope is finished."""
        if not self.completed and self.host is not None and self.host.task_spec.is_satisfied(self):
            self.queue.clear()
            if self.host.task_spec.cancels_rest:
                self.finish()
        if self.completed or any(not token.is_listener for token in self.alive.values()):
            return
        if self.queue and self.host is not None:
            self.spec.task_specs[self.queue.pop(0)].arrive(self, None, None, self.host.branch)
            return
        self.finish()

    def finish(self) -> None:
        """End the scope: cancel what still lives in it and let its host go on."""
        self.completed = True
        self.cancel_all()
        self.top.scope_finished(self)

    def cancel_all(self) -> None:
        """Cancel every live token; what lives with another goes with it."""
        for token in list(self.alive.values()):
            if token.owner is None or not token.owner.is_live:
                token.cancel()


class Scope(ScopeState, BpmnSubWorkflow):  # type: ignore[misc]
    """A scope inside a run, hosted by the token of its sub-process or call activity."""

    def __init__(self, top: Run, host: Token, spec: Any, variables: dict[str, Value] | None = None) -> None:
        """Begin empty inside ``top``; SpiffWorkflow's constructor would build its own tasks."""
        self.top = top
        self.prepare(spec, host, variables)

    @property
    def top_workflow(self) -> Run:
        """The run, as SpiffWorkflow calls it."""
        return self.top

    @property
    def parent_workflow(self) -> Any:
        """The scope around this one, as SpiffWorkflow calls it."""
        return self.host.workflow if self.host else None
