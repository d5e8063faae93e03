"""A policy table of deadlines as the clocks see it: what it is asked, and what a row of it promises.

Pure: the columns of the decision ``deadline`` come in as plain values, a ``Promise`` goes out. The running
case, the scenarios and the check before a deployment all read a table here, so that they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.domain.clocks.promises import Promise, Unit

DECISION = "deadline"
COLUMNS = ("amount", "unit", "calendar", "warn_percent")
FACTS = ("tier", "case_kind", "severity")
"""What a row may depend on beside the kind of clock, by the names of the table's inputs."""

LOWEST_TIER = 4


class PromiseUnclear(ValueError):
    """A row promises nothing that can be reckoned: in which column, why, and what mends it."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        """Keep the column, the reason and the remedy."""
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Source:
    """Where a promise stands written: the table, its version, the row, the facts that picked it."""

    table: str = DECISION
    version: str = ""
    row: str = ""
    because: tuple[tuple[str, str], ...] = ()


def question(kind: str, variables: Mapping[str, object]) -> dict[str, object]:
    """What the table is asked for a clock of this kind in a case with these variables.

    A case without a tier is served as the lowest one; a severity nobody has judged yet is null.
    """
    tier = variables.get("tier")
    known = tier if isinstance(tier, (int, Decimal)) and not isinstance(tier, bool) else LOWEST_TIER
    return {
        "kind": kind,
        "tier": Decimal(known),
        "case_kind": variables.get("kind"),
        "severity": variables.get("severity"),
    }


def because_of(asked: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The facts that picked a row, as a promise keeps them."""
    return tuple((fact, str(asked[fact])) for fact in FACTS if asked.get(fact) is not None)


def promise_from(outputs: Mapping[str, object], source: Source) -> Promise:
    """What a row with these columns promises; raises ``PromiseUnclear``."""
    amount = _whole(outputs, "amount")
    if amount < 0:
        raise PromiseUnclear("amount", "it is less than nothing", "write a whole number from 0 up")
    warn = _whole(outputs, "warn_percent")
    if not 0 < warn < 100:
        raise PromiseUnclear("warn_percent", f"{warn} is no share of the time", "write a number from 1 to 99")
    calendar = outputs.get("calendar")
    if not isinstance(calendar, str) or not calendar:
        raise PromiseUnclear("calendar", "it names no calendar", "write a calendar of calendars.yaml")
    return Promise(
        amount=amount,
        unit=_unit(outputs.get("unit")),
        calendar=calendar,
        warn_percent=warn,
        table=source.table,
        version=source.version,
        row=source.row,
        because=source.because,
    )


def _whole(outputs: Mapping[str, object], column: str) -> int:
    value = outputs.get(column)
    if value is None:
        raise PromiseUnclear(column, "the cell is empty", "write a whole number")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value != int(value):
        raise PromiseUnclear(column, f"{value} is no whole number", "write a whole number; 0.25 h is 15 min")
    return int(value)


def _unit(value: object) -> Unit:
    try:
        return Unit(str(value))
    except ValueError as error:
        units = ", ".join(f'"{unit}"' for unit in Unit)
        raise PromiseUnclear("unit", f"'{value}' is no unit", f"write one of {units}") from error
