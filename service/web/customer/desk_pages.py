"""The desk's pages about the customer's side: one case, the promise book, words of notices, results."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.notice_templates import TO_CUSTOMERS
from service.domain.people import Actor
from service.domain.promise_book import PromiseState
from service.domain.views import PageRequest
from service.errors import Invalid
from service.operations.customer import book, links, templates
from service.queries import cases, desk
from service.queries.customer import wording
from service.queries.customer.deliveries import DeliveryFilter, deliveries
from service.queries.customer.promises import PromiseFilter, promises
from service.queries.customer.surveys import case_surveys, results
from service.web.customer.recipients import called
from service.web.door import HOME, signed_in, visitor
from service.web.refusals import attempt, field_sentences
from service.web.rendering import page, runtime

customer_desk = Blueprint("customer_desk", __name__)

_ROWS = 40
_PERIOD = timedelta(days=366)


@customer_desk.get("/desk/cases/<uuid:case_id>/customer")
@signed_in
def side(by: Actor, case_id: UUID) -> Answer:
    """What the customer of this case was promised, sent, asked; and their link."""
    return _side(case_id, by)


@customer_desk.post("/desk/cases/<uuid:case_id>/link")
@signed_in
def link(by: Actor, case_id: UUID) -> Answer:
    """Make the customer a new link, or take all of theirs back."""
    rt = runtime()
    if request.form.get("act") == "revoke":
        links.revoke_link(rt, case_id, by=by)
        return _side(case_id, by, told="side_revoked")
    made = links.renew_link(rt, case_id, by=by)
    return _side(case_id, by, url=made.url)


@customer_desk.post("/desk/cases/<uuid:case_id>/promises")
@signed_in
def promise(by: Actor, case_id: UUID) -> Answer:
    """Promise the customer something."""
    text, due = request.form.get("text", ""), request.form.get("due_at", "")
    try:
        due_at = datetime.fromisoformat(due).replace(tzinfo=ZoneInfo(runtime().settings.time_zone))
        book.promise(runtime(), case_id, text, due_at=due_at, by=by)
    except ValueError:
        return _side(case_id, by, wrong={"due_at": ["—"]})
    except Invalid as invalid:
        return _side(case_id, by, wrong=field_sentences(invalid))
    return redirect(f"{HOME}/cases/{case_id}/customer#promises", HTTPStatus.SEE_OTHER)


@customer_desk.post("/desk/promises/<uuid:promise_id>")
@signed_in
def settle(by: Actor, promise_id: UUID) -> Answer:
    """Note that a promise was kept, or take it back with a reason."""
    rt, reason = runtime(), request.form.get("reason", "")
    case_id = _case_id(request.form.get("case", ""))
    keep = request.form.get("act") == "keep"
    refused = attempt(
        lambda: (
            book.keep_promise(rt, promise_id, by=by)
            if keep
            else book.take_promise_back(rt, promise_id, reason=reason, by=by)
        )
    )
    if refused:
        return _side(case_id, by, wrong={"reason": [refused]})
    return redirect(f"{HOME}/cases/{case_id}/customer#promises", HTTPStatus.SEE_OTHER)


def _case_id(text: str) -> UUID:
    """The case whose page the form was on; read before anything is done."""
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Invalid.field("case", "an id") from wrong


@customer_desk.get("/desk/promises")
@signed_in
def promise_book(by: Actor) -> Answer:
    """Everything promised to customers, the most urgent first."""
    state = request.args.get("state", "open")
    wanted = PromiseFilter(PromiseState(state) if state in set(PromiseState) else None)
    found = promises(runtime(), wanted, PageRequest(_ROWS, request.args.get("after")), by=by)
    return page(
        "customer/book.html",
        visitor=visitor(),
        found=found,
        state=state,
        states=[each.value for each in PromiseState],
        names=desk.display_names(runtime(), [each.made_by for each in found.items if each.made_by]),
        address=lambda **more: "/desk/promises?" + urlencode({"state": state} | more),
    )


@customer_desk.get("/desk/notices")
@signed_in
def notices(by: Actor) -> Answer:
    """Every notice with its words as they are sent now."""
    found = wording.templates(runtime(), by=by)
    keys = list(dict.fromkeys(each.key for each in found))
    return page(
        "customer/notices.html",
        visitor=visitor(),
        found={(each.key, each.language): each for each in found},
        to_customers=[each for each in keys if each in TO_CUSTOMERS],
        to_staff=[each for each in keys if each not in TO_CUSTOMERS],
    )


@customer_desk.get("/desk/notices/<key>/<edition>")
@signed_in
def notice(by: Actor, key: str, edition: str) -> Answer:
    """One notice: its words, what may stand in them, how it looks filled in."""
    now = wording.template(runtime(), key, edition, by=by)
    return _notice(now, (now.subject, now.text), by)


@customer_desk.post("/desk/notices/<key>/<edition>")
@signed_in
def word_notice(by: Actor, key: str, edition: str) -> Answer:
    """Preview other words, or send these from now on."""
    rt = runtime()
    now = wording.template(rt, key, edition, by=by)
    told = (request.form.get("subject", ""), request.form.get("text", "").replace("\r\n", "\n"))
    try:
        if request.form.get("act") == "save":
            now = templates.save_template(rt, (key, edition), told, by=by)
            return _notice(now, (now.subject, now.text), by, told="notices_saved")
        return _notice(now, told, by)
    except Invalid as invalid:
        return _notice(now, told, by, wrong=field_sentences(invalid))


@customer_desk.get("/desk/surveys")
@signed_in
def survey_results(by: Actor) -> Answer:
    """What customers answered in the last year, per question and month."""
    now = runtime().now()
    return page(
        "customer/surveys.html", visitor=visitor(), found=results(runtime(), now - _PERIOD, now, by=by)
    )


def _notice(
    now: wording.TemplateView,
    written: tuple[str, str],
    by: Actor,
    *,
    wrong: dict[str, list[str]] | None = None,
    told: str = "",
) -> Answer:
    rt = runtime()
    place = (now.key, now.language)
    kept = wording.versions(rt, *place, by=by)
    return page(
        "customer/notice.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        visitor=visitor(),
        now=now,
        words=written,
        wrong=wrong or {},
        told=told,
        shown=None if wrong else templates.preview(rt, place, written, by=by),
        versions=kept,
        names=desk.display_names(rt, [each.made_by for each in kept]),
    )


def _side(
    case_id: UUID,
    by: Actor,
    *,
    url: str = "",
    told: str = "",
    wrong: dict[str, list[str]] | None = None,
) -> Answer:
    rt = runtime()
    detail = cases.case_detail(rt, case_id, by=by)
    made = promises(rt, PromiseFilter(case_id=case_id), PageRequest(_ROWS), by=by).items
    sent = deliveries(rt, DeliveryFilter(case_id=case_id), PageRequest(_ROWS), by=by).items
    return page(
        "customer/side.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        visitor=visitor(),
        case=detail.case,
        promises=made,
        deliveries=sent,
        told_by_name=called([each.recipient for each in sent], by.language),
        surveys=case_surveys(rt, case_id, by=by),
        names=desk.display_names(rt, [each.made_by for each in made if each.made_by]),
        url=url,
        told=told,
        wrong=wrong or {},
        typed=request.form.get("text", "") if wrong else "",
    )
