"""Activities that contain a scope of their own: sub-processes, call activities, event sub-processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import (
    AdHocSubprocessMixin,
    CallActivityMixin,
    EventSubprocessMixin,
    SubWorkflowTaskMixin,
    TransactionSubprocessMixin,
)

from service.engine.progress import Value
from service.engine.runtime import catching
from service.engine.runtime.variables import merged
from service.engine.specs.activities import Activity
from service.engine.specs.triggers import Kind, text_of

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token


class SubProcess(Activity, SubWorkflowTaskMixin):  # type: ignore[misc]
    """A sub-process drawn inside the process; it shares the process's variables."""

    activity_type = "subProcess"

    def perform(self, token: Token) -> bool | None:
        """Open the scope; the activity goes on when it has finished."""
        scope = token.top.open_scope(token, token.top.definition.specs[self.spec])
        scope.begin(token.branch)
        return None

    def scope_finished(self, token: Token, scope: ScopeState) -> None:
        """Everything inside has ended."""
        keep = self.compensated_by is None and bool(scope.done or scope.spec.compensation)
        if keep and not token.is_item:
            inner = scope.spec.compensation[0].name if scope.spec.compensation else ""
            token.workflow.done.append([self.name, inner, scope.done])
        self.finish(token, {})


class Transaction(SubProcess, TransactionSubprocessMixin):  # type: ignore[misc]
    """A sub-process that can be cancelled as a whole."""

    activity_type = "transaction"


class AdHocSubProcess(SubProcess, AdHocSubprocessMixin):  # type: ignore[misc]
    """Its activities have no order of their own: all at once, or one after another as they are drawn."""

    activity_type = "adHocSubProcess"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An ad-hoc sub-process."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.sequential = False
        self.cancels_rest = True
        self.done_when: Expression | None = None

    def perform(self, token: Token) -> bool | None:
        """Enable everything that nothing leads to."""
        scope = token.top.open_scope(token, token.top.definition.specs[self.spec])
        catching.arm_event_subprocesses(scope, token.branch)
        names = [node.name for node in scope.spec.loose_nodes]
        if self.sequential:
            scope.queue, names = names[1:], names[:1]
        for name, branch in zip(names, token.top.branches.fork(token.branch, len(names)), strict=True):
            scope.spec.task_specs[name].arrive(scope, None, token, branch)
        if not names:
            scope.path_ended()
        return None

    def is_satisfied(self, scope: ScopeState) -> bool:
        """Whether its completion condition holds."""
        host = scope.host
        return (
            self.done_when is not None and host is not None and self.done_when.holds(host.view(), scope.top)
        )


@dataclass(frozen=True, slots=True)
class Passing:
    """One ``camunda:in`` or ``camunda:out``: which variable, from what; no target means all variables."""

    target: str | None
    source: Expression | None = None
    local: bool = False


class CallActivity(Activity, CallActivityMixin):  # type: ignore[misc]
    """Runs another process with variables of its own, fed and read by the mappings."""

    activity_type = "callActivity"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A call activity that passes nothing yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.passes_in: tuple[Passing, ...] = ()
        self.passes_out: tuple[Passing, ...] = ()
        self.business_key: Expression | None = None

    def perform(self, token: Token) -> bool | None:
        """Begin the called process."""
        run = token.top
        scope = run.open_scope(
            token, run.definition.specs[self.spec], _passed(self.passes_in, token.view(), run)
        )
        if self.business_key is not None:
            scope.business_key = text_of(self.business_key.evaluate(token.view(), run))
        scope.begin(0)
        return None

    def scope_finished(self, token: Token, scope: ScopeState) -> None:
        """Take over what the called process hands back."""
        results = _passed(self.passes_out, scope.variables or {}, token.top)
        if results:
            token.top.assign_outside(token, results)
        self.finish(token, {})


def _passed(passes: tuple[Passing, ...], variables: Mapping[str, Value], run: Any) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for each in passes:
        if each.target is None:
            result.update({name: merged(None, value) for name, value in variables.items()})
        elif each.source is not None:
            result[each.target] = merged(None, each.source.evaluate(variables, run))
    return result


class EventSubProcess(SubProcess, EventSubprocessMixin):  # type: ignore[misc]
    """A sub-process that an event starts while the scope around it is at work."""

    activity_type = "eventSubProcess"
    is_event_subprocess = True
    waits_for_triggers = True

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """An event sub-process; its triggers and whether it interrupts come from its start event."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.interrupting = True
        self.start_id = bpmn_id

    @property
    def waits_at(self) -> str:
        """Its start event."""
        return self.start_id

    def caught(self, token: Token, part: Token) -> None:
        """Its trigger came."""
        scope = token.workflow
        if self.interrupting:
            self.handle(scope, {})
            return
        again = catching.next_timer(part)
        if catching.trigger_of(part).kind is Kind.TIMER:
            part.cancel()
        if again is not None:
            twin = scope.new_token(self, None, token.branch)
            twin.internal_data["l"] = 1
            catching.listen(twin, part.internal_data.get("i", 0))
            catching.set_schedule(twin, again)
        self._go(scope, token.branch, {})

    def handle(self, scope: ScopeState, values: Mapping[str, Value]) -> None:
        """React inside a scope: stop what else goes on there if interrupting, and begin."""
        branch = scope.host.branch if scope.host is not None else 0
        if self.interrupting:
            scope.queue.clear()
            scope.cancel_all()
        self._go(scope, branch, values)

    def _go(self, scope: ScopeState, branch: int, values: Mapping[str, Value]) -> None:
        token = scope.new_token(self, None, branch)
        if values:
            token.top.write(token, values)
        token.top.put(token)

    def perform(self, token: Token) -> bool | None:
        """Open the scope at the start event that was triggered."""
        scope = token.top.open_scope(token, token.top.definition.specs[self.spec])
        scope.begin(token.branch, scope.spec.starts[0])
        return None
