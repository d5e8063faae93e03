"""Activities: external, rule, script, send, receive and plain tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import (
    ManualTaskMixin,
    NoneTaskMixin,
    ReceiveTaskMixin,
    SendTaskMixin,
)
from SpiffWorkflow.util.task import TaskState

from service.engine.progress import Effect, Value
from service.engine.runtime import catching, compensation, throwing
from service.engine.specs.events import choose_event, throw_all
from service.engine.specs.node import Flow, FlowNode
from service.engine.specs.triggers import text_of

if TYPE_CHECKING:
    from service.engine.decisions import Decisions
    from service.engine.language import Expression
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token


class Activity(FlowNode):
    """Work of some kind: may have boundary events, mappings, and several instances."""

    activity_type = "task"
    notes_entry = True
    outputs_replace = False
    """Whether an output mapping stands instead of the raw results, not beside them."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An activity that takes and gives one token."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.start_quantity = 1
        self.completion_quantity = 1

    def arrive(self, scope: ScopeState, flow: Flow | None, source: Token | None, branch: int) -> None:
        """Begin, once as many tokens have come as the activity needs to start."""
        if self.start_quantity < 2:
            super().arrive(scope, flow, source, branch)
            return
        waiting = scope.joins.get(self.name)
        if waiting is None or not waiting.is_live:
            waiting = scope.new_token(self, source, branch)
            waiting.internal_data["a"] = {"": []}
            waiting._state = TaskState.WAITING
            scope.joins[self.name] = waiting
        come: list[int] = waiting.internal_data["a"][""]
        come.append(branch)
        if len(come) == self.start_quantity:
            waiting._set_state(TaskState.COMPLETED)
            del scope.joins[self.name]
            super().arrive(scope, flow, waiting, scope.top.branches.join(come))

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.repeat is not None and not my_task.is_item:
            catching.arm_boundary(my_task)
            return self.repeat.open(my_task)
        my_task.top.note("entered", my_task)
        self.map_inputs(my_task)
        if not my_task.is_item:
            catching.arm_boundary(my_task)
        return self.perform(my_task)

    def perform(self, token: Token) -> bool | None:
        """The activity's own work: True when done, None when it waits."""
        return True

    def is_satisfied(self, scope: ScopeState) -> bool:
        """Whether the scope inside need not go on although it could; only ad-hoc ones say so."""
        return False

    def map_inputs(self, token: Token) -> None:
        """Make the variables of the input mapping, visible inside this activity alone."""
        for parameter in self.details.inputs:
            token.data[parameter.name] = parameter.value.evaluate(token.view(), token.top)

    def finish(self, token: Token, results: Mapping[str, Value]) -> None:
        """The work is done with these results."""
        self.give(token, results)
        token.complete()

    def give(self, token: Token, results: Mapping[str, Value]) -> None:
        """Hand results to the variables: as they are, and through the output mapping.

        They stay local where the mapping alone is to speak, and in an item whose results are collected.
        """
        outputs = self.details.outputs
        collected = token.is_item and self.repeat is not None and self.repeat.keeps_results
        if collected or (outputs and (self.outputs_replace or token.is_item)):
            token.data.update(results)
        elif results:
            token.top.write(token, results)
        self.map_outputs(token, results)

    def set_result(self, token: Token, name: str | None, result: Value) -> None:
        """Hand over what was computed: as the result variable, or a context as its entries."""
        values: dict[str, Value] = {name: result} if name else result if isinstance(result, dict) else {}
        if self.details.outputs or token.is_item:
            self.give(token, values)
        else:
            token.top.assign(token, values)

    def map_outputs(self, token: Token, results: Mapping[str, Value]) -> None:
        """Set the variables of the output mapping around this activity."""
        for parameter in self.details.outputs:
            value = parameter.value.evaluate({**token.view(), **results}, token.top)
            token.top.assign_outside(token, {parameter.name: value})

    def _on_complete(self, my_task: Token) -> None:
        body = my_task.owner
        if my_task.is_item and body is not None and self.repeat is not None:
            my_task.top.note("left", my_task)
            self.repeat.item_done(body, my_task)
            return
        catching.disarm(my_task)
        if self.repeat is None:
            my_task.top.note("left", my_task)
        if compensation.handler_done(my_task):
            return
        choose_event(my_task)
        if self.compensated_by is not None:
            my_task.workflow.done.append([self.name, self.compensated_by])
        for _ in range(self.completion_quantity - 1):
            self.send(my_task, self.choose(my_task))
        self.leave(my_task)


class NoneTask(Activity, NoneTaskMixin):  # type: ignore[misc]
    """A task of no kind: passes."""


class ManualTask(Activity, ManualTaskMixin):  # type: ignore[misc]
    """Work outside of any system: passes."""

    activity_type = "manualTask"


class ExternalTask(Activity):
    """Work asked of the outside by topic: an effect that is completed later."""

    activity_type = "serviceTask"
    outputs_replace = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An external task without a topic yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.topic: Expression | None = None

    def perform(self, token: Token) -> bool | None:
        """Ask for the work and wait."""
        assert self.topic is not None
        topic = text_of(self.topic.evaluate(token.view(), token.top))
        inputs = {each.name: token.data[each.name] for each in self.details.inputs}
        token.top.opened[token.id] = Effect(
            token.engine_id, self.activity_id, self.process_key, topic, inputs
        )
        return None


class RuleTask(Activity):
    """A decision taken at once by a DMN table."""

    activity_type = "businessRuleTask"
    outputs_replace = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A rule task without a decision yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.decision_id = ""
        self.result_variable: str | None = None
        self.result_form = "resultList"

    def perform(self, token: Token) -> bool | None:
        """Decide, and keep the result in the form the file asks for."""
        decisions: Decisions = token.top.definition.decisions
        result = decisions.decide_as(self.result_form, self.decision_id, token.view(), token.top.now)
        self.set_result(token, self.result_variable, result)
        return True


class ScriptTask(Activity):
    """A FEEL expression whose value becomes a variable."""

    activity_type = "scriptTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A script task without a script yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.script: Expression | None = None
        self.result_variable: str | None = None

    def perform(self, token: Token) -> bool | None:
        """Compute and write; without a result variable a context gives its entries."""
        if self.script is None:
            return True
        try:
            result = self.script.evaluate(token.view(), token.top)
        except throwing.ErrorRaised as error:
            throwing.throw_error(token, error.code, error.message, own=True)
            return None
        self.set_result(token, self.result_variable, result)
        return True


class SendTask(Activity, SendTaskMixin):  # type: ignore[misc]
    """Sends a message and goes on."""

    activity_type = "sendTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A send task."""
        super().__init__(wf_spec, bpmn_id, **{"event_definition": None, **kwargs})

    def perform(self, token: Token) -> bool | None:
        """Throw the message."""
        return throw_all(token)


class ReceiveTask(Activity, ReceiveTaskMixin):  # type: ignore[misc]
    """Waits for a message."""

    activity_type = "receiveTask"
    waits_for_triggers = True
    catches_in_flow = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A receive task."""
        super().__init__(wf_spec, bpmn_id, **{"event_definition": None, **kwargs})

    def perform(self, token: Token) -> bool | None:
        """Wait for the message."""
        catching.listen(token)
        return None

    def caught(self, token: Token, part: Token) -> None:
        """The message came."""
        self.finish(token, {})
