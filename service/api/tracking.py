"""The customer's own calls: whoever has the link is the customer; nothing internal is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from service.api import doors, shapes
from service.api.access import PUBLIC
from service.api.attachments import MAX_UPLOAD
from service.api.calls import Calls
from service.api.schemas.attachments import NewAttachmentSchema
from service.api.schemas.tracking import (
    CustomerAnswersSchema,
    CustomerReasonSchema,
    CustomerWordsSchema,
    QuestionsSchema,
    SurveysWantedSchema,
    TrackedSchema,
)
from service.domain.people import Actor
from service.errors import CaseNotFound
from service.operations.attachments import AttachmentGiven, ReadyFile
from service.operations.customer import acts, knocks
from service.operations.customer.links import unsubscribe
from service.operations.customer.surveys import answer_questionnaire
from service.queries.customer.tracking import own_picture, question_form, tracked
from service.runtime import Runtime

calls = Calls("tracking", __name__, description="A case as its customer sees it, behind their link.")


@calls.reads("/tracking/<string:token>", access=PUBLIC, answer=TrackedSchema)
def get_tracked(rt: Runtime, by: Actor, token: str) -> shapes.Shape:
    """How the matter stands, what comes next and by when, and what was said."""
    return _shown(rt, token, lambda: None)


@calls.changes(
    "/tracking/<string:token>/messages", access=PUBLIC, body=CustomerWordsSchema, answer=TrackedSchema
)
def write_to_us(rt: Runtime, by: Actor, told: dict[str, str], token: str) -> shapes.Shape:
    """Write to whoever works on it."""
    return _shown(rt, token, lambda: acts.write(rt, token, told["text"]))


@contextmanager
def _made_ready(rt: Runtime, by: Actor, photo: FileStorage, token: str) -> Iterator[ReadyFile]:
    _let_in(rt, token)
    given = AttachmentGiven(photo.filename or "", photo.content_type or "", photo.stream)
    with acts.photo_made_ready(rt, token, given) as ready:
        yield ready


@calls.changes(
    "/tracking/<string:token>/photos",
    access=PUBLIC,
    body=NewAttachmentSchema,
    beforehand=_made_ready,
    location="files",
    answer=TrackedSchema,
    max_body=MAX_UPLOAD,
)
def send_photo(rt: Runtime, by: Actor, ready: ReadyFile, token: str) -> shapes.Shape:
    """Send a photo; it is drawn anew, without where and when it was taken."""
    return _shown(rt, token, lambda: acts.add_photo(rt, token, ready))


@calls.reads("/tracking/<string:token>/photos/<uuid:attachment_id>", access=PUBLIC, media_type="image/jpeg")
def get_photo(rt: Runtime, by: Actor, token: str, attachment_id: UUID) -> Response:
    """A photo the customer sent, small."""
    _let_in(rt, token)
    return send_file(own_picture(rt, token, attachment_id), mimetype="image/jpeg")


@calls.changes(
    "/tracking/<string:token>/withdraw", access=PUBLIC, body=CustomerReasonSchema, answer=TrackedSchema
)
def take_it_back(rt: Runtime, by: Actor, told: dict[str, str], token: str) -> shapes.Shape:
    """Take the matter back."""
    return _shown(rt, token, lambda: acts.withdraw(rt, token, told["reason"]))


@calls.changes(
    "/tracking/<string:token>/answers", access=PUBLIC, body=CustomerAnswersSchema, answer=TrackedSchema
)
def answer_questions(rt: Runtime, by: Actor, told: dict[str, Any], token: str) -> shapes.Shape:
    """Answer the questionnaire, once; a name signs the work off."""
    return _shown(
        rt,
        token,
        lambda: answer_questionnaire(
            rt, token, told["answers"], language=rt.settings.language, signed_by=told["signed_by"]
        ),
    )


@calls.reads("/tracking/<string:token>/questions", access=PUBLIC, answer=QuestionsSchema)
def get_questions(rt: Runtime, by: Actor, token: str) -> shapes.Shape:
    """The form of the questionnaire that waits; none while nothing is asked."""
    _let_in(rt, token)
    return {"form": question_form(rt, token)}


@calls.changes("/tracking/<string:token>/surveys", method="PUT", access=PUBLIC, body=SurveysWantedSchema)
def want_surveys(rt: Runtime, by: Actor, told: dict[str, bool], token: str) -> None:
    """Say whether questionnaires are welcome; a link that was taken back is good enough for that."""
    _let_in(rt, token, once_good=True)
    unsubscribe(rt, token, wanted=not told["wanted"])


def _shown(rt: Runtime, token: str, act: Callable[[], None]) -> shapes.Shape:
    """Do it, and how it stands then."""
    _let_in(rt, token)
    act()
    found = shapes.flat(tracked(rt, token))
    return {name: found[name] for name in TrackedSchema().fields}


def _let_in(rt: Runtime, token: str, *, once_good: bool = False) -> None:
    """Wrong links are counted as they are at the page."""
    address = doors.address()
    knocks.must_be_let(rt, knocks.LINK, address)
    try:
        acts.case_id_behind(rt, token, revoked_too=once_good)
    except CaseNotFound:
        knocks.knocked(rt, knocks.LINK, address)
        raise
