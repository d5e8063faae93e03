"""Cases: the list, one case with its messages and its story, and words exchanged recorded."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.cases import CaseKind, CaseStatus
from service.domain.people import Actor
from service.domain.views import CaseDetail, PageRequest
from service.domain.views.attachments import AttachmentView
from service.operations import cases as operations
from service.operations import copies
from service.operations.cases import NewCaseMessage
from service.operations.copies import CopyGiven
from service.queries import attachments, cases, clocks, desk, diagrams, story, tiers, waiting
from service.queries.cases import CaseFilter
from service.queries.people import colleagues, group_names
from service.web import door
from service.web.act_facts import people_in
from service.web.door import signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime

case_pages = Blueprint("case_pages", __name__)

ROWS = 40
STATUSES = tuple(each.value for each in CaseStatus)
KINDS = tuple(each.value for each in CaseKind)


@case_pages.get("/desk/cases")
@signed_in
def case_list(by: Actor) -> Answer:
    """The cases asked for by the address, newest first."""
    asked = {name: request.args.get(name, "").strip() for name in ("status", "kind", "q")}
    wanted = CaseFilter(
        status=asked["status"] if asked["status"] in STATUSES else None,
        kind=asked["kind"] if asked["kind"] in KINDS else None,
        text=asked["q"] or None,
    )
    found = cases.cases(runtime(), wanted, PageRequest(ROWS, request.args.get("after")), by=by)
    told = {name: text for name, text in asked.items() if text}
    return page(
        "cases.html",
        visitor=visitor(),
        found=found,
        asked=asked,
        statuses=STATUSES,
        kinds=KINDS,
        address=lambda **more: "/desk/cases?" + urlencode(told | more),
    )


@case_pages.get("/desk/cases/<uuid:case_id>")
@signed_in
def case(by: Actor, case_id: UUID) -> Answer:
    """Everything about one case that this person may see."""
    return _shown(case_id, by)


@case_pages.post("/desk/cases/<uuid:case_id>/messages")
@signed_in
def record_message(by: Actor, case_id: UUID) -> Answer:
    """Record words to or from the customer; theirs reach whoever works on the case."""
    sent = request.form
    channel = sent.get("channel", "")
    new = NewCaseMessage(
        text=sent.get("text", ""),
        direction=sent.get("direction", ""),
        channel=channel if channel in runtime().settings.channel_names else "other",
    )
    refused = attempt(lambda: operations.add_message(runtime(), case_id, new, by=by))
    if refused:
        return _shown(case_id, by, refused=refused, typed=new.text)
    return redirect(f"{door.HOME}/cases/{case_id}#messages", HTTPStatus.SEE_OTHER)


@case_pages.post("/desk/cases/<uuid:case_id>/copies")
@signed_in
def copy(by: Actor, case_id: UUID) -> Answer:
    """Let colleagues read the case, and tell them."""
    given = CopyGiven(tuple(request.form.getlist("people")), request.form.get("note", ""))
    refused = attempt(lambda: copies.copy_case(runtime(), case_id, given, by=by))
    if refused:
        return _shown(case_id, by, not_copied=refused)
    return redirect(f"{door.HOME}/cases/{case_id}?told=copied", HTTPStatus.SEE_OTHER)


def _shown(case_id: UUID, by: Actor, *, refused: str = "", typed: str = "", not_copied: str = "") -> Answer:
    rt = runtime()
    timed = clocks.case_clocks(rt, case_id, by=by)
    found = cases.case_detail(rt, case_id, by=by)
    happened, words = story.case_telling(rt, case_id, by=by)
    files = attachments.case_attachments(rt, case_id, by=by) if "files" in found.sees else ()
    waits = waiting.case_waits(rt, case_id, found.open_tasks, by=by)
    named = _named(found, files) | people_in(happened, waits)
    began = found.case.instance_id
    return page(
        "case.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused or not_copied else HTTPStatus.OK,
        visitor=visitor(),
        case=found,
        story=happened,
        clocks=timed,
        words=words,
        waits=waits,
        names=desk.display_names(rt, filter(None, named)),
        groups=group_names(rt, by.language),
        channels=rt.settings.channel_names,
        files=files,
        regrades=found.case.status == CaseStatus.OPEN and tiers.may_regrade(rt, began, by=by),
        stand=diagrams.instance_stand(rt, began, by=by) if began is not None else None,
        refused=refused,
        typed=typed,
        told=request.args.get("told"),
        not_copied=not_copied,
        colleagues=colleagues(rt) if not_copied or request.args.get("copy") else (),
    )


def _named(case: CaseDetail, files: Iterable[AttachmentView]) -> set[str | None]:
    """Who opened and closed it, has its tasks, exchanged its messages, added its files."""
    told = {case.created_by, case.case.closed_by, *(each.assignee for each in case.open_tasks)}
    return told | {each.by for each in case.messages} | {each.by for each in files}
