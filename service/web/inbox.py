"""The inbox: what waits, for whom, how long still; claimed in place."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.operations import tasks
from service.queries import desk
from service.queries.counting import MOST_COUNTED
from service.queries.people import group_names
from service.queries.tasks import TaskFilter, TaskSort
from service.web import door
from service.web.door import is_htmx, signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime
from service.web.task_page import after

inbox = Blueprint("inbox", __name__)

ROWS = 25
SCOPES = ("mine", "groups", "all")
SORTS = ("overdue", "unassigned")


@inbox.get("/desk")
@signed_in
def desk_page(by: Actor) -> Answer:
    """The tasks asked for by the address, the most urgent first."""
    rt = runtime()
    asked = _asked(by)
    wanted = replace(_scoped(asked["scope"], by), group=asked["group"] or None, text=asked["q"] or None)
    if asked["only"] == "overdue":
        wanted = replace(wanted, due_before=rt.now())
    listed = desk.desk_list(
        rt,
        replace(wanted, unassigned=asked["only"] == "unassigned"),
        PageRequest(ROWS, request.args.get("after")),
        by=by,
    )
    return page(
        "inbox.html",
        visitor=visitor(),
        rows=listed.rows,
        counts=listed.counts,
        most=MOST_COUNTED,
        asked=asked,
        groups=group_names(rt, by.language),
        address=lambda changes: _address(asked, changes),
        told=request.args.get("told", ""),
    )


@inbox.post("/desk/tasks/<uuid:task_id>/claim")
@signed_in
def claim(by: Actor, task_id: UUID) -> Answer:
    """Take a task: its row changes in place, or its page opens; the loser of a race is told who won."""
    rt = runtime()
    refused = attempt(lambda: tasks.claim_task(rt, task_id, by=by))
    if not is_htmx():
        return after(task_id, refused, by)
    row = desk.desk_row(rt, desk.task_by_id(rt, task_id, by=by))
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    following = desk.next_task(rt, by=by) if refused else None
    return page(
        "row.html",
        status=status,
        visitor=visitor(),
        row=row,
        refused=refused,
        following=following,
        groups=group_names(rt, by.language),
    )


def _asked(by: Actor) -> dict[str, str]:
    """What the address asks for; whatever is not known there asks for nothing."""
    told = {name: request.args.get(name, "").strip() for name in ("scope", "only", "group", "q")}
    told["scope"] = told["scope"] if told["scope"] in SCOPES else _first_scope(by)
    told["only"] = told["only"] if told["only"] in SORTS else ""
    return told


def _first_scope(by: Actor) -> str:
    """Supervisors look at everything first, others at what is theirs to take."""
    return "all" if by.is_supervisor else "groups"


def _scoped(scope: str, by: Actor) -> TaskFilter:
    everything = TaskFilter(sort=TaskSort.DUE)
    if scope == "mine":
        return replace(everything, assignee=by.name)
    return replace(everything, own_groups=scope == "groups")


def _address(asked: dict[str, str], changes: dict[str, str]) -> str:
    """The address of this list with other filters: it may be kept or sent to a colleague."""
    told = {name: text for name, text in (asked | changes).items() if text}
    return f"{door.HOME}?{urlencode(told)}"
