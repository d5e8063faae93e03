"""Shapes of clocks, pauses and calendars."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    LONG,
    Choice,
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
    WholeList,
    YesNo,
)
from service.domain.clocks import Outcome, Standing, Unit, Waiting
from service.domain.tiers import TierAsked
from service.operations.calendars import NewDays

STANDINGS = tuple(each.value for each in Standing)
OUTCOMES = tuple(each.value for each in Outcome)
UNITS = tuple(each.value for each in Unit)
MOST_S = 10**10


class PromiseSchema(Shown):
    """What is promised, and where it stands written."""

    amount = Whole("How much; null is only measured.", least=0, most=10**9, example=8, allow_none=True)
    unit = Choice(UNITS, "Minutes, hours of working time, or working days.", example="h")
    calendar = Text("The calendar it counts on.", example="office")
    warn_percent = Whole("When to warn.", least=1, most=99, example=80, allow_none=True)
    table = Text("The policy table.", example="deadline")
    version = Text("The version of the process it came with.", example="3")
    row = Text("The row.", example="4")


class PauseSchema(Shown):
    """A stretch during which a clock stood still."""

    paused_at = Instant("Since when.", required=True)
    by = Text("Who paused it.", example="agent", required=True)
    reason = Text("Why.", example="It cannot be judged without them.", required=True, most=LONG)
    awaited = Text("What is awaited.", example="photos of the damage", required=True, most=LONG)
    review_on = Day("When somebody looks again.", required=True)
    resumed_at = Instant("Until when; null while it goes on.", required=True, allow_none=True)
    by_customer = YesNo("Whether the customer's message ended it.", required=True)
    answered_at = Instant("When the customer had already answered.", allow_none=True)


class ExemptionSchema(Shown):
    """Who answered for it that the promise need not be kept."""

    at = Instant("When.", required=True)
    by = Text("Who.", example="manager", required=True)
    reason = Text("Why.", example="Force majeure: flooded roads.", required=True, most=LONG)


class ClockSchema(Shown):
    """A promise of one kind in one round; durations are seconds of working time."""

    id = Identifier("The clock.", required=True)
    task_id = Identifier("The task it times.", required=True, allow_none=True)
    kind = Text("The kind of promise.", example="respond", required=True)
    name = Text("The kind in the reader's language.", example="first response", required=True)
    round = Whole("The round of the case.", least=1, most=10_000, example=1, required=True)
    standing = Choice(STANDINGS, "How it stands.", example="on_time", required=True)
    outcome = Choice(OUTCOMES, "How it ended.", example="met", required=True, allow_none=True)
    left = Text("In words.", example="3 h 20 min of working time left (today 18:00)", required=True)
    started_at = Instant("The contact, or the beginning of the work.", required=True)
    due_at = Instant("The deadline; null while it stands still.", required=True, allow_none=True)
    warn_at = Instant("When to warn.", required=True, allow_none=True)
    due_if_resumed = Instant("The deadline if it ran again now.", allow_none=True)
    ended_at = Instant("When it ended.", allow_none=True)
    breached_at = Instant("When it was missed.", allow_none=True)
    fixed = YesNo("Whether the date was promised or set by hand: it never moves by itself.", required=True)
    provisional = YesNo("Whether the year's holidays are not known yet.", required=True)
    entry_delay_s = Whole("Between contact and entry.", least=0, most=MOST_S, required=True)
    remaining_s = Whole("What is left.", least=0, most=MOST_S, required=True)
    overdue_s = Whole("By how much it is missed.", least=0, most=MOST_S, required=True)
    used_s = Whole("What was counted so far.", least=0, most=MOST_S, required=True)
    promise = Inside(PromiseSchema, "The rule in force.", required=True)
    pauses = Many(Inside(PauseSchema), "When it stood still.", required=True)
    exemption = Inside(ExemptionSchema, "If it was exempted.", allow_none=True)
    lines = Many(Text(most=LONG), "Why it is due then, line by line.", required=True)


class CaseClocksSchema(WholeList):
    """Every clock of a case."""

    case_id = Identifier("The case.", required=True)
    case_number = Text("Its number.", example="FB-2026-000001", required=True)
    tier = Whole("The tier it is served by.", least=1, most=4, example=2, required=True)
    items = Many(Inside(ClockSchema), "The clocks, oldest first.", required=True)
    nearest = Identifier("The clock to show of several.", required=True, allow_none=True)
    answered_pauses = Many(
        Inside(PauseSchema), "Pauses that went on although the customer had answered.", required=True
    )


class ClockActSchema(Shown):
    """What an act on an instance does to the clocks of its case."""

    act = Text("The act.", example="suspend", required=True)
    says = Text("What it does to the clocks.", example="It pauses no clock.", required=True, most=LONG)


class ClockActsSchema(WholeList):
    """Every act and what it does."""

    items = Many(Inside(ClockActSchema), "The acts.", required=True)


class PauseCaseSchema(Loaded):
    """Why the clocks are to stand still."""

    reason = Text("Why.", example="It cannot be judged without them.", required=True, most=LONG)
    awaited = Text("What is awaited.", example="photos of the damage", required=True, most=LONG)
    review_on = Day("The day on which somebody looks again.", required=True)

    @post_load
    def _make(self, found: dict[str, Any], **_told: Any) -> Waiting:
        return Waiting(found["reason"], found["awaited"], found["review_on"])


class ExemptSchema(Loaded):
    """Why a promise need not be kept."""

    reason = Text("Why.", example="Force majeure: flooded roads.", required=True, most=LONG)


class MoveClockSchema(Loaded):
    """Another date, set by hand."""

    due_at = Instant("The new deadline.", required=True)
    reason = Text("Why.", example="Agreed with the customer.", required=True, most=LONG)


class TierSchema(Loaded):
    """Another tier for a case."""

    tier = Whole("1 is served first.", least=1, most=4, example=1, required=True)
    reason = Text("Why; it goes on record.", load_default=None, allow_none=True, most=LONG)
    later = YesNo(
        "As a supervisor, with a reason: deadlines may also move back. They come forward only otherwise.",
        load_default=False,
    )

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> TierAsked:
        """What the operation takes."""
        return TierAsked(found["tier"], found["reason"] or "", found["later"])


class DeadlineMovedSchema(Shown):
    """An open deadline that another tier moves."""

    case_id = Identifier("The case.", required=True)
    case_number = Text("Its number.", required=True, example="FB-2026-000012")
    clock = Text("What is promised.", required=True, example="respond")
    due_before = Instant("When it is due now.", required=True, allow_none=True)
    due_after = Instant("When it would be due.", required=True, allow_none=True)


class TierTrialSchema(Shown):
    """What another tier would do; nothing is changed."""

    cases = Whole("Open cases that would be served by it.", least=0, most=10**9, required=True, example=1)
    moves = Many(Inside(DeadlineMovedSchema), "The deadlines it would move.", required=True)


class CalendarDaySchema(Shown):
    """A day that is not like the others of its week."""

    day = Day("The day.", required=True)
    kind = Text("Why its hours differ.", example="company_holiday", required=True)
    hours = Many(Text(), "Its openings; none on a day off.", example=[], required=True)
    name = Text("What it is called.", example="Stock-taking", required=True)


class CalendarSchema(Shown):
    """A working calendar."""

    key = Text("Its key.", example="office", required=True)
    name = Text("Its name.", example="Office hours", required=True)
    time_zone = Text("Where its clock hangs.", example="Asia/Shanghai", required=True)
    valid_through = Day(
        "The last day whose holidays are known; null for ever.", required=True, allow_none=True
    )
    digest = Text("Names exactly these hours.", example="0a1b2c3d4e5f", required=True)
    is_default = YesNo("Whether it holds where nothing else is said.", required=True)
    hours = Many(Many(Text()), "The openings of Monday to Sunday.", required=True)
    days = Many(Inside(CalendarDaySchema), "The company's own days.", required=True)
    warning = Text("When its known holidays run out.", required=True, allow_none=True)


class CalendarsSchema(WholeList):
    """Every calendar."""

    items = Many(Inside(CalendarSchema), "The calendars.", required=True)


class NewDaysSchema(Loaded):
    """Days as the calendars file writes them."""

    days = Many(
        Free(),
        "Each with date (or from and to), kind (holiday, working, make_up, short), name, and hours.",
        example=[{"from": "2027-02-06", "to": "2027-02-12", "kind": "holiday", "name": {"zh": "春节"}}],
        load_default=list,
    )
    valid_through = Day("The last day whose holidays are known now.", load_default=None, allow_none=True)

    @post_load
    def _make(self, found: dict[str, Any], **_told: Any) -> NewDays:
        return NewDays(tuple(found["days"]), found["valid_through"])


class RedatedSchema(Shown):
    """A clock that the new days moved."""

    clock_id = Identifier("The clock.", required=True)
    case_id = Identifier("Its case.", required=True, allow_none=True)
    case_number = Text("The case's number.", example="FB-2026-000001", required=True, allow_none=True)
    kind = Text("The kind of promise.", example="resolve", required=True)
    before = Instant("The deadline before.", required=True, allow_none=True)
    after = Instant("The deadline now.", required=True, allow_none=True)


class ProvisionalSchema(Shown):
    """An open deadline reckoned beyond the last day whose holidays are known."""

    clock_id = Identifier("The clock.", required=True)
    case_id = Identifier("Its case.", required=True, allow_none=True)
    case_number = Text("The case's number.", example="FB-2026-000001", required=True, allow_none=True)
    kind = Text("The kind of promise.", example="resolve", required=True)
    due_at = Instant("The deadline, as if ordinary weeks followed.", required=True, allow_none=True)
    calendar = Text("The calendar it counts on.", example="office", required=True)


class EnteredDaysSchema(Shown):
    """What the new days moved."""

    redated = Many(Inside(RedatedSchema), "The clocks whose deadline moved.", required=True)
