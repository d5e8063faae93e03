"""Promises missed, at risk and likely to be missed, and what a supervisor does about one with a click."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.operations.nudges import nudge_task
from service.operations.tasks import reassign_task
from service.queries import desk
from service.queries.figures.breaches import STANDINGS, BreachQuestion, breach_board
from service.queries.people import group_names, members_of
from service.web.board.lengths import length_words
from service.web.door import signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime

breach_pages = Blueprint("breach_pages", __name__)

ASKED = ("standing", "group", "person")


@breach_pages.get("/board/breaches")
@signed_in
def breaches(by: Actor) -> Answer:
    """The promises in danger that the address asks for, nearest first."""
    return _shown(by)


@breach_pages.post("/board/breaches/<uuid:task_id>/nudge")
@signed_in
def nudge(by: Actor, task_id: UUID) -> Answer:
    """Ask whoever has it to hurry."""
    refused = attempt(lambda: nudge_task(runtime(), task_id, by=by))
    return _done(by, "nudged", refused)


@breach_pages.post("/board/breaches/<uuid:task_id>/reassign")
@signed_in
def reassign(by: Actor, task_id: UUID) -> Answer:
    """Give it to somebody else."""
    to, reason = request.form.get("to", ""), request.form.get("reason", "")
    refused = attempt(lambda: reassign_task(runtime(), task_id, to=to or None, reason=reason, by=by))
    return _done(by, "reassigned", refused)


def _done(by: Actor, act: str, refused: str) -> Answer:
    if refused:
        return _shown(by, refused=refused)
    return redirect(f"/board/breaches?{urlencode({**_told(), 'told': act})}", HTTPStatus.SEE_OTHER)


def _shown(by: Actor, *, refused: str = "") -> Answer:
    rt, told = runtime(), _told()
    board = breach_board(rt, BreachQuestion(**{name: told.get(name) for name in ASKED}), by=by)
    people = {each.assignee for each in board.items if each.assignee} | set(board.by_person)
    people |= {part.who for each in board.items for part in each.used if not part.is_group}
    groups = {group for each in board.items for group in each.groups}
    return page(
        "board/breaches.html",
        status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
        visitor=visitor(),
        board=board,
        asked=told,
        standings=STANDINGS,
        names=desk.display_names(rt, sorted(people)),
        groups=group_names(rt, by.language),
        members=members_of(rt, groups),
        length=lambda seconds: length_words(seconds, by.language),
        address=lambda **more: "/board/breaches?" + urlencode({**told, **more}),
        refused=refused,
        told=request.args.get("told", ""),
    )


def _told() -> dict[str, str]:
    """What is asked for, whether the address or a form brought it."""
    found = {name: request.values.get(name, "") for name in ASKED}
    if found["standing"] not in STANDINGS:
        found["standing"] = ""
    return {name: text for name, text in found.items() if text}
