"""What one day of a working calendar is: its kind, its name and its opening hours in local wall time.

Plain frozen values; no zone, no instants, no library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.words import Words

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An opening of one day in minutes since its local midnight: ``opens`` belongs to it, ``closes`` no
    longer.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse a span that is empty, runs backwards or leaves its day."""
        if not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            raise ValueError("an opening must end after it begins, within one day (00:00-24:00)")

    def __str__(self) -> str:
        """The span as it is written in the calendars file, such as ``09:00-12:00``."""
        return f"{clock_face(self.opens)}-{clock_face(self.closes)}"


Hours = tuple[Span, ...]
"""The openings of one day in order; empty when the day is off."""

CLOSED: Hours = ()
ALL_DAY: Hours = (Span(0, MINUTES_A_DAY),)


def hours_of(spans: Iterable[Span]) -> Hours:
    """These spans in order; refuses spans that overlap."""
    ordered = tuple(sorted(spans))
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if later.opens < earlier.closes:
            raise ValueError(f"{earlier} and {later} overlap")
    return ordered


def clock_face(minutes: int) -> str:
    """Minutes since midnight as ``HH:MM``; the end of the day is ``24:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class DayKind(StrEnum):
    """Why a day has the hours it has."""

    ORDINARY = "ordinary"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    COMPANY_HOLIDAY = "company_holiday"
    COMPANY_WORKING = "company_working"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day as the calendar sees it; ``name`` says which holiday, or why the company works or rests."""

    day: date
    kind: DayKind
    hours: Hours
    name: Words | None = None

    @property
    def works(self) -> bool:
        """Whether the day counts as a working day."""
        return bool(self.hours)


@dataclass(frozen=True, slots=True)
class CompanyDay:
    """What the company decided for one day beside the law: a holiday, a working day or shorter hours."""

    kind: DayKind
    hours: Hours
    name: Words
