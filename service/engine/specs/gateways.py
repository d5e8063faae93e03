"""Where paths part and meet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import (
    EventBasedGateway as EventBasedGatewayMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.exclusive_gateway import ExclusiveGateway as ExclusiveGatewayMixin
from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway as InclusiveGatewayMixin
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway as ParallelGatewayMixin
from SpiffWorkflow.util.task import TaskState

from service.engine.progress import EngineError
from service.engine.specs.node import Flow, FlowNode

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token

Arrivals = dict[str, list[int]]
"""For each incoming flow the branches of the tokens that came over it and wait."""


class ExclusiveGateway(FlowNode, ExclusiveGatewayMixin):  # type: ignore[misc]
    """Takes the first flow whose condition holds, else the default; merges without waiting."""

    activity_type = "exclusiveGateway"

    def choose(self, token: Token) -> list[Flow]:
        """One flow. A flow without condition beside others counts as the default when none is marked."""
        if len(self.flows) < 2:
            return self.flows
        view = token.view()
        fallback = [flow for flow in self.flows if flow.id == self.default_flow]
        for flow in self.flows:
            if flow.condition is None or flow.id == self.default_flow:
                fallback.append(flow)
            elif flow.condition.holds(view, token.top):
                return [flow]
        if not fallback:
            raise EngineError(
                "no condition of this exclusive gateway holds, and no flow is its default",
                activity_id=self.activity_id,
                remedy="mark one outgoing sequence flow as the default",
            )
        return fallback[:1]


class Join(FlowNode):
    """A gateway that waits for company; the waiting token keeps who has come."""

    def arrive(self, scope: ScopeState, flow: Flow | None, source: Token | None, branch: int) -> None:
        """One more token is here."""
        if flow is None or len(self.incoming) < 2:
            super().arrive(scope, flow, source, branch)
            return
        waiting = scope.joins.get(self.name)
        if waiting is None or not waiting.is_live:
            waiting = scope.new_token(self, source, branch)
            waiting.internal_data["a"] = {}
            waiting._state = TaskState.WAITING
            scope.joins[self.name] = waiting
        arrivals: Arrivals = waiting.internal_data["a"]
        arrivals.setdefault(flow.id, []).append(branch)
        self.came(waiting)

    def came(self, waiting: Token) -> None:
        """Somebody came; see whether the join opens."""

    def open(self, waiting: Token) -> None:
        """Take one token of every flow that has one, and go on with them as one."""
        arrivals: Arrivals = waiting.internal_data["a"]
        branches = [branches.pop(0) for branches in arrivals.values()]
        left = {flow: branches for flow, branches in arrivals.items() if branches}
        branch = waiting.top.branches.join(branches)
        scope = waiting.workflow
        waiting._set_state(TaskState.COMPLETED)
        del scope.joins[self.name]
        token = scope.new_token(self, waiting, branch)
        scope.top.put(token)
        if left:
            rest = scope.new_token(self, waiting, branch)
            rest.internal_data["a"] = left
            rest._state = TaskState.WAITING
            scope.joins[self.name] = rest


class ParallelGateway(Join, ParallelGatewayMixin):  # type: ignore[misc]
    """Waits for a token on every incoming flow, then sends one over each outgoing flow, conditions or not."""

    activity_type = "parallelGateway"
    waits_for_all = True

    def came(self, waiting: Token) -> None:
        """Open as soon as every incoming flow has a token."""
        if len(waiting.internal_data["a"]) == len(self.incoming):
            self.open(waiting)

    def choose(self, token: Token) -> list[Flow]:
        """All flows; conditions on them mean nothing."""
        return self.flows


class InclusiveGateway(Join, InclusiveGatewayMixin):  # type: ignore[misc]
    """Takes every flow whose condition holds; waits for all tokens that can still come."""

    activity_type = "inclusiveGateway"

    def open_if_nobody_comes(self, waiting: Token) -> bool:
        """Open when no other token of the scope can reach an incoming flow that is still empty."""
        if not nobody_comes(waiting):
            return False
        self.open(waiting)
        return True


class ComplexGateway(Join):
    """Opens when its activation condition holds, and swallows the tokens that come after that.

    ``activationCount`` is the number of tokens that have come since it last began. It begins anew when
    every flow that can still bring one has done so.
    """

    activity_type = "complexGateway"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A complex gateway; the parser sets its condition."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.opens_when: Expression | None = None

    def came(self, waiting: Token) -> None:
        """Open once, when the condition holds."""
        kept = waiting.internal_data
        arrivals: Arrivals = kept["a"]
        if "opened" in kept or self.opens_when is None:
            return
        count = sum(len(branches) for branches in arrivals.values())
        view = {**waiting.view(), "activationCount": Decimal(count)}
        if not self.opens_when.holds(view, waiting.top):
            return
        kept["opened"] = 1
        branch = waiting.top.branches.join([each for branches in arrivals.values() for each in branches])
        waiting.top.put(waiting.workflow.new_token(self, waiting, branch))

    def open_if_nobody_comes(self, waiting: Token) -> bool:
        """Begin anew once it has opened and nobody is on the way any more."""
        if "opened" not in waiting.internal_data or not nobody_comes(waiting):
            return False
        waiting._set_state(TaskState.COMPLETED)
        del waiting.workflow.joins[self.name]
        waiting.workflow.path_ended()
        return True


def nobody_comes(waiting: Token) -> bool:
    """Whether no other token of the scope can reach an incoming flow that is still empty."""
    arrivals: Arrivals = waiting.internal_data["a"]
    spec = waiting.workflow.spec
    for token in waiting.workflow.alive.values():
        if token is waiting or token.is_listener:
            continue
        reach = spec.flows_reached_from(token.task_spec.name, waiting.task_spec.name)
        if any(flow not in arrivals for flow in reach) and not any(flow in arrivals for flow in reach):
            return False
    return True


class EventBasedGateway(FlowNode, EventBasedGatewayMixin):  # type: ignore[misc]
    """Waits for the first of the events behind it."""

    activity_type = "eventBasedGateway"
    chooses_events = True
    catches_in_flow = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An event-based gateway."""
        super().__init__(wf_spec, bpmn_id, **{"event_definition": None, "cancel_activity": None, **kwargs})

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.workflow
        my_task._state = TaskState.STARTED
        for flow in self.flows:
            node = scope.spec.task_specs[flow.target]
            token = scope.new_token(node, my_task, my_task.branch).belongs_to(my_task)
            scope.top.put(token)
        return None
