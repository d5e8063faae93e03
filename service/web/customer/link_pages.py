"""The customer's own page behind their link: how it stands, writing, photos, taking back, signing off."""

from __future__ import annotations

import io
from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

import segno
from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.wrappers import Response as Answer

from service.domain.people import CUSTOMER
from service.errors import Invalid, NothingToAnswer, StepFailed
from service.operations.attachments import AttachmentGiven
from service.operations.customer import acts, links
from service.operations.customer.surveys import answer_questionnaire
from service.queries.customer import tracking
from service.queries.sheets import form_sheet
from service.web import language
from service.web.customer.doors import (
    at_any_link_of_ours,
    at_the_link,
    in_plain_words,
    our_page,
    private,
    refused,
)
from service.web.public import public
from service.web.refusals import field_sentences
from service.web.rendering import runtime

link_pages = Blueprint("link_pages", __name__)
in_plain_words(link_pages)

PHOTOS_AT_ONCE = 5
_REST_OF_A_FORM = 100_000
_HOLDER = "whoever has the link is the customer"


@link_pages.before_request
def bound() -> None:
    """No request is read further than the photos it may hold."""
    request.max_content_length = PHOTOS_AT_ONCE * runtime().settings.attachment_bytes + _REST_OF_A_FORM


@link_pages.get("/t/<token>")
@public(_HOLDER)
@at_the_link
def tracked(token: str) -> Answer:
    """How the case stands, in plain words, and what the customer can do."""
    if request.args.get("lang") in language.LANGUAGES:
        links.read_in(runtime(), token, language.asked_language())
    return _shown(token)


@link_pages.get("/t/<token>/qr.svg")
@public(_HOLDER)
@at_the_link
def qr(token: str) -> Answer:
    """The link as a code to photograph, a picture of its own."""
    made = io.BytesIO()
    url = f"{runtime().settings.public_url.rstrip('/')}/t/{token}"
    segno.make(url, error="m").save(made, kind="svg", scale=4, border=2, dark="#1d2422", light="#ffffff")
    return Response(made.getvalue(), mimetype="image/svg+xml")


@link_pages.post("/t/<token>/messages")
@public(_HOLDER)
@at_the_link
def write(token: str) -> Answer:
    """Take down what the customer writes, with the photos they send; each photo for itself."""
    text = request.form.get("text", "").strip()
    photos = [each for each in request.files.getlist("photos") if each.filename][:PHOTOS_AT_ONCE]
    if not text and not photos:
        return _shown(token, wrong={"text": ["say_something"]})
    unfit = []
    try:
        if text:
            acts.write(runtime(), token, text)
    except Invalid as invalid:
        return _shown(token, typed=request.form, wrong=field_sentences(invalid))
    for photo in photos:
        given = AttachmentGiven(photo.filename or "", photo.content_type or "", photo.stream)
        try:
            acts.send_photo(runtime(), token, given)
        except Invalid as invalid:
            unfit.append(f"{photo.filename}: {' '.join(sum(field_sentences(invalid).values(), []))}")
    if unfit:
        return _shown(token, wrong={"photos": unfit}, told="written" if text else "")
    return _back(token, "written")


@link_pages.get("/t/<token>/photos/<uuid:attachment_id>")
@public(_HOLDER)
@at_the_link
def photo(token: str, attachment_id: UUID) -> Answer:
    """A photo the customer sent, small."""
    return send_file(tracking.own_picture(runtime(), token, attachment_id), mimetype="image/jpeg")


@link_pages.post("/t/<token>/withdraw")
@public(_HOLDER)
@at_the_link
def withdraw(token: str) -> Answer:
    """Take the matter back, once the customer has said that they mean it."""
    if request.form.get("sure") != "yes":
        return _shown(token, typed=request.form, wrong={"sure": ["tick_sure"]})
    acts.withdraw(runtime(), token, request.form.get("reason", ""))
    return _back(token, "withdrawn")


@link_pages.post("/t/<token>/sign-off")
@public(_HOLDER)
@at_the_link
def sign_off(token: str) -> Answer:
    """Sign the work off with a rating; what is still wrong begins the next round."""
    try:
        acts.sign_off(runtime(), token, request.form.to_dict(), language=language.asked_language())
    except Invalid as invalid:
        return _shown(token, typed=request.form, wrong=field_sentences(invalid))
    return _back(token, "answered")


@link_pages.get("/t/<token>/questionnaire")
@public(_HOLDER)
@at_the_link
def questionnaire(token: str) -> Answer:
    """The questions about the work."""
    return _questions(token, {})


@link_pages.post("/t/<token>/questionnaire")
@public(_HOLDER)
@at_the_link
def answer(token: str) -> Answer:
    """Take the answers down, once; what does not fit yet is told at its question."""
    rt, reads = runtime(), language.asked_language()
    entries = request.form.to_dict(flat=False)
    asked = tracking.questions(rt, token)
    if asked is None:
        raise NothingToAnswer(number="")
    told = form_sheet(rt, asked, entries, language=reads)
    if told.only_looks:
        return _questions(token, entries)
    try:
        answer_questionnaire(rt, token, told.answers, language=reads)
    except Invalid as invalid:
        return _questions(token, entries, field_sentences(invalid))
    except StepFailed:
        return private(refused("trouble", HTTPStatus.SERVICE_UNAVAILABLE))
    return _back(token, "answered")


@link_pages.get("/t/<token>/unsubscribe")
@public("whoever got our mail must be able to get no more of it")
@at_any_link_of_ours
def leave(token: str) -> Answer:
    """Ask once before unsubscribing: programs open every link in a mail."""
    return our_page("customer/unsubscribe.html", token=token, done=False)


@link_pages.post("/t/<token>/unsubscribe")
@public("whoever got our mail must be able to get no more of it")
@at_any_link_of_ours
def left(token: str) -> Answer:
    """Send nothing more that they need not be told; a mail program may ask for it in one click."""
    wanted = request.form.get("again") != "yes"
    number = links.unsubscribe(runtime(), token, wanted=wanted)
    return our_page("customer/unsubscribe.html", token=token, done=True, number=number, wanted=wanted)


def _questions(
    token: str, entries: Mapping[str, list[str]], wrong: Mapping[str, list[str]] | None = None
) -> Answer:
    rt, reads = runtime(), language.asked_language()
    case, asked = tracking.tracked(rt, token), tracking.questions(rt, token)
    fields = form_sheet(rt, asked, entries, language=reads).fields if asked is not None else ()
    return our_page(
        "customer/questionnaire.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        case=case,
        token=token,
        fields=fields,
        wrong=wrong or {},
    )


def _shown(
    token: str,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, list[str]] | None = None,
    told: str = "",
) -> Answer:
    rt = runtime()
    case = tracking.tracked(rt, token)
    return our_page(
        "customer/link.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        case=case,
        zone=case.zone,
        abroad=case.zone if case.zone != rt.settings.time_zone else "",
        token=token,
        typed=typed or {},
        wrong=wrong or {},
        told=told or request.args.get("told", ""),
        us=CUSTOMER.name,
    )


def _back(token: str, told: str) -> Answer:
    return redirect(f"/t/{token}?told={told}", HTTPStatus.SEE_OTHER)
