"""Files of a case: sent from the task's or the case's page, shown, saved."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from service.domain.attachments import Purpose
from service.domain.people import Actor
from service.domain.views.attachments import AttachmentView
from service.errors import Invalid, NotFound
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.queries import attachments, desk
from service.web import language, words
from service.web.door import HOME, is_htmx, signed_in, visitor
from service.web.refusals import field_sentences
from service.web.rendering import page, runtime

attachment_pages = Blueprint("attachment_pages", __name__)

FILES_AT_ONCE = 10
_REST_OF_A_FORM = 100_000


@attachment_pages.before_request
def bound() -> None:
    """No request is read further than the files it may hold."""
    request.max_content_length = FILES_AT_ONCE * runtime().settings.attachment_bytes + _REST_OF_A_FORM


@attachment_pages.post("/desk/cases/<uuid:case_id>/attachments")
@signed_in
def add(by: Actor, case_id: UUID) -> Answer:
    """Add the files sent, each for itself: one that is refused does not hold up the others."""
    sent = [each for each in request.files.getlist("file") if each.filename]
    task_id = _task_id()
    kept, refused = [], []
    for file in sent:
        try:
            kept.append(_keep(case_id, file, task_id, by))
        except Invalid as invalid:
            refused.append((file.filename or "", " ".join(sum(field_sentences(invalid).values(), []))))
    if is_htmx() or refused or not sent:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused or not sent else HTTPStatus.OK
        return _told(case_id, by, (kept, refused), task_id, status)
    place = f"tasks/{task_id}" if task_id else f"cases/{case_id}"
    return redirect(f"{HOME}/{place}#files", HTTPStatus.SEE_OTHER)


@attachment_pages.get("/desk/attachments/<uuid:attachment_id>")
@signed_in
def saved(by: Actor, attachment_id: UUID) -> Answer:
    """The file, to be saved and never to be run here."""
    view, path = attachments.attachment_file(runtime(), attachment_id, by=by)
    return send_file(path, mimetype=view.content_type, as_attachment=True, download_name=view.name)


@attachment_pages.get("/desk/attachments/<uuid:attachment_id>/picture")
@signed_in
def picture(by: Actor, attachment_id: UUID) -> Answer:
    """A picture drawn anew by us, to be looked at; anything else is not there."""
    small = request.args.get("small") == "1"
    view, path = attachments.attachment_file(runtime(), attachment_id, small=small, by=by)
    if not view.is_picture:
        raise NotFound
    return send_file(path, mimetype="image/jpeg" if small else view.content_type)


def _keep(case_id: UUID, file: FileStorage, task_id: UUID | None, by: Actor) -> AttachmentView:
    asked = request.form.get("purpose", "")
    purpose = asked if asked in {each.value for each in Purpose} else Purpose.FILE
    given = AttachmentGiven(file.filename or "", file.content_type or "", file.stream, purpose, task_id)
    return keep_attachment(runtime(), case_id, given, by=by)


def _task_id() -> UUID | None:
    try:
        return UUID(request.form.get("task", ""))
    except ValueError:
        return None


def _told(
    case_id: UUID,
    by: Actor,
    done: tuple[list[AttachmentView], list[tuple[str, str]]],
    task_id: UUID | None,
    status: HTTPStatus,
) -> Answer:
    """The list of files as it is now, with what became of those just sent."""
    kept, refused = done
    found = attachments.case_attachments(runtime(), case_id, by=by)
    say = words.TABLES[language.asked_language()]
    told = [say["attach_refused"].format(name=name, why=why) for name, why in refused]
    if not kept and not refused:
        told.append(say["attach_none"])
    return page(
        "files.html" if is_htmx() else "files_page.html",
        status=HTTPStatus.OK if is_htmx() else status,
        visitor=visitor(),
        files=found,
        case_id=case_id,
        task_id=task_id,
        refused=told,
        names=desk.display_names(runtime(), [each.by for each in found]),
        kept=say["attach_kept"].format(names=", ".join(each.name for each in kept)) if kept else "",
    )
