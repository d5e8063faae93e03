"""The files of a case, for whoever sees the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.attachments import Attachment
from service.domain.cases import Case
from service.domain.tasks import UserTask
from service.domain.views.desk import every
from service.errors import AttachmentNotFound, CaseNotFound
from service.store.attachments import attachment_view
from service.store.files import FileStore
from service.store.visibility import reads_files, sees_task

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views import SheetField
    from service.domain.views.attachments import AttachmentView
    from service.runtime import Runtime


def case_attachments(rt: Runtime, case_id: UUID, *, by: Actor) -> tuple[AttachmentView, ...]:
    """The files of a case, in the order they came."""
    wanted = (
        select(Attachment)
        .select_from(Case)
        .outerjoin(Attachment, Attachment.case_id == Case.id)
        .where(Case.id == case_id, reads_files(by))
        .order_by(Attachment.id)
    )
    with rt.reading() as session:
        rows = session.execute(wanted).scalars().all()
    if not rows:
        raise CaseNotFound(case_id=case_id)
    return tuple(attachment_view(each) for each in rows if each is not None)


def with_files(
    rt: Runtime, fields: tuple[SheetField, ...], task_id: UUID, *, by: Actor
) -> tuple[SheetField, ...]:
    """The fields of a task's form, those answered by files of its case with the files' names."""
    if not any(each.kind == "filepicker" for each in every(fields)):
        return fields
    wanted = (
        select(Attachment.id, Attachment.name)
        .join(UserTask, UserTask.case_id == Attachment.case_id)
        .where(UserTask.id == task_id, sees_task(by))
    )
    with rt.reading() as session:
        named = {str(row.id): row.name for row in session.execute(wanted)}
    place = f"/desk/tasks/{task_id}/files"
    return tuple(_named(each, named, place) for each in fields)


def _named(field: SheetField, named: Mapping[str, str], place: str) -> SheetField:
    """The field with the names of its files, or of those of the fields that stand in it."""
    if field.kind != "filepicker":
        parts = tuple(_named(each, named, place) for each in field.parts)
        rows = (
            replace(row, fields=tuple(_named(each, named, place) for each in row.fields))
            for row in field.rows
        )
        return replace(field, parts=parts, rows=tuple(rows))
    known = tuple((text, named[text]) for text in field.texts if text in named)
    return replace(field, options=known, limits={**field.limits, "place": place})


def attachment_detail(rt: Runtime, attachment_id: UUID, *, by: Actor) -> AttachmentView:
    """One file, without its bytes."""
    return attachment_view(_row(rt, attachment_id, by))


def attachment_file(
    rt: Runtime, attachment_id: UUID, *, small: bool = False, by: Actor
) -> tuple[AttachmentView, Path]:
    """One file and where its bytes lie; ``small``: of a picture the small copy."""
    row = _row(rt, attachment_id, by)
    path = FileStore(rt.settings.data_dir / "attachments").path_of(row.stored, small=small)
    if not path.is_file():
        raise AttachmentNotFound(attachment_id=attachment_id)
    return attachment_view(row), path


def _row(rt: Runtime, attachment_id: UUID, by: Actor) -> Attachment:
    wanted = (
        select(Attachment)
        .join(Case, Case.id == Attachment.case_id)
        .where(Attachment.id == attachment_id, reads_files(by))
    )
    with rt.reading() as session:
        row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise AttachmentNotFound(attachment_id=attachment_id)
    return row
