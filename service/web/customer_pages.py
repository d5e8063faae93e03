"""Customers: the list, and one customer's file as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID
from zoneinfo import available_timezones

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.customers import Edit
from service.domain.merging import may_merge
from service.domain.people import Actor
from service.domain.tiers import may_decide_tier
from service.domain.views import PageRequest
from service.domain.views.cases import ServiceRecordView
from service.operations import contacts
from service.operations.access import request_access
from service.operations.customer_file import FIELDS, edit_customer
from service.queries import customer_files, desk
from service.queries.customer.deliveries import DeliveryFilter, deliveries
from service.web.customer.recipients import called
from service.web.door import HOME, signed_in, visitor
from service.web.refusals import attempt
from service.web.rendering import page, runtime

customer_pages = Blueprint("customer_pages", __name__)

ROWS = 40
_MESSAGES = 20


@customer_pages.get("/desk/customers")
@signed_in
def customer_list(by: Actor) -> Answer:
    """The customers one may look at, by name."""
    asked = request.args.get("q", "").strip()
    wanted = PageRequest(ROWS, request.args.get("after"))
    found = customer_files.customers(runtime(), asked, wanted, by=by)
    return page("customers.html", visitor=visitor(), found=found, asked=asked)


@customer_pages.get("/desk/customers/<uuid:customer_id>")
@signed_in
def customer(by: Actor, customer_id: UUID) -> Answer:
    """One customer's file."""
    return _shown(customer_id, by)


@customer_pages.post("/desk/customers/<uuid:customer_id>")
@signed_in
def change(by: Actor, customer_id: UUID) -> Answer:
    """Keep it current; only the fields that were shown are changed."""
    refused = attempt(lambda: edit_customer(runtime(), customer_id, _edit(FIELDS), by=by))
    return _after(customer_id, refused, by)


@customer_pages.post("/desk/customers/<uuid:customer_id>/contacts/<uuid:contact_id>")
@signed_in
def change_contact(by: Actor, customer_id: UUID, contact_id: UUID) -> Answer:
    """Keep somebody to reach there current."""
    edit = _edit(contacts.FIELDS)
    refused = attempt(lambda: contacts.edit_contact(runtime(), customer_id, contact_id, edit, by=by))
    return _after(customer_id, refused, by)


@customer_pages.post("/desk/customers/<uuid:customer_id>/access")
@signed_in
def ask(by: Actor, customer_id: UUID) -> Answer:
    """Ask to see what is sensitive."""
    reason = request.form.get("reason", "")
    refused = attempt(lambda: request_access(runtime(), customer_id, reason=reason, by=by))
    return _after(customer_id, refused, by)


def _edit(fields: Iterable[str]) -> Edit:
    """The fields the form holds, and as it showed them."""
    told = request.form
    given = {name: told[name] for name in fields if name in told}
    return Edit(given, {name: told[f"was_{name}"] for name in given if f"was_{name}" in told})


def _after(customer_id: UUID, refused: str, by: Actor) -> Answer:
    if refused:
        return _shown(customer_id, by, refused=refused)
    return redirect(f"{HOME}/customers/{customer_id}", HTTPStatus.SEE_OTHER)


def _tells(record: ServiceRecordView) -> bool:
    """Whether it is the entry of the merging the visitor comes from."""
    return record.kind == "customer_merged" and record.detail.get("merged") == request.args.get("merged")


def _shown(customer_id: UUID, by: Actor, *, refused: str = "") -> Answer:
    rt = runtime()
    found = customer_files.customer_file(rt, customer_id, by=by)
    if found.merged_into_id is not None:
        return redirect(f"{HOME}/customers/{found.merged_into_id}", HTTPStatus.SEE_OTHER)
    named = [*(each.by for each in found.records), *(each.decided_by for each in found.decisions)]
    names = desk.display_names(rt, named)
    wanted = DeliveryFilter(customer_id=customer_id)
    sent = deliveries(rt, wanted, PageRequest(_MESSAGES), by=by).items if "told" in found.sees else ()
    return page(
        "customer_file.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        visitor=visitor(),
        file=found,
        sent=sent,
        told_by_name=called([each.recipient for each in sent], by.language),
        names=names,
        refused=refused,
        merging=may_merge(by),
        deciding=may_decide_tier(by),
        merged=next((each for each in found.records if _tells(each)), None),
        zones=sorted(available_timezones()) if "edit" in found.sees else (),
        edited=tuple(each for each in FIELDS if each not in ("decision_chain", "budget")),
    )
