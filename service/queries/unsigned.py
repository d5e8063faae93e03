"""Tasks whose form waits for names: whose signatures a sheet still lacks, for lists and its own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.instances import ProcessInstance
from service.domain.sections import SectionSignature
from service.engine import variables_at
from service.engine.forms import Kind
from service.engine.forms.expressions import holds
from service.runtime.releases import of_this_release

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.tasks import UserTask
    from service.engine.forms import Form
    from service.runtime import Runtime

Task = tuple["UserTask", UUID]
"""A task, and the version of the process it belongs to."""


def unsigned(rt: Runtime, session: Session, tasks: Iterable[Task]) -> Mapping[UUID, tuple[str, ...]]:
    """For each open task that is nothing but sections to sign: the groups whose names it lacks, in the form's
    order; a list without any such task asks the database nothing.
    """
    asked = [(task, of, form) for task, of in tasks if (form := _sheet(rt, task, of)) is not None]
    if not asked:
        return {}
    names = SectionSignature.task_id.in_([task.id for task, _, _ in asked])
    valid = select(SectionSignature.task_id, SectionSignature.section).where(
        names, SectionSignature.void_at.is_(None)
    )
    runs = {task.instance_id for task, _, _ in asked}
    states = select(ProcessInstance.id, ProcessInstance.engine_state).where(ProcessInstance.id.in_(runs))
    signed: defaultdict[UUID, set[str]] = defaultdict(set)
    for task_id, section in session.execute(valid):
        signed[task_id].add(section)
    state_of = {row.id: row.engine_state for row in session.execute(states)}
    found = {}
    for task, of, form in asked:
        with of_this_release():
            known = variables_at(rt.definitions.get(of), state_of[task.instance_id], task.engine_id)
        found[task.id] = lacking(form, {**known, **(task.draft or {})}, signed[task.id])
    return found


def lacking(form: Form, scope: Mapping[str, object], signed: set[str]) -> tuple[str, ...]:
    """The groups whose sections are asked for and not signed."""
    asked = (each for each in form.sections if not any(holds(hide, scope) for hide in each.hidden_by))
    return tuple(dict.fromkeys(each.group for each in asked if each.id not in signed))


def _sheet(rt: Runtime, task: UserTask, definition_id: UUID) -> Form | None:
    """The form, if all it asks stands in sections: nobody need take the task before they are signed."""
    if not (task.open and task.form_key):
        return None
    form = rt.definitions.form(definition_id, task.form_key, task.process_key)
    if form is None or not form.sections:
        return None
    return form if all(each.section or each.kind == Kind.EXPRESSION for each in form.fields) else None
