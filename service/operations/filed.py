"""Answers that are files: each must be one of the case the task belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.attachments import Attachment
from service.engine.forms import FieldProblem, Form, InvalidAnswers, Kind

if TYPE_CHECKING:
    from service.domain.tasks import UserTask
    from service.runtime.transaction import Transaction


def must_be_files_of(tx: Transaction, task: UserTask, form: Form, answers: Mapping[str, object]) -> None:
    """Refuse an answer that names a file of another case, or none at all."""
    asked = {
        field.name: list(_ids(answers, field.path)) for field in form.fields if field.kind is Kind.FILEPICKER
    }
    if not any(asked.values()):
        return
    wanted = {each for ids in asked.values() for each in ids if each is not None}
    rows = select(Attachment.id).where(Attachment.case_id == task.case_id, Attachment.id.in_(wanted))
    known = set(tx.session.execute(rows).scalars())
    wrong = {name: [FieldProblem("not_kept")] for name, ids in asked.items() if not known.issuperset(ids)}
    if wrong:
        raise InvalidAnswers(wrong)


def _ids(answers: Mapping[str, object], path: tuple[str, ...]) -> Iterator[UUID | None]:
    """The ids in an answer; None for what is no id."""
    value: object = answers
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    for each in value if isinstance(value, list) else ():
        try:
            yield UUID(str(each))
        except ValueError:
            yield None
