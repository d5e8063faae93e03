"""Two entries of one customer made one: the other chosen, looked at, merged with a reason."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.merging import MergeAsked
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.domain.views.merging import MergeView
from service.errors import CustomerNotFound
from service.operations.merging import merge_customers
from service.queries import customer_files
from service.queries.merging import look_at_merge
from service.web.door import HOME, signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime

merge_pages = Blueprint("merge_pages", __name__)

ROWS = 10


@merge_pages.get("/desk/customers/<uuid:customer_id>/merge")
@signed_in
def choose(by: Actor, customer_id: UUID) -> Answer:
    """Look for the duplicate; once it is chosen, what would move."""
    other = _id(request.args.get("other", ""))
    return _shown(customer_id, other, by)


@merge_pages.post("/desk/customers/<uuid:customer_id>/merge")
@signed_in
def merge(by: Actor, customer_id: UUID) -> Answer:
    """Merge the one chosen into this one."""
    other, reason = _id(request.form.get("other", "")), request.form.get("reason", "")
    if other is None:
        return _shown(customer_id, None, by)
    refused = attempt(lambda: merge_customers(runtime(), customer_id, MergeAsked(other, reason), by=by))
    if refused:
        return _shown(customer_id, other, by, refused=refused)
    return redirect(f"{HOME}/customers/{customer_id}?merged={other}", HTTPStatus.SEE_OTHER)


def _shown(customer_id: UUID, other: UUID | None, by: Actor, *, refused: str = "") -> Answer:
    rt, asked = runtime(), request.args.get("q", "").strip()
    kept = customer_files.customer_file(rt, customer_id, by=by)
    looks: dict[str, MergeView] = {}
    if other is not None:
        told = attempt(lambda: looks.update(look=look_at_merge(rt, customer_id, other, by=by)))
        refused = refused or told
    wanted = asked or kept.name
    found = customer_files.customers(rt, wanted, PageRequest(ROWS), by=by).items
    return page(
        "merge.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        visitor=visitor(),
        kept=kept,
        look=looks.get("look"),
        found=[each for each in found if each.id != customer_id],
        asked=wanted,
        refused=refused,
        reason=request.form.get("reason", ""),
    )


def _id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as wrong:
        raise CustomerNotFound(customer_id=text[:40]) from wrong
