"""Shapes of customers and their files."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.cases import CaseSchema
from service.api.schemas.customers import FiguresShownSchema
from service.api.schemas.fields import (
    LONG,
    Day,
    Free,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    YesNo,
)
from service.api.schemas.pages import PageQuery
from service.domain.views import PageRequest

_COUNT = {"least": 0, "most": 10**9}


class CustomerQuery(PageQuery):
    """Which customers are asked for."""

    q = Text("Looked for in name, company and phone.", load_default="", example="Pearl")

    @post_load
    def as_question(self, found: dict[str, Any], **_: object) -> tuple[str, PageRequest]:
        """What the query takes."""
        return found["q"], PageRequest(found["limit"], found["cursor"])


class CustomerRowSchema(Shown):
    """A customer as a list shows it."""

    id = Identifier("The customer.", required=True)
    name = Text("The name.", required=True, example="Pearl River Offices")
    company = Text("The company.", required=True, example="Pearl River Ltd")
    phone = Text("The phone, masked for whom it is not.", required=True, example="138****0001")
    tier = Whole("The tier.", least=1, most=4, required=True, example=2)
    cases = Whole("How many of their cases you may see.", required=True, example=3, **_COUNT)
    open_cases = Whole("How many of those are open.", required=True, example=1, **_COUNT)


class ContactSchema(Shown):
    """Somebody to reach at a customer."""

    id = Identifier("The contact.", required=True)
    name = Text("The name.", required=True, example="Ms Lin")
    phone = Text("The phone, masked for whom it is not.", required=True, example="138****0001")
    email = Text("The address, masked for whom it is not.", required=True, example="l***@example.com")
    language = Text("The language they read; empty: the company's.", required=True, example="en")
    time_zone = Text("The time zone they live by; empty: the company's.", required=True, example="Asia/Tokyo")
    unsubscribed_at = Instant("Since when they get no questionnaires.", required=True, allow_none=True)


class LeaveSchema(Shown):
    """Leave to see what is sensitive."""

    until = Instant("Until when it was given.", required=True, allow_none=True)
    asked = YesNo("Whether it is asked for and not decided yet.", required=True, example=False)


class PeriodSchema(Shown):
    """The indicators of a period."""

    period = Text("The quarter or half-year.", required=True, example="2026-Q4")
    indicators = Inside(FiguresShownSchema, "The figures.", required=True)
    at = Instant("When they were entered.", required=True)


class DecisionSchema(Shown):
    """What was decided on the tier."""

    customer_id = Identifier("The customer.", required=True)
    tier_before = Whole("The tier before.", least=1, most=4, required=True)
    tier_proposed = Whole("What the table proposed.", least=1, most=4, required=True, allow_none=True)
    tier = Whole("The tier decided.", least=1, most=4, required=True)
    reason = Text("Why.", most=LONG, required=True, example="Spend has doubled.")
    decided_by = Text("Who decided.", required=True, example="Lena")
    at = Instant("When.", required=True)


class VisitSchema(Shown):
    """A follow-up of the plan."""

    due_on = Day("Its day.", required=True)
    method = Text("How.", required=True, example="phone")
    state = Text("How far it is.", required=True, example="planned")


class ServiceRecordSchema(Shown):
    """An entry in the service record."""

    id = Identifier("The entry.", required=True)
    customer_id = Identifier("The customer.", required=True)
    case_id = Identifier("The case it is about.", required=True, allow_none=True)
    at = Instant("When it was entered.", required=True)
    by = Text("Who entered it.", required=True, example="system")
    kind = Text("What kind of entry.", required=True, example="case")
    text = Text("In words.", required=True, most=LONG, example="Door sticks: closed_satisfied")
    detail = Free("What was asked, found and done.", required=True)
    corrects_id = Identifier("The entry it puts right.", required=True, allow_none=True)


class CustomerFileSchema(Shown):
    """A customer as you may see them; what you may not is masked, empty or null."""

    id = Identifier("The customer.", required=True)
    name = Text("The name.", required=True, example="Pearl River Offices")
    company = Text("The company.", required=True, example="Pearl River Ltd")
    industry = Text("The industry.", required=True, example="offices")
    scope = Text("What they do business in.", required=True, most=LONG, example="office space")
    tier = Whole("The tier.", least=1, most=4, required=True, example=2)
    created_at = Instant("Since when they are known.", required=True)
    phone = Text("The phone.", required=True, example="138****0001")
    email = Text("The address.", required=True, example="l***@example.com")
    address = Text("Where they are.", required=True, most=LONG, example="12 Tianhe Road")
    contacts = Many(Inside(ContactSchema), "Whom to reach there.", required=True)
    sees = Many(Text(), "The parts that are yours to see.", required=True, example=["contact", "records"])
    leave = Inside(LeaveSchema, "Leave to see what is sensitive.", required=True)
    decision_chain = Text("Who decides there; with leave only.", required=True, allow_none=True, most=LONG)
    budget = Text("What they mean to spend; with leave only.", required=True, allow_none=True, most=LONG)
    indicators = Many(Inside(PeriodSchema), "By period, the last first.", required=True)
    decisions = Many(Inside(DecisionSchema), "On the tier, the last first.", required=True)
    visits = Many(Inside(VisitSchema), "Follow-ups of the plan, the last first.", required=True)
    cases = Many(Inside(CaseSchema), "Their latest cases that you may see.", required=True)
    records = Many(Inside(ServiceRecordSchema), "Their latest service record entries.", required=True)
    merged_into_id = Identifier("Whom they turned out to be.", required=True, allow_none=True)


class CustomerChangeSchema(Loaded):
    """What to change; what is left out stays."""

    name = Text("The name.", example="Pearl River Offices")
    company = Text("The company.")
    industry = Text("The industry.")
    scope = Text("What they do business in.", most=4000)
    phone = Text("The phone.")
    email = Text("The address.")
    address = Text("Where they are.", most=2000)
    decision_chain = Text("Who decides there; with leave only.", most=4000)
    budget = Text("What they mean to spend; with leave only.", most=4000)


class ContactChangeSchema(Loaded):
    """What to change of a contact; what is left out stays."""

    name = Text("The name.", example="Ms Lin")
    phone = Text("The phone.", example="13800000001")
    email = Text("The address.", example="lin@example.com")
    language = Text("The language they read: `en`, `zh`, or empty for the company's.", example="zh")
    time_zone = Text("The time zone they live by; empty: the company's.", example="Asia/Tokyo")


class AccessRequestSchema(Loaded):
    """A request to see what is sensitive."""

    reason = Text("Why.", required=True, most=LONG, example="The dispute turns on what they agreed to spend.")


class AccessAskedSchema(Shown):
    """A request that is being decided."""

    instance_id = Identifier("The process instance that decides.", required=True)
