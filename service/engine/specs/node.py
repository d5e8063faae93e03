"""The element of a diagram as a specification: how a token comes to it, leaves it, and what it carries.

A token is one live SpiffWorkflow task. Unlike SpiffWorkflow's own rules nothing is predicted, and no rule
ever looks at a finished token: that is what makes folding safe (docs/decisions, engine tokens).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin

from service.engine.progress import EngineError

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token
    from service.engine.specs.repeat import Repeat
    from service.engine.specs.triggers import Trigger


@dataclass(slots=True)
class Flow:
    """One sequence flow: its id, where it leads, and the condition under which it is taken."""

    id: str
    source: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an input or output mapping: the variable it sets, and the value's expression."""

    name: str
    value: Expression


@dataclass(slots=True)
class Details:
    """What the Camunda dialect says of an element, beyond the bare BPMN."""

    properties: Mapping[str, Expression] = field(default_factory=dict)
    raw_properties: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()


class FlowNode(BpmnSpecMixin):  # type: ignore[misc]
    """Any element a token can stand on. Its ``name`` is unique in its specification, ``activity_id`` the
    author's.
    """

    activity_type = "node"
    is_event_subprocess = False
    waits_for_triggers = False
    parallel_multiple = False
    chooses_events = False
    notes_entry = False
    catches_in_flow = False
    waits_for_all = False

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """Register with the specification, with no flows yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.activity_id: str = bpmn_id
        self.process_key: str = ""
        self.flows: list[Flow] = []
        self.incoming: list[Flow] = []
        self.default_flow: str | None = None
        self.details = Details()
        self.triggers: tuple[Trigger, ...] = ()
        self.boundary: list[Any] = []
        self.repeat: Repeat | None = None
        self.compensated_by: str | None = None
        self.for_compensation = False

    @property
    def label(self) -> str:
        """The name drawn in the diagram."""
        return str(self.bpmn_name or "")

    @property
    def waits_at(self) -> str:
        """The id of the element at which a wait of this one is drawn."""
        return self.activity_id

    # --- a token comes ------------------------------------------------------------------------------------

    def arrive(self, scope: ScopeState, flow: Flow | None, source: Token | None, branch: int) -> None:
        """A token reaches this element over ``flow``; joins override this to wait for company."""
        scope.top.put(scope.new_token(self, source, branch))

    def open_if_nobody_comes(self, waiting: Token) -> bool:
        """Whether a token that waits here for company went on without it; only inclusive joins do."""
        return False

    def _predict(self, my_task: Any, *_: Any, **__: Any) -> None:
        """Nothing is predicted: twelve diamonds in a row cost twelve tokens, not thousands."""

    def _update(self, my_task: Any) -> None:
        """SpiffWorkflow's nudge to look again; our events arrive as stimuli instead."""

    def _run(self, my_task: Token) -> bool | None:
        """Do this element's work: True when done at once, None when it waits."""
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        return True

    # --- a token goes -------------------------------------------------------------------------------------

    def _on_complete(self, my_task: Token) -> None:
        my_task.top.note("left", my_task)
        self.leave(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing to tidy away by default."""

    def leave(self, token: Token) -> None:
        """Send tokens over the flows to take; where there are none this path has ended."""
        self.send(token, self.choose(token))

    def send(self, token: Token, flows: list[Flow]) -> None:
        """Send one token over each of these flows; several are parallel branches."""
        scope = token.workflow
        branches = token.top.branches.fork(token.branch, len(flows))
        for flow, branch in zip(flows, branches, strict=True):
            scope.spec.task_specs[flow.target].arrive(scope, flow, token, branch)
        if not flows:
            scope.path_ended()

    def choose(self, token: Token) -> list[Flow]:
        """The flows a finished element takes: unconditional ones, those whose condition holds, else the
        default.
        """
        if all(flow.condition is None for flow in self.flows) and self.default_flow is None:
            return self.flows
        chosen, conditional_taken = [], False
        view = token.view()
        for flow in self.flows:
            if flow.id == self.default_flow:
                continue
            if flow.condition is None:
                chosen.append(flow)
            elif flow.condition.holds(view, token.top):
                chosen.append(flow)
                conditional_taken = True
        if not conditional_taken:
            chosen.extend(flow for flow in self.flows if flow.id == self.default_flow)
        if not chosen and self.flows:
            raise EngineError(
                "no outgoing sequence flow has a condition that holds, and none is the default",
                activity_id=self.activity_id,
                remedy="mark one outgoing sequence flow as the default, or complete the conditions",
            )
        return sorted(chosen, key=self.flows.index)
