"""Cases: opened from the customer's words, looked at, talked about, withdrawn."""

from __future__ import annotations

from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.cases import (
    EXAMPLE,
    CaseDetailSchema,
    CaseMessageSchema,
    CaseQuery,
    CaseSchema,
    CaseWaitsSchema,
    HistorySchema,
    NewCaseMessageSchema,
    NewCaseSchema,
    OpenedCaseSchema,
    WithdrawSchema,
)
from service.api.schemas.pages import WholeQuery, page_of
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views import CaseMessageView, CaseView, HistoryView, OpenedCase, Page, PageRequest
from service.domain.views.waiting import Wait
from service.operations import cases as operations
from service.operations.cases import NewCase, NewCaseMessage
from service.queries import cases as queries
from service.queries.cases import CaseFilter
from service.queries.waiting import case_waits
from service.runtime import Runtime

calls = Calls("cases", __name__, description="The customer's matter, from their words to closure.")

FRONT_DESK = members("customer_service", "supervisor")


@calls.changes(
    "/cases",
    access=FRONT_DESK,
    body=NewCaseSchema,
    example=EXAMPLE,
    answer=OpenedCaseSchema,
    status=CREATED,
)
def open_case(rt: Runtime, by: Actor, new: NewCase) -> OpenedCase:
    """Open a case from the customer's words and start its process.

    What is needed to answer at all is required here: who, how to reach them, what about. The rest of the
    feedback form (address, contract date, …) may follow, and is required before the case is dispatched.
    """
    return operations.open_case(rt, new, by=by)


@calls.reads("/cases", access=SIGNED_IN, query=CaseQuery, answer=page_of(CaseSchema))
def list_cases(rt: Runtime, by: Actor, asked: tuple[CaseFilter, PageRequest]) -> Page[CaseView]:
    """The cases you may see, newest first."""
    return queries.cases(rt, *asked, by=by)


@calls.reads("/cases/<uuid:case_id>", access=SIGNED_IN, answer=CaseDetailSchema)
def get_case(rt: Runtime, by: Actor, case_id: UUID) -> shapes.Shape:
    """A case with its contact, its messages and the work that waits in it."""
    return shapes.case_detail(queries.case_detail(rt, case_id, by=by))


@calls.reads("/cases/<uuid:case_id>/waits", access=SIGNED_IN, answer=CaseWaitsSchema)
def get_case_waits(rt: Runtime, by: Actor, case_id: UUID) -> dict[str, tuple[Wait, ...]]:
    """What a case waits for: work of people, also of those whose tasks you do not see, signatures, a moment,
    word from outside, a program.
    """
    return {"waits_for": case_waits(rt, case_id, by=by)}


@calls.reads(
    "/cases/<uuid:case_id>/history", access=SIGNED_IN, query=WholeQuery, answer=page_of(HistorySchema)
)
def get_case_history(rt: Runtime, by: Actor, page: PageRequest, case_id: UUID) -> Page[HistoryView]:
    """What happened in a case, oldest first."""
    return queries.case_history(rt, case_id, page, by=by)


@calls.changes(
    "/cases/<uuid:case_id>/messages",
    access=SIGNED_IN,
    body=NewCaseMessageSchema,
    answer=CaseMessageSchema,
    status=CREATED,
)
def add_case_message(rt: Runtime, by: Actor, new: NewCaseMessage, case_id: UUID) -> CaseMessageView:
    """Record words to or from the customer; their own reach whoever works on the case."""
    return operations.add_message(rt, case_id, new, by=by)


@calls.changes("/cases/<uuid:case_id>/withdraw", access=SIGNED_IN, body=WithdrawSchema, answer=CaseSchema)
def withdraw_case(rt: Runtime, by: Actor, body: dict[str, str], case_id: UUID) -> CaseView:
    """The customer takes the matter back; its process ends as withdrawn."""
    return operations.withdraw_case(rt, case_id, reason=body["reason"], by=by)
