"""Shapes of what is asked and told of pauses and exits."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from service.api.schemas.fields import (
    LONG,
    Choice,
    Day,
    Identifier,
    Instant,
    Many,
    Shown,
    Text,
    Whole,
    YesNo,
)
from service.api.schemas.pages import PageQuery
from service.domain.exits import Exit
from service.domain.views import PageRequest
from service.queries.exits import ExitFilter
from service.queries.pauses import PauseFilter

EXITS = tuple(each.value for each in Exit)
_MOST_S = 10**10


class PauseQuery(PageQuery):
    """Which pauses are asked for."""

    open = YesNo("Those that go on, or those that are over.", load_default=None, allow_none=True)
    answered = YesNo(
        "Those during which the customer had already answered.", load_default=None, allow_none=True
    )
    review_overdue = YesNo(
        "Those at which somebody should have looked again.", load_default=None, allow_none=True
    )

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[PauseFilter, PageRequest]:
        """What the query takes."""
        wanted = PauseFilter(found["open"], found["answered"], found["review_overdue"])
        return wanted, PageRequest(found["limit"], found["cursor"])


class WaitingSchema(Shown):
    """A pause of a case."""

    id = Identifier("The pause.", required=True)
    case_id = Identifier("The case.", required=True)
    case_number = Text("Its number.", example="FB-2026-000001", required=True)
    subject = Text("What it is about.", example="The door does not close", required=True, most=LONG)
    paused_at = Instant("Since when.", required=True)
    by = Text("Who paused it.", example="agent", required=True)
    reason = Text("Why.", example="It cannot be judged without them.", required=True, most=LONG)
    awaited = Text("What is awaited.", example="photos of the damage", required=True, most=LONG)
    review_on = Day("When somebody looks again.", required=True)
    review_overdue = YesNo("Whether that day has passed.", required=True)
    resumed_at = Instant("Until when; null while it goes on.", required=True, allow_none=True)
    by_customer = YesNo("Whether the customer's words ended it.", required=True)
    answered_at = Instant("When the customer had answered and we waited on.", required=True, allow_none=True)
    idle_s = Whole("Working time we waited for nothing.", least=0, most=_MOST_S, required=True)


class ExitQuery(PageQuery):
    """Which exits are asked for."""

    exit = Choice(EXITS, "By which exit.", load_default=None)
    case = Identifier("Of this case.", load_default=None)
    since = Day("From this day on.", load_default=None)
    until = Day("Up to this day.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[ExitFilter, PageRequest]:
        """What the query takes."""
        wanted = ExitFilter(found["exit"], found["case"], found["since"], found["until"])
        return wanted, PageRequest(found["limit"], found["cursor"])


class ExitSchema(Shown):
    """By which exit a case left, and what its record must hold."""

    case_id = Identifier("The case.", required=True)
    case_number = Text("Its number.", example="FB-2026-000001", required=True)
    exit = Choice(EXITS, "How the rounds ended.", example="satisfied", required=True)
    at = Instant("When.", required=True)
    by = Text("By whose act.", example="agent", required=True)
    round = Whole("In which round.", least=1, most=10_000, required=True)
    satisfied_outcome = YesNo("Satisfied with the outcome.", required=True, allow_none=True)
    satisfied_handling = YesNo("Satisfied with the handling.", required=True, allow_none=True)
    satisfaction = Whole("The customer's mark.", least=0, most=100, required=True, allow_none=True)
    reason = Text(
        "Why there is no more recourse, or why it was withdrawn.",
        required=True,
        allow_none=True,
        most=LONG,
    )
    decided_by = Text("Who decided to close.", required=True, allow_none=True)
    approved_by = Text("The second person, who approved it.", required=True, allow_none=True)
    approved_at = Instant("When.", required=True, allow_none=True)
    recourse = Text(
        "The outside recourse the customer was told of.", required=True, allow_none=True, most=LONG
    )
    attempts = Many(Text(), "When the customer was called.", example=["2026-03-04T06:00:00Z"], required=True)


class ExitPageSchema(Shown):
    """Part of the list of exits."""

    items = Many(fields.Nested(ExitSchema), "The latest first.", required=True)
    next_cursor = Text("Fetches what follows; null at the end.", allow_none=True, required=True)
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={
            "description": "How many left by each exit in the time asked for.",
            "example": {"satisfied": 41},
        },
    )
