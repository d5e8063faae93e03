"""The customer's side, for staff: links, promises, deliveries, the words of notices, results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.customer_side import (
    CaseSurveysSchema,
    CustomerPromiseSchema,
    DeliveryQuery,
    FilledSchema,
    LinkSchema,
    NewPromiseSchema,
    NoticeDeliverySchema,
    PromiseQuery,
    ResultsQuery,
    ResultsSchema,
    TakeBackSchema,
    TemplateSchema,
    TemplatesSchema,
    VersionsSchema,
    WordsSchema,
)
from service.api.schemas.pages import WholeQuery, page_of
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.customer import DeliveryView, LinkView, PromiseView
from service.operations.customer import book, links, templates
from service.queries.customer import deliveries as sent
from service.queries.customer import promises, surveys, wording
from service.queries.customer.deliveries import DeliveryFilter
from service.queries.customer.promises import PromiseFilter
from service.runtime import Runtime

calls = Calls("customer-side", __name__, description="What customers are promised, told and asked.")

FRONT_DESK = members("customer_service", "supervisor")


@calls.changes("/cases/<uuid:case_id>/link", access=FRONT_DESK, answer=LinkSchema, status=CREATED)
def renew_case_link(rt: Runtime, by: Actor, case_id: UUID) -> LinkView:
    """Make the customer a new link; every older one is worthless from now on."""
    return links.renew_link(rt, case_id, by=by)


@calls.changes("/cases/<uuid:case_id>/link/revoke", access=FRONT_DESK)
def revoke_case_link(rt: Runtime, by: Actor, case_id: UUID) -> None:
    """Take back every link of the case."""
    links.revoke_link(rt, case_id, by=by)


@calls.reads("/promises", access=SIGNED_IN, query=PromiseQuery, answer=page_of(CustomerPromiseSchema))
def list_promises(rt: Runtime, by: Actor, asked: tuple[PromiseFilter, PageRequest]) -> Page[PromiseView]:
    """The promise book: everything promised in the cases you see, the most urgent first."""
    return promises.promises(rt, *asked, by=by)


@calls.reads(
    "/cases/<uuid:case_id>/promises",
    access=SIGNED_IN,
    query=WholeQuery,
    answer=page_of(CustomerPromiseSchema),
)
def list_case_promises(rt: Runtime, by: Actor, page: PageRequest, case_id: UUID) -> Page[PromiseView]:
    """Everything promised in one case."""
    return promises.promises(rt, PromiseFilter(case_id=case_id), page, by=by)


@calls.changes(
    "/cases/<uuid:case_id>/promises",
    access=SIGNED_IN,
    body=NewPromiseSchema,
    answer=CustomerPromiseSchema,
    status=CREATED,
)
def make_promise(rt: Runtime, by: Actor, new: dict[str, Any], case_id: UUID) -> PromiseView:
    """Promise the customer something by an instant; it never moves by itself."""
    return book.promise(rt, case_id, new["text"], due_at=new["due_at"], by=by)


@calls.changes("/promises/<uuid:promise_id>/keep", access=SIGNED_IN, answer=CustomerPromiseSchema)
def keep_promise(rt: Runtime, by: Actor, promise_id: UUID) -> PromiseView:
    """Note that it was done."""
    return book.keep_promise(rt, promise_id, by=by)


@calls.changes(
    "/promises/<uuid:promise_id>/take-back",
    access=SIGNED_IN,
    body=TakeBackSchema,
    answer=CustomerPromiseSchema,
)
def take_promise_back(rt: Runtime, by: Actor, told: dict[str, str], promise_id: UUID) -> PromiseView:
    """Note that it will not be so, and why."""
    return book.take_promise_back(rt, promise_id, reason=told["reason"], by=by)


@calls.reads("/deliveries", access=SIGNED_IN, query=DeliveryQuery, answer=page_of(NoticeDeliverySchema))
def list_deliveries(rt: Runtime, by: Actor, asked: tuple[DeliveryFilter, PageRequest]) -> Page[DeliveryView]:
    """What was sent in the cases you see and to the customers you look after, the newest first."""
    return sent.deliveries(rt, *asked, by=by)


@calls.reads(
    "/cases/<uuid:case_id>/deliveries",
    access=SIGNED_IN,
    query=WholeQuery,
    answer=page_of(NoticeDeliverySchema),
)
def list_case_deliveries(rt: Runtime, by: Actor, page: PageRequest, case_id: UUID) -> Page[DeliveryView]:
    """What was sent in one case, to whom, over which way, and what the provider said."""
    return sent.deliveries(rt, DeliveryFilter(case_id=case_id), page, by=by)


@calls.reads(
    "/customers/<uuid:customer_id>/deliveries",
    access=SIGNED_IN,
    query=WholeQuery,
    answer=page_of(NoticeDeliverySchema),
)
def list_customer_deliveries(
    rt: Runtime, by: Actor, page: PageRequest, customer_id: UUID
) -> Page[DeliveryView]:
    """What was sent to one customer, about their cases and about themselves, as far as you may read it."""
    return sent.deliveries(rt, DeliveryFilter(customer_id=customer_id), page, by=by)


@calls.reads("/notices", access=SIGNED_IN, answer=TemplatesSchema)
def list_notices(rt: Runtime, by: Actor) -> shapes.Shape:
    """The words of every notice as it is sent now."""
    return {"items": list(wording.templates(rt, by=by))}


@calls.reads("/notices/<string:key>/<string:language>", access=SIGNED_IN, answer=TemplateSchema)
def get_notice(rt: Runtime, by: Actor, key: str, language: str) -> wording.TemplateView:
    """One notice in one language as it is sent now."""
    return wording.template(rt, key, language, by=by)


@calls.reads("/notices/<string:key>/<string:language>/versions", access=SIGNED_IN, answer=VersionsSchema)
def list_notice_versions(rt: Runtime, by: Actor, key: str, language: str) -> shapes.Shape:
    """Every version somebody gave it, with who and when; the words it was delivered with are version 0."""
    return {"items": list(wording.versions(rt, key, language, by=by))}


@calls.reads("/cases/<uuid:case_id>/surveys", access=SIGNED_IN, answer=CaseSurveysSchema)
def list_case_surveys(rt: Runtime, by: Actor, case_id: UUID) -> shapes.Shape:
    """The questionnaires put to the customer of a case, the newest first, with what was answered."""
    return {"items": list(surveys.case_surveys(rt, case_id, by=by))}


@calls.changes(
    "/notices/<string:key>/<string:language>",
    method="PUT",
    access=SIGNED_IN,
    body=WordsSchema,
    answer=TemplateSchema,
)
def word_notice(
    rt: Runtime, by: Actor, words: dict[str, Any], key: str, language: str
) -> wording.TemplateView:
    """Give a notice other words from now on; a placeholder that means nothing there is refused."""
    told = (words["subject"], words["text"])
    return templates.save_template(rt, (key, language), told, seen=words["seen"], by=by)


@calls.changes(
    "/notices/<string:key>/<string:language>/preview", access=SIGNED_IN, body=WordsSchema, answer=FilledSchema
)
def preview_notice(rt: Runtime, by: Actor, words: dict[str, Any], key: str, language: str) -> shapes.Shape:
    """The words filled in with made-up facts; nothing is kept."""
    subject, text = templates.preview(rt, (key, language), (words["subject"], words["text"]), by=by)
    return {"subject": subject, "text": text}


@calls.reads("/surveys/results", access=SIGNED_IN, query=ResultsQuery, answer=ResultsSchema)
def get_survey_results(rt: Runtime, by: Actor, asked: dict[str, Any]) -> surveys.ResultsView:
    """What customers answered, per question and month, by link and on the phone."""
    return surveys.results(rt, asked["since"], asked["until"], by=by)
