"""Answers that are files: each must be one of the case the task belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.attachments import Attachment
from service.engine.forms import Field, FieldProblem, Form, InvalidAnswers, Kind
from service.engine.forms.nesting import dig

if TYPE_CHECKING:
    from service.domain.tasks import UserTask
    from service.runtime.transaction import Transaction


def must_be_files_of(tx: Transaction, task: UserTask, form: Form, answers: Mapping[str, object]) -> None:
    """Refuse an answer that names a file of another case, or none at all."""
    asked = dict(_named(form.fields, answers))
    if not any(asked.values()):
        return
    wanted = {each for ids in asked.values() for each in ids if each is not None}
    rows = select(Attachment.id).where(Attachment.case_id == task.case_id, Attachment.id.in_(wanted))
    known = set(tx.session.execute(rows).scalars())
    wrong = {name: [FieldProblem("not_kept")] for name, ids in asked.items() if not known.issuperset(ids)}
    if wrong:
        raise InvalidAnswers(wrong)


def _named(
    fields: Sequence[Field], answers: Mapping[str, object], before: str = ""
) -> Iterator[tuple[str, list[UUID | None]]]:
    """The fields for files, those in rows as well, each with the ids in its answer."""
    for field in fields:
        value, name = dig(answers, field.path), before + field.name
        if field.kind is Kind.FILEPICKER:
            yield name, list(_ids(value))
        elif field.kind is Kind.DYNAMICLIST and isinstance(value, list):
            for number, row in enumerate(value):
                yield from _named(field.fields, row, f"{name}.{number}.")


def _ids(value: object) -> Iterator[UUID | None]:
    """The ids in an answer; None for what is no id."""
    for each in value if isinstance(value, list) else ():
        try:
            yield UUID(str(each))
        except ValueError:
            yield None
