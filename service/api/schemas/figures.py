"""Shapes of the figures by month."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from service.api.schemas.fields import (
    Choice,
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
from service.queries.figures import BY
from service.queries.figures.facts import BY_KEY
from service.queries.spreadsheets import FORMATS

_MOST = 10**9


class FiguresQuery(Loaded):
    """How many months, and how they are split."""

    months = Whole("How many months, this one included.", least=1, most=24, load_default=12, example=12)
    by = Choice(BY, "Split by tier or group.", load_default="all", example="all")


class FiguresExportQuery(FiguresQuery):
    """The same as a file."""

    format = Choice(FORMATS, "The kind of file.", load_default="csv", example="csv")


class FigureCellSchema(Shown):
    """A figure in one month and part."""

    month = Text("The month.", required=True, example="2026-11")
    slice = Text("The tier or group; empty for all.", required=True, example="")
    base = Whole("How many count.", least=0, most=_MOST, required=True)
    hits = Whole("How many of them did, or the sum that is averaged.", least=0, most=_MOST, required=True)
    value = fields.Float(required=True, allow_none=True, metadata={"description": "Share or average."})
    met = YesNo("Whether the target is met; null without one.", required=True, allow_none=True)


class FigureSchema(Shown):
    """A figure over the months."""

    key = Choice(tuple(BY_KEY), "The figure.", required=True, example="resolved")
    name = Text("What people call it.", required=True)
    told = Text("What it counts.", required=True)
    clause = Text("The policies' clauses.", required=True, example="S2-8")
    unit = Choice(("share", "average"), "What its value is.", required=True)
    target = fields.Float(required=True, allow_none=True, metadata={"description": "The policies' target."})
    cells = Many(Inside(FigureCellSchema), "Where something counts, oldest month first.", required=True)


class MonthlyFiguresSchema(Shown):
    """All figures."""

    months = Many(Text(example="2026-11"), "The months, oldest first.", required=True)
    by = Choice(BY, "How they are split.", required=True)
    slices = Many(Text(), "The tiers or groups that occur.", required=True)
    items = Many(Inside(FigureSchema), "The figures.", required=True)


class FigureCasesQuery(PageQuery):
    """Which of those behind a figure."""

    month = Text("The month.", required=True, example="2026-11")
    by = Choice(BY, "How it is split.", load_default="all", example="all")
    slice = Text("Which tier or group.", load_default="", example="")
    hit = Choice(("yes", "no"), "Only those that did, or did not.", load_default=None, allow_none=True)

    @post_load
    def as_question(self, told: dict[str, Any], **_: object) -> tuple[dict[str, Any], PageRequest]:
        """The question, without the figure's key, and the page."""
        hit = {"yes": True, "no": False}.get(told["hit"])
        question = {"month": told["month"], "by": told["by"], "slice": told["slice"], "hit": hit}
        return question, PageRequest(told["limit"], told.get("cursor"))


class FigureCaseSchema(Shown):
    """One of those a figure counts."""

    id = Identifier("What is counted: a case, a promise, a visit.", required=True)
    at = Instant("When it counts.", required=True)
    hit = YesNo("Whether it did.", required=True, allow_none=True)
    amount = Whole("What it adds.", least=0, most=_MOST, required=True)
    case_id = Identifier("Its case.", required=True, allow_none=True)
    case_number = Text("The case's number.", required=True, allow_none=True, example="FB-2026-000001")
    subject = Text("What the case is about.", required=True, allow_none=True)
    customer_id = Identifier("Its customer.", required=True)
    customer_name = Text("The customer's name.", required=True)
    tier = Whole("The tier it counted under.", least=1, most=4, required=True)
