"""Files that answer a question of a form: photos from the phone, the customer's signature, drawn or typed.

The file is kept first, then named in the draft; nothing else that was typed is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.attachments import Purpose
from service.domain.people import Actor
from service.domain.views import SheetField, TaskSheet
from service.errors import Invalid, NotFound
from service.operations import tasks
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.queries import sheets
from service.web.attachment_pages import bound
from service.web.door import HOME, is_htmx, signed_in
from service.web.refusals import attempt, field_sentences
from service.web.rendering import page, runtime

file_fields = Blueprint("file_fields", __name__)
file_fields.before_request(bound)


@file_fields.post("/desk/tasks/<uuid:task_id>/files/<name>")
@signed_in
def add(by: Actor, task_id: UUID, name: str) -> Answer:
    """Keep the files sent for a field of the form, and name them in the draft with all that is typed."""
    sheet = _sheet(task_id, by)
    field = next((each for each in sheet.asked if each.name == name and each.kind == "filepicker"), None)
    if field is None or sheet.detail.task.case_id is None or not sheet.detail.may & {"draft", "complete"}:
        raise NotFound
    kept, wrong = _kept(sheet, field, by)
    known = [text for text in field.texts if text in dict(field.options)]
    ids = [*known, *kept] if field.limits.get("multiple") else (kept[-1:] or known)
    answers = sheets.answers_with(sheet, name, ids)
    refused = attempt(lambda: tasks.save_draft(runtime(), task_id, answers, by=by))
    if not is_htmx():
        anchor = f"f-{name.replace('.', '-')}"
        return redirect(f"{HOME}/tasks/{task_id}#{anchor}", HTTPStatus.SEE_OTHER)
    fresh = sheets.task_sheet(runtime(), task_id, by=by)
    told = {name: wrong} if wrong else {}
    shown = next(each for each in fresh.asked if each.name == name)
    return page("file_field.html", field=shown, wrong=told, refused=refused)


def _sheet(task_id: UUID, by: Actor) -> TaskSheet:
    entries = {each: request.form.getlist(each) for each in request.form}
    return sheets.task_sheet(runtime(), task_id, entries, by=by)


def _kept(sheet: TaskSheet, field: SheetField, by: Actor) -> tuple[list[str], list[str]]:
    """The ids of the files kept, and why others were not."""
    kept, wrong = [], []
    for given in _given(sheet, field):
        try:
            kept.append(str(keep_attachment(runtime(), _case_of(sheet), given, by=by).id))
        except Invalid as invalid:
            wrong += [f"{given.name}: {why}" for whys in field_sentences(invalid).values() for why in whys]
    return kept, wrong


def _case_of(sheet: TaskSheet) -> UUID:
    case_id = sheet.detail.task.case_id
    if case_id is None:
        raise NotFound
    return case_id


def _given(sheet: TaskSheet, field: SheetField) -> Iterator[AttachmentGiven]:
    """The files sent for the field; a name typed instead of a signature becomes a text of that name."""
    purpose = Purpose(field.subtype) if field.subtype else Purpose.FILE
    task_id = sheet.detail.task.id
    for file in request.files.getlist(f"file-{field.name}"):
        if file.filename:
            yield AttachmentGiven(file.filename, file.content_type or "", file.stream, purpose, task_id)
    typed = " ".join(request.form.get(f"typed-{field.name}", "").split())
    if typed and purpose is Purpose.SIGNATURE:
        yield AttachmentGiven(f"{typed}.txt", "text/plain", BytesIO(typed.encode()), purpose, task_id)
