"""Shapes of what is asked and told of policy tables."""

from __future__ import annotations

from service.api.schemas.fields import Day, Inside, Loaded, Many, Shown, Text, Whole

_MOST = 10**9


class WhatIfSchema(Loaded):
    """A changed table of deadlines, to be tried on the promises made since a day."""

    dmn = Text("The DMN file's text.", most=1_000_000, required=True, example="<definitions …>")
    since = Day("Promises made since this day are reckoned again.", required=True, example="2026-01-01")


class FiguresSchema(Shown):
    """How many promises had which verdict."""

    kept = Whole("Met in time.", least=0, most=_MOST, required=True)
    missed = Whole("Met late, breached, or overdue.", least=0, most=_MOST, required=True)
    running = Whole("Still open and not overdue.", least=0, most=_MOST, required=True)
    void = Whole("Cancelled, or exempted before the deadline.", least=0, most=_MOST, required=True)


class ComparisonSchema(Shown):
    """The promises of one tier and kind of clock."""

    tier = Whole("The customer's tier.", least=1, most=4, required=True)
    kind = Text("The kind of clock.", example="respond", required=True)
    before = Inside(FiguresSchema, "As they stand.", required=True)
    after = Inside(FiguresSchema, "Under the changed table.", required=True)


class WhatIfAnswerSchema(Shown):
    """What the changed table would have meant."""

    since = Day("Promises made since this day.", required=True)
    clocks = Whole("How many were reckoned again.", least=0, most=_MOST, required=True)
    comparisons = Many(Inside(ComparisonSchema), "By tier and kind of clock.", required=True)
