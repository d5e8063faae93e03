"""A form's sections as they were signed: without every name under them a task is not completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.sections import SectionSignature
from service.engine.forms import FieldProblem, Form, InvalidAnswers
from service.engine.forms.expressions import holds

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from service.domain.tasks import UserTask
    from service.runtime.transaction import Transaction

VARIABLE = "signed_sections"
"""The process variable that tells who signed what, for the service record."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The answers with the signed sections in their places, and what the process is told of the names."""

    answers: Mapping[str, object]
    told: Mapping[str, object] = field(default_factory=dict)


def valid_signatures(session: Session, task_id: UUID) -> dict[str, SectionSignature]:
    """The signatures of a task that hold, by section."""
    wanted = select(SectionSignature).where(
        SectionSignature.task_id == task_id, SectionSignature.void_at.is_(None)
    )
    return {each.section: each for each in session.execute(wanted).scalars()}


def signed_sections(
    tx: Transaction,
    task: UserTask,
    form: Form,
    answers: Mapping[str, object],
    variables: Mapping[str, object],
) -> Signed:
    """The answers with nothing in a section but what was signed there; a name that lacks is a problem."""
    if not form.sections:
        return Signed(answers)
    rows = valid_signatures(tx.session, task.id)
    scope = {**variables, **answers}
    asked = [each for each in form.sections if not any(holds(hide, scope) for hide in each.hidden_by)]
    lacking = {each.id: [FieldProblem("not_signed")] for each in asked if each.id not in rows}
    if lacking:
        raise InvalidAnswers(lacking)
    inside = {each.path[0] for each in form.fields if each.section}
    found = {name: value for name, value in answers.items() if name not in inside}
    for each in asked:
        found |= rows[each.id].answers
    return Signed(found, {VARIABLE: _told([(each.label, rows[each.id]) for each in asked])})


def _told(rows: Sequence[tuple[str, SectionSignature]]) -> list[dict[str, object]]:
    return [
        {"section": label, "group": row.group_name, "by": row.by, "at": row.at.isoformat()}
        for label, row in rows
    ]
