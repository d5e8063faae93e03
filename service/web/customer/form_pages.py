"""The public form: a customer opens a case, and is given their link."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from service.domain.cases import CaseKind
from service.errors import Invalid
from service.operations.customer import public as operations
from service.operations.customer.public import Told
from service.web import language
from service.web.customer.doors import address, in_plain_words, our_page, ours, private, refused
from service.web.public import public
from service.web.refusals import field_sentences
from service.web.rendering import runtime

form_pages = Blueprint("form_pages", __name__)
in_plain_words(form_pages)

_FIELDS = (
    "kind",
    "name",
    "phone",
    "email",
    "subject",
    "description",
    "product_model",
    "order_no",
    "address",
)
_PLACES = {
    "contact.phone": "phone",
    "contact.email": "email",
    "contact.name": "name",
    "customer.name": "name",
}
_MOST = 100_000


@form_pages.before_request
def bound() -> None:
    """A form is words, and not many."""
    request.max_content_length = _MOST


@form_pages.get("/new")
@public("customers open their cases here")
def empty() -> Answer:
    """The empty form."""
    if not runtime().settings.public_form:
        return private(refused("closed", HTTPStatus.NOT_FOUND))
    return _form({})


@form_pages.post("/new")
@public("customers open their cases here")
def send() -> Answer:
    """Open the case; the same form sent twice opens one."""
    rt, sent = runtime(), request.form
    if not rt.settings.public_form:
        return private(refused("closed", HTTPStatus.NOT_FOUND))
    if not ours():
        return private(refused("stale", HTTPStatus.FORBIDDEN))
    told = Told(
        stamp=sent.get("stamp", ""),
        trap=sent.get("website", ""),
        agreed=sent.get("agreed") == "yes",
        **{name: sent.get(name, "") for name in _FIELDS},
    )
    try:
        reads = language.asked_language()
        opened = operations.open_once(rt, told, address=address(), language=reads)
    except Invalid as invalid:
        return _form(sent, field_sentences(invalid))
    return private(our_page("customer/opened.html", opened=opened))


def _form(typed: Mapping[str, str], wrong: Mapping[str, list[str]] | None = None) -> Response | Answer:
    rt = runtime()
    return private(
        our_page(
            "customer/new.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            typed=typed,
            wrong={_PLACES.get(name, name): told for name, told in (wrong or {}).items()},
            kinds=[each.value for each in CaseKind],
            stamp=typed.get("stamp") if wrong and "form" not in wrong else operations.stamp_now(rt),
            consent=operations.consent_now(rt, language.asked_language())[0],
        )
    )
