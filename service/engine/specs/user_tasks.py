"""User tasks: who may do them, by when, and with which form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import UserTaskMixin

from service.engine.language import whole_number
from service.engine.progress import EngineError, OpenTask, Value
from service.engine.specs.activities import Activity
from service.engine.specs.schedule import instant_of, schedule_of
from service.engine.specs.triggers import names_of, text_of

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.runtime.token import Token


@dataclass(slots=True)
class Assignment:
    """Who may do a user task and by when, as the file says it."""

    groups: Expression | None = None
    assignee: Expression | None = None
    due: Expression | None = None
    follow_up: Expression | None = None
    priority: Expression | None = None
    form_key: str | None = None


class UserTask(Activity, UserTaskMixin):  # type: ignore[misc]
    """Work a person must do."""

    activity_type = "userTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        """A user task, with nobody named yet."""
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.assignment = Assignment()

    def perform(self, token: Token) -> bool | None:
        """Wait for a person, once it is known that everything about the task can be said."""
        token.top.opened[token.id] = self.describe(token)
        return None

    def describe(self, token: Token) -> OpenTask:
        """The task as people see it, computed from the variables of this moment."""
        view, run, assignment = token.view(), token.top, self.assignment

        def value(expression: Expression | None) -> Value:
            return None if expression is None else expression.evaluate(view, run)

        properties = {name: text_of(value(text)) for name, text in self.details.properties.items()}
        excluded = self.details.properties.get("excluded")
        assignee = value(assignment.assignee)
        priority = value(assignment.priority)
        return OpenTask(
            engine_id=token.engine_id,
            activity_id=self.activity_id,
            name=self.label,
            process_key=self.process_key,
            candidate_groups=names_of(value(assignment.groups)),
            assignee=None if assignee in (None, "") else text_of(assignee),
            excluded=names_of(value(excluded)),
            priority=self._priority(priority),
            due_at=self._due(token, value(assignment.due), properties.get("sla")),
            follow_up_at=self._instant(value(assignment.follow_up), run.now, "follow-up date"),
            form_key=assignment.form_key,
            properties=properties,
            documentation=str(self.documentation or ""),
        )

    def _priority(self, value: Value) -> int:
        number = 0 if value in (None, "") else whole_number(value)
        if number is None:
            raise EngineError(f"the priority {value!s} is no whole number", activity_id=self.activity_id)
        return number

    def _due(self, token: Token, due: Value, sla: str | None) -> datetime | None:
        if due in (None, "") and sla:
            return token.top.sla_host.sla(sla, 1.0, token.view())
        return self._instant(due, token.top.now, "due date")

    def _instant(self, value: Value, now: datetime, what: str) -> datetime | None:
        if value in (None, ""):
            return None
        instant = instant_of(value)
        if instant is not None:
            return instant
        try:
            return schedule_of("timeDuration", value, now).due_at
        except EngineError as problem:
            reason = f"the {what} {value!s} is neither a date and time nor a duration"
            raise EngineError(reason, activity_id=self.activity_id) from problem
