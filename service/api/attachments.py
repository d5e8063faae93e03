"""The files of a case: added, listed, fetched."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.attachments import (
    AttachmentQuery,
    AttachmentSchema,
    AttachmentsSchema,
    ContentQuery,
    NewAttachmentSchema,
    given,
)
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views.attachments import AttachmentView
from service.operations import attachments as operations
from service.operations.attachments import ReadyFile
from service.queries import attachments as queries
from service.runtime import Runtime

calls = Calls("attachments", __name__, description="Files added to a case.")

MAX_UPLOAD = 50_000_000
"""No request is longer than this; what one file may hold is a setting."""


def _made_ready(
    rt: Runtime, by: Actor, asked: dict[str, Any], file: FileStorage, case_id: UUID
) -> AbstractContextManager[ReadyFile]:
    return operations.made_ready(rt, case_id, given(file, asked), by=by)


@calls.changes(
    "/cases/<uuid:case_id>/attachments",
    access=SIGNED_IN,
    query=AttachmentQuery,
    body=NewAttachmentSchema,
    beforehand=_made_ready,
    location="files",
    answer=AttachmentSchema,
    status=CREATED,
    max_body=MAX_UPLOAD,
)
def add_attachment(
    rt: Runtime, by: Actor, asked: dict[str, Any], ready: ReadyFile, case_id: UUID
) -> AttachmentView:
    """Add a file to a case: a picture, a PDF or office document, plain text, a recording.

    What it is is told by its content, not by its name. Pictures are drawn anew, without place and device.
    """
    return operations.enter_attachment(rt, case_id, ready, by=by)


@calls.reads("/cases/<uuid:case_id>/attachments", access=SIGNED_IN, answer=AttachmentsSchema)
def list_attachments(rt: Runtime, by: Actor, case_id: UUID) -> dict[str, Any]:
    """The files of a case, in the order they came."""
    return {"items": queries.case_attachments(rt, case_id, by=by)}


@calls.reads("/attachments/<uuid:attachment_id>", access=SIGNED_IN, answer=AttachmentSchema)
def get_attachment(rt: Runtime, by: Actor, attachment_id: UUID) -> AttachmentView:
    """One file, without its bytes."""
    return queries.attachment_detail(rt, attachment_id, by=by)


@calls.reads(
    "/attachments/<uuid:attachment_id>/content",
    access=SIGNED_IN,
    query=ContentQuery,
    media_type="application/octet-stream",
)
def get_attachment_content(rt: Runtime, by: Actor, asked: dict[str, bool], attachment_id: UUID) -> Response:
    """The bytes of one file, to be saved."""
    view, path = queries.attachment_file(rt, attachment_id, small=asked["small"], by=by)
    mimetype = "image/jpeg" if asked["small"] else view.content_type
    return send_file(path, mimetype=mimetype, as_attachment=True, download_name=view.name, max_age=0)
