"""What deadlines are reckoned by, and where they stand still: calendars, pauses, and how cases ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.calendars.chinese import REFUSED
from service.domain.clocks.promises import kind_words
from service.domain.exits import Exit
from service.domain.people import PROCESS_OWNER, Actor
from service.domain.views import PageRequest
from service.domain.words import translated
from service.errors import Invalid
from service.operations.calendars import NewDays, Redated, enter_days
from service.queries import calendars as calendar_queries
from service.queries import desk
from service.queries.exits import ExitFilter, exits
from service.queries.pauses import PauseFilter, pauses
from service.web import language, refusals
from service.web.board.lengths import length_words
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

time_pages = Blueprint("time_pages", __name__)

ROWS = 100
EXIT_NAMES = tuple(each.value for each in Exit)
DAY_KINDS = ("holiday", "working", "short")
PAUSES = {
    "": PauseFilter(is_open=True),
    "answered": PauseFilter(answered=True),
    "review": PauseFilter(review_overdue=True),
    "all": PauseFilter(),
}


@time_pages.get("/board/calendars")
@signed_in
def calendars(by: Actor) -> Answer:
    """The calendars deadlines count on; whoever keeps them enters days here."""
    return _calendars(by)


@time_pages.post("/board/calendars/<key>/days")
@signed_in
def enter(by: Actor, key: str) -> Answer:
    """Enter days, or up to which day they are known; the deadlines it moved are listed."""
    try:
        moved = enter_days(runtime(), key, _days_told(), by=by)
    except Invalid as refused:
        wrong = key, _reasons(refused)
        return _calendars(by, wrong=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _calendars(by, moved=moved)


@time_pages.get("/board/pauses")
@signed_in
def waiting(by: Actor) -> Answer:
    """The cases that stand still, those first during which the customer had already answered."""
    rt, only = runtime(), request.args.get("only", "")
    only = only if only in PAUSES else ""
    found = pauses(rt, PAUSES[only], PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        "board/pauses.html",
        visitor=visitor(),
        found=found,
        only=only,
        choices=tuple(PAUSES),
        names=desk.display_names(rt, [each.by for each in found.items]),
        length=lambda seconds: length_words(seconds, by.language),
        address=lambda **more: "/board/pauses?" + urlencode({"only": only, **more}),
    )


@time_pages.get("/board/exits")
@signed_in
def endings(by: Actor) -> Answer:
    """By which exit cases left, the latest first, counted for the days asked for."""
    rt = runtime()
    told = {name: request.args.get(name, "") for name in ("exit", "since", "until")}
    told["exit"] = told["exit"] if told["exit"] in EXIT_NAMES else ""
    wanted = ExitFilter(told["exit"] or None, None, _day(told["since"]), _day(told["until"]))
    found = exits(rt, wanted, PageRequest(ROWS, request.args.get("after")), by=by)
    people = {name for each in found.items for name in (each.by, each.decided_by, each.approved_by) if name}
    return page(
        "board/exits.html",
        visitor=visitor(),
        found=found,
        asked=told,
        choices=EXIT_NAMES,
        names=desk.display_names(rt, sorted(people)),
        address=lambda **more: "/board/exits?" + urlencode({**told, **more}),
    )


def _calendars(
    by: Actor,
    *,
    moved: Sequence[Redated] | None = None,
    wrong: tuple[str, Sequence[str]] = ("", ()),
    status: HTTPStatus = HTTPStatus.OK,
) -> Answer:
    rt = runtime()
    return page(
        "board/calendars.html",
        status=status,
        visitor=visitor(),
        calendars=calendar_queries.calendars(rt, by=by),
        provisional=calendar_queries.provisional(rt, PageRequest(ROWS), by=by),
        keeps=by.is_supervisor or by.is_in(PROCESS_OWNER),
        day_kinds=DAY_KINDS,
        moved=moved,
        refused_in=wrong[0],
        wrong=wrong[1],
        given=request.form,
        kind_name=lambda kind: kind_words(kind).told_in(by.language),
    )


def _days_told() -> NewDays:
    """What the form holds, as the calendars file writes it."""
    told = {name: text.strip() for name, text in request.form.items()}
    through = _day(told.get("valid_through", ""))
    if not told.get("from"):
        return NewDays((), through)
    day: dict[str, object] = {
        "from": told["from"],
        "to": told.get("to") or told["from"],
        "kind": told.get("kind", ""),
        "name": told.get("name", ""),
    }
    hours = [each.strip() for each in told.get("hours", "").replace("，", ",").split(",") if each.strip()]
    if hours and day["kind"] != "holiday":
        day["hours"] = hours
    return NewDays((day,), through)


def _reasons(refused: Invalid) -> list[str]:
    """What is wrong with the days, and what to do about it."""
    reasons = [each for told in refusals.field_sentences(refused).values() for each in told]
    if language.asked_language() != "zh":
        return reasons
    return [translated(each, REFUSED) or each for each in reasons]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
