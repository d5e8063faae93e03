"""The inbox: what waits, for whom, how long still; filtered by its address, claimed in place."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.operations import tasks
from service.queries import desk
from service.queries.counting import MOST_COUNTED
from service.queries.people import colleagues, group_names
from service.queries.saved_views import saved_views
from service.web.door import is_htmx, signed_in, visitor
from service.web.inbox_filters import (
    CHIPS,
    FACETS,
    SCOPES,
    address,
    asked_here,
    choices,
    filter_of,
    shown_facets,
)
from service.web.refusals import attempt
from service.web.rendering import page, runtime
from service.web.task_page import after

inbox = Blueprint("inbox", __name__)

ROWS = 25


@inbox.get("/desk")
@signed_in
def desk_page(by: Actor) -> Answer:
    """The tasks asked for by the address, the most urgent first."""
    rt = runtime()
    asked = asked_here(by)
    listed = desk.desk_list(rt, filter_of(asked, by), PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        "inbox.html",
        visitor=visitor(),
        rows=listed.rows,
        counts=listed.counts,
        cut=listed.cut,
        most=MOST_COUNTED,
        asked=asked,
        scopes=SCOPES,
        chips=(*CHIPS, "unassigned"),
        facets=shown_facets(rt, asked, by),
        views=saved_views(rt, by=by),
        groups=group_names(rt, by.language),
        colleagues=colleagues(rt) if by.is_supervisor else (),
        address=lambda changes: address(asked, changes),
        filters=address(asked, {}, place="/desk/filters"),
        told=request.args.get("told", ""),
    )


@inbox.get("/desk/filters")
@signed_in
def filters(by: Actor) -> Answer:
    """Everything one can filter by, with what is on; a page of its own, or a part of the inbox."""
    rt = runtime()
    asked = asked_here(by)
    return page(
        "filters.html" if not is_htmx() else "filters_form.html",
        visitor=visitor(),
        asked=asked,
        choices=choices(rt, by),
        facets=FACETS,
        views=saved_views(rt, by=by),
        groups=group_names(rt, by.language),
    )


@inbox.get("/desk/tasks/<uuid:task_id>/row")
@signed_in
def row(by: Actor, task_id: UUID) -> Answer:
    """One row as it is now; a task done, or no longer this person's to see, is told to be gone."""
    rt = runtime()
    found = desk.task_if_open(rt, task_id, by=by)
    if found is None:
        return page("row_gone.html", visitor=visitor(), task_id=task_id)
    groups = group_names(rt, by.language)
    return page("row.html", visitor=visitor(), row=desk.desk_row(rt, found), groups=groups)


@inbox.post("/desk/tasks/<uuid:task_id>/claim")
@signed_in
def claim(by: Actor, task_id: UUID) -> Answer:
    """Take a task: its row changes in place, or its page opens; the loser of a race is told who won."""
    rt = runtime()
    refused = attempt(lambda: tasks.claim_task(rt, task_id, by=by))
    if not is_htmx():
        return after(task_id, refused, by)
    taken = desk.desk_row(rt, desk.task_by_id(rt, task_id, by=by))
    return page(
        "row.html",
        status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
        visitor=visitor(),
        row=taken,
        refused=refused,
        following=desk.next_task(rt, by=by) if refused else None,
        groups=group_names(rt, by.language),
    )
