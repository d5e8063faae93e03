"""Shapes of past cases like one."""

from __future__ import annotations

from service.api.schemas.fields import (
    LONG,
    Choice,
    Identifier,
    Inside,
    Instant,
    Many,
    Shown,
    Text,
    Whole,
    WholeList,
)
from service.domain.cases import CaseStatus

STATUSES = tuple(each.value for each in CaseStatus)


class SimilarCaseSchema(Shown):
    """A closed case of the same product and category."""

    id = Identifier("The case.", required=True)
    number = Text("Its number.", required=True, example="FB-2026-000007")
    subject = Text("What it was about.", required=True, most=LONG, example="Door sticks")
    status = Choice(STATUSES, "How it ended.", required=True, example="closed_satisfied")
    closed_at = Instant("When it ended.", required=True, allow_none=True)
    round = Whole("How many rounds it took.", least=1, most=10**6, required=True, example=1)
    satisfaction = Whole("What the customer gave.", least=1, most=5, required=True, allow_none=True)
    cause = Text("What was found.", required=True, most=LONG, example="The hinge has dropped.")
    solution = Text("What was done.", required=True, most=LONG, example="Hinge adjusted.")


class SimilarCasesSchema(WholeList):
    """Past cases like one."""

    items = Many(Inside(SimilarCaseSchema), "The latest first.", required=True)
