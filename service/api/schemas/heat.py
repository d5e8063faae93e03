"""Shapes of heat and of promises in danger."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
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
    YesNo,
)
from service.queries.figures.breaches import STANDINGS, BreachQuestion

_MOST = 10**9


class HeatQuery(Loaded):
    """Which elements in which period."""

    process = Text("The process.", required=True, example="feedback")
    first = Day("The first day; left out, 30 days back.", load_default=None, allow_none=True)
    last = Day("The last day; left out, today.", load_default=None, allow_none=True)
    version = Whole("Only this version.", least=1, most=_MOST, load_default=None, allow_none=True)
    tier = Whole("Only customers of this tier.", least=1, most=4, load_default=None, allow_none=True)


class ElementHeatSchema(Shown):
    """One element in the period."""

    activity_id = Text("The element in the diagram.", required=True, example="assess")
    name = Text("What people call it.", required=True)
    count = Whole("Tasks created.", least=0, most=_MOST, required=True)
    open = Whole("Of them still open.", least=0, most=_MOST, required=True)
    completed = Whole("Of them completed.", least=0, most=_MOST, required=True)
    median_s = Whole("Median working time in seconds.", least=0, most=_MOST, required=True, allow_none=True)
    p90_s = Whole("Nine of ten took no longer.", least=0, most=_MOST, required=True, allow_none=True)
    promised = Whole("Tasks with a promise of their own.", least=0, most=_MOST, required=True)
    breached = Whole("Of them missed.", least=0, most=_MOST, required=True)


class HeatSchema(Shown):
    """The elements of a process."""

    process_key = Text("The process.", required=True, example="feedback")
    definition_id = Identifier("The version whose diagram fits.", required=True)
    version = Whole("The version asked for.", least=1, most=_MOST, required=True, allow_none=True)
    tier = Whole("The tier asked for.", least=1, most=4, required=True, allow_none=True)
    first = Day("The first day.", required=True)
    last = Day("The last day.", required=True)
    elements = Many(Inside(ElementHeatSchema), "Those that take longest in all first.", required=True)
    sampled = YesNo("Only the newest tasks were reckoned.", required=True)


class BreachQuery(Loaded):
    """Which promises in danger."""

    standing = Choice(STANDINGS, "How it stands.", load_default=None, allow_none=True)
    group = Text("Unclaimed in this group.", load_default=None, allow_none=True)
    person = Text("Claimed by this person.", load_default=None, allow_none=True)

    @post_load
    def as_question(self, told: dict[str, Any], **_: object) -> BreachQuestion:
        """The question."""
        return BreachQuestion(**told)


class ForecastSchema(Shown):
    """What the way still to go usually takes, in seconds of working time."""

    wait_s = Whole("For tasks due earlier.", least=0, most=_MOST, required=True)
    work_s = Whole("The work itself.", least=0, most=_MOST, required=True)
    rest_s = Whole("What follows it.", least=0, most=_MOST, required=True)
    ahead = Whole("Tasks due earlier.", least=0, most=_MOST, required=True)
    people = Whole("People who share them.", least=1, most=_MOST, required=True)
    samples = Whole("Cases it was learned from.", least=0, most=_MOST, required=True)


class UsedPartSchema(Shown):
    """Who had how much of the promise."""

    who = Text("A person or a group.", required=True)
    is_group = YesNo("Whether nobody had claimed it.", required=True)
    seconds = Whole("Working time.", least=0, most=_MOST, required=True)


class BreachSchema(Shown):
    """A promise in danger."""

    clock_id = Identifier("The clock.", required=True)
    kind = Text("The kind of promise.", required=True, example="respond")
    kind_name = Text("What people call it.", required=True)
    standing = Choice(STANDINGS, "How it stands.", required=True)
    due_at = Instant("When it is due.", required=True)
    left_s = Whole("Working time left; negative when overdue.", least=-_MOST, most=_MOST, required=True)
    round = Whole("The round.", least=1, most=_MOST, required=True)
    case_id = Identifier("The case.", required=True)
    case_number = Text("Its number.", required=True, example="FB-2026-000001")
    case_subject = Text("What it is about.", required=True)
    customer_name = Text("The customer.", required=True)
    contact_phone = Text("Whom to call.", required=True)
    tier = Whole("The customer's tier.", least=1, most=4, required=True)
    instance_id = Identifier("The process instance.", required=True)
    task_id = Identifier("The task it waits for.", required=True, allow_none=True)
    task_name = Text("What is to do.", required=True)
    assignee = Text("Who has it.", required=True, allow_none=True)
    groups = Many(Text(), "Who may take it.", required=True)
    forecast = Inside(ForecastSchema, "What is usually still to come.", required=True, allow_none=True)
    used = Many(Inside(UsedPartSchema), "Who had the time, most first.", required=True)


class BreachBoardSchema(Shown):
    """The promises that need somebody."""

    items = Many(Inside(BreachSchema), "Nearest first.", required=True)
    counts = Free("How many, by standing.", required=True)
    by_group = Free("The same by group.", required=True)
    by_person = Free("The same by person.", required=True)
    cut = YesNo("There are more than are looked at.", required=True)
