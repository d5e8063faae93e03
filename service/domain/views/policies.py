"""What process owners see of a policy before it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

VERDICTS = ("kept", "missed", "running", "void")
"""What may be said of a promise: kept, missed, still open, or fallen away before anybody could tell."""

Figures = dict[str, int]
"""How many promises had which verdict."""


@dataclass(frozen=True, slots=True)
class PolicyComparisonView:
    """The promises of one tier and kind: how they stand, and how they would."""

    tier: int
    kind: str
    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True)
class PolicyWhatIfView:
    """What a changed table of deadlines would have meant for the promises made since this day."""

    since: date
    clocks: int
    comparisons: tuple[PolicyComparisonView, ...]
