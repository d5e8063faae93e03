"""A new case from the customer's words: the paper form's fields, the customer found while typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.errors import Invalid, NotAllowed
from service.ids import new_id
from service.operations import cases, idempotency
from service.operations.cases import ContactGiven, CustomerGiven, NewCase
from service.operations.idempotency import KeptAnswer
from service.queries.cases import case_detail
from service.queries.customers import known_customers
from service.web.case_pages import KINDS
from service.web.door import signed_in, visitor
from service.web.refusals import field_sentences, sentence
from service.web.rendering import page, runtime

new_cases = Blueprint("new_cases", __name__)

Typed = Mapping[str, str]
_DIGEST = "new case"


@new_cases.get("/desk/cases/new")
@signed_in
def new_case(by: Actor) -> Answer:
    """The empty form; after a closed case, with who wrote again."""
    first = {"key": str(new_id()), "kind": KINDS[0], "channel": _channels()[0], "tier": "4"}
    earlier = _id(request.args.get("after", ""))
    return _form(first | (_who_wrote(earlier, by) if earlier is not None else {}))


@new_cases.get("/desk/cases/new/customers")
@signed_in
def find_customer(by: Actor) -> Answer:
    """Customers with the phone or name typed so far."""
    phone, name = request.args.get("phone", ""), request.args.get("customer_name", "")
    found = known_customers(runtime(), phone, name, by=by)
    return page("known_customers.html", found=found)


@new_cases.post("/desk/cases/new")
@signed_in
def open_case(by: Actor) -> Answer:
    """Open it; a form sent twice opens one case, and going back to what was told sends nothing."""
    typed = {name: text.strip() for name, text in request.form.items()}
    key = typed.get("key", "")[:64] or str(new_id())
    try:
        _open_once(_read(typed), key, by)
    except Invalid as invalid:
        return _form(typed, wrong=field_sentences(invalid), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotAllowed as refused:
        return _form(typed, told=sentence(refused), status=HTTPStatus.FORBIDDEN)
    return redirect("/desk/cases/opened?" + urlencode({"key": key}), HTTPStatus.SEE_OTHER)


@new_cases.get("/desk/cases/opened")
@signed_in
def opened(by: Actor) -> Answer:
    """The number and the customer's link of the case just opened; once that is forgotten, the cases."""
    key = f"desk:{request.args.get('key', '')}"
    kept = idempotency.answer_kept(runtime(), actor=by.name, key=key, digest=_DIGEST)
    if kept is None:
        return redirect("/desk/cases", HTTPStatus.SEE_OTHER)
    return page("opened.html", visitor=visitor(), opened=orjson.loads(kept.body))


def _open_once(new: NewCase, key: str, by: Actor) -> None:
    """Open it and keep its number, id and link under the key, unless it was opened under it before."""
    rt, mine = runtime(), {"actor": by.name, "key": f"desk:{key}"}
    with rt.transaction():
        if idempotency.claim_key(rt, **mine, digest=_DIGEST) is not None:
            return
        opened = cases.open_case(rt, new, by=by)
        told = {"number": opened.number, "id": str(opened.id), "link": opened.tracking_url}
        answer = KeptAnswer(int(HTTPStatus.CREATED), orjson.dumps(told))
        idempotency.keep_answer(rt, **mine, answer=answer)


def _read(typed: Typed) -> NewCase:
    """What was typed, as the operation takes it; the customer is the contact unless another is named."""
    wrong: dict[str, list[str]] = {}
    purchased_on, contracted_on = (_day(typed, each, wrong) for each in ("purchased_on", "contracted_on"))
    contacted_at = _moment(typed, "contacted_at", wrong)
    if wrong:
        raise Invalid(wrong)
    name, phone, email = (typed.get(each, "") for each in ("customer_name", "phone", "email"))
    return NewCase(
        kind=typed.get("kind", ""),
        channel=typed.get("channel", "") if typed.get("channel") in _channels() else "other",
        customer=_customer(typed),
        contact=ContactGiven(typed.get("contact_name") or name, phone, email),
        subject=typed.get("subject", ""),
        description=typed.get("description", ""),
        contacted_at=contacted_at,
        order_no=typed.get("order_no") or None,
        product_model=typed.get("product_model") or None,
        purchased_on=purchased_on,
        contracted_on=contracted_on,
        address=typed.get("address") or None,
        expected_solution=typed.get("expected_solution") or None,
    )


def _channels() -> tuple[str, ...]:
    return runtime().settings.channel_names


def _who_wrote(case_id: UUID, by: Actor) -> dict[str, str]:
    """The customer and contact of a case one sees, as the form holds them."""
    found = case_detail(runtime(), case_id, by=by)
    return {
        "customer_id": str(found.case.customer_id),
        "customer_name": found.case.customer_name,
        "contact_name": found.contact_name,
        "phone": found.contact_phone,
        "email": found.contact_email,
        "product_model": found.product_model or "",
        "order_no": found.order_no or "",
        "address": found.address or "",
    }


def _customer(typed: Typed) -> CustomerGiven:
    tier = typed.get("tier", "")
    return CustomerGiven(
        id=_id(typed.get("customer_id", "")),
        name=typed.get("customer_name", ""),
        phone=typed.get("phone", ""),
        email=typed.get("email", ""),
        company=typed.get("company", ""),
        address=typed.get("address", ""),
        tier=int(tier) if tier in ("1", "2", "3", "4") else 4,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(typed: Typed, name: str, wrong: dict[str, list[str]]) -> date | None:
    try:
        return date.fromisoformat(typed[name]) if typed.get(name) else None
    except ValueError:
        wrong[name] = ["a date"]
        return None


def _moment(typed: Typed, name: str, wrong: dict[str, list[str]]) -> datetime | None:
    """The instant typed by the company's clock."""
    try:
        local = datetime.fromisoformat(typed[name]) if typed.get(name) else None
    except ValueError:
        wrong[name] = ["a date"]
        return None
    zone = ZoneInfo(runtime().settings.time_zone)
    return local.replace(tzinfo=zone) if local is not None else None


_PLACES = {
    "customer.id": "customer_name",
    "customer.name": "customer_name",
    "customer.phone": "phone",
    "customer.email": "email",
    "customer.company": "company",
    "customer.address": "address",
    "contact.name": "contact_name",
    "contact.phone": "phone",
    "contact.email": "email",
}
_FIELDS = (
    *("phone", "customer_name", "contact_name", "email", "company", "kind", "channel", "subject"),
    *("description", "contacted_at", "product_model", "order_no", "purchased_on", "contracted_on"),
    *("address", "expected_solution"),
)


def _form(
    typed: Typed,
    *,
    wrong: Mapping[str, list[str]] | None = None,
    told: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Answer:
    placed: dict[str, list[str]] = {}
    for name, sentences in (wrong or {}).items():
        held = placed.setdefault(_PLACES.get(name, name), [])
        held.extend(each for each in sentences if each not in held)
    return page(
        "new_case.html",
        status=status,
        visitor=visitor(),
        typed=typed,
        wrong=placed,
        fields=_FIELDS,
        told=told,
        kinds=KINDS,
        channels=_channels(),
    )
