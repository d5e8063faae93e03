"""Clocks: why a case is due when it is, and what people may do to its promises."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.clocks import (
    CalendarsSchema,
    CaseClocksSchema,
    ClockActsSchema,
    EnteredDaysSchema,
    ExemptSchema,
    MoveClockSchema,
    NewDaysSchema,
    PauseCaseSchema,
    ProvisionalSchema,
    TierSchema,
    TierTrialSchema,
)
from service.api.schemas.pages import WholeQuery, page_of
from service.api.statuses import CREATED
from service.domain.clocks import Waiting
from service.domain.people import Actor
from service.domain.tiers import TierAsked
from service.domain.views import Page, PageRequest
from service.domain.views.clocks import CaseClocks, ProvisionalView
from service.domain.views.tiers import TierTrial
from service.operations import calendars as calendar_operations
from service.operations import clocks as operations
from service.operations import pauses, regrading, tier_trials
from service.operations.calendars import NewDays
from service.queries import calendars as calendar_queries
from service.queries import clocks as queries
from service.runtime import Runtime

calls = Calls("clocks", __name__, description="Promises with a deadline, and the calendars they count on.")

Body = dict[str, Any]  # Any: each schema says what is in it
KEEPERS = members("supervisor", "process_owner")


@calls.reads("/cases/<uuid:case_id>/clocks", access=SIGNED_IN, answer=CaseClocksSchema)
def get_case_clocks(rt: Runtime, by: Actor, case_id: UUID) -> CaseClocks:
    """Every clock of a case, each with the lines that say why it is due when it is, in your language."""
    return queries.case_clocks(rt, case_id, by=by)


@calls.reads("/clocks/acts", access=SIGNED_IN, answer=ClockActsSchema)
def list_clock_acts(rt: Runtime, by: Actor) -> Body:
    """What suspending, migrating, reassigning, moving and the like do to clocks, in your language."""
    return {"items": [{"act": act, "says": says} for act, says in queries.act_words(by).items()]}


@calls.changes("/cases/<uuid:case_id>/pause", access=SIGNED_IN, body=PauseCaseSchema, answer=CaseClocksSchema)
def pause_case(rt: Runtime, by: Actor, waiting: Waiting, case_id: UUID) -> CaseClocks:
    """Let the case's clocks stand still until what is awaited comes; any message of the customer ends it."""
    pauses.pause_case(rt, case_id, waiting=waiting, by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.changes("/cases/<uuid:case_id>/resume", access=SIGNED_IN, answer=CaseClocksSchema)
def resume_case(rt: Runtime, by: Actor, case_id: UUID) -> CaseClocks:
    """Let the case's clocks run again, with the working time they had left."""
    pauses.resume_case(rt, case_id, by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.changes(
    "/cases/<uuid:case_id>/tier", method="PUT", access=SIGNED_IN, body=TierSchema, answer=CaseClocksSchema
)
def change_tier(rt: Runtime, by: Actor, asked: TierAsked, case_id: UUID) -> CaseClocks:
    """Serve the case by another tier; deadlines only come forward, unless a supervisor decides otherwise."""
    regrading.change_tier(rt, case_id, asked, by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.changes("/cases/<uuid:case_id>/tier/try", access=SIGNED_IN, body=TierSchema, answer=TierTrialSchema)
def try_case_tier(rt: Runtime, by: Actor, asked: TierAsked, case_id: UUID) -> TierTrial:
    """Which deadlines another tier would move; nothing is changed."""
    return tier_trials.try_case_tier(rt, case_id, asked, by=by)


@calls.changes("/clocks/<uuid:clock_id>/exempt", access=SIGNED_IN, body=ExemptSchema, answer=CaseClocksSchema)
def exempt_clock(rt: Runtime, by: Actor, body: Body, clock_id: UUID) -> CaseClocks:
    """As a supervisor, answer for it that a promise need not be kept; a breach stays beside it."""
    case_id = operations.exempt_clock(rt, clock_id, reason=body["reason"], by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.changes(
    "/clocks/<uuid:clock_id>/move", access=SIGNED_IN, body=MoveClockSchema, answer=CaseClocksSchema
)
def move_clock(rt: Runtime, by: Actor, body: Body, clock_id: UUID) -> CaseClocks:
    """As a supervisor, set the date by hand; from then on it never moves by itself."""
    case_id = operations.move_clock(rt, clock_id, due_at=body["due_at"], reason=body["reason"], by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.changes("/clocks/<uuid:clock_id>/acknowledge", access=SIGNED_IN, answer=CaseClocksSchema)
def acknowledge_clock(rt: Runtime, by: Actor, clock_id: UUID) -> CaseClocks:
    """Say that you know of the warning or breach; nobody further is told of it."""
    case_id = operations.acknowledge_clock(rt, clock_id, by=by)
    return queries.case_clocks(rt, case_id, by=by)


@calls.reads("/calendars", access=SIGNED_IN, answer=CalendarsSchema)
def list_calendars(rt: Runtime, by: Actor) -> Body:
    """The calendars deadlines count on, with the company's own days."""
    return {"items": calendar_queries.calendars(rt, by=by)}


@calls.reads("/calendars/provisional", access=SIGNED_IN, query=WholeQuery, answer=page_of(ProvisionalSchema))
def list_provisional(rt: Runtime, by: Actor, page: PageRequest) -> Page[ProvisionalView]:
    """The open deadlines that will be dated anew once the next year's holidays are entered."""
    return calendar_queries.provisional(rt, page, by=by)


@calls.changes(
    "/calendars/<key>/days", access=KEEPERS, body=NewDaysSchema, answer=EnteredDaysSchema, status=CREATED
)
def enter_days(rt: Runtime, by: Actor, new: NewDays, key: str) -> Body:
    """Enter days into a calendar, such as the notice for a new year; tells which deadlines it moved."""
    return {"redated": calendar_operations.enter_days(rt, key, new, by=by)}
