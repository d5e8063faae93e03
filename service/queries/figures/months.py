"""Months by the company's clock, as bounds for the database. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, case

from service.errors import Invalid

BY = ("all", "tier", "group")
"""How figures may be sliced."""

MOST_MONTHS = 24
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Months:
    """Some months in a row, oldest first; ``edges`` are the first days of each and of the month after."""

    edges: tuple[date, ...]
    zone: ZoneInfo

    @classmethod
    def until(cls, last: date, count: int, zone: ZoneInfo) -> Months:
        """The ``count`` months that end with the month of this day."""
        if not 1 <= count <= MOST_MONTHS:
            raise Invalid.field("months", f"1 to {MOST_MONTHS}")
        number = last.year * 12 + last.month - 1
        return cls(
            tuple(date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 2)), zone
        )

    @classmethod
    def only(cls, label: str, zone: ZoneInfo) -> Months:
        """This one month, such as ``2026-11``."""
        try:
            return cls.until(date.fromisoformat(f"{label}-01"), 1, zone)
        except ValueError as error:
            raise Invalid.field("month", "write a month such as 2026-11") from error

    @property
    def labels(self) -> tuple[str, ...]:
        """The months' names, such as ``2026-11``."""
        return tuple(f"{each:%Y-%m}" for each in self.edges[:-1])

    def within(self, at: ColumnElement[object]) -> ColumnElement[bool]:
        """What lies in one of the months."""
        first, last = self._bounds(at)[0], self._bounds(at)[-1]
        return (at >= first) & (at < last)

    def number(self, at: ColumnElement[object]) -> ColumnElement[int]:
        """In the how-manieth of the months it lies, counted from 0."""
        ends = self._bounds(at)[1:]
        return case(*((at < end, number) for number, end in enumerate(ends)))

    def _bounds(self, at: ColumnElement[object]) -> tuple[date, ...]:
        if isinstance(at.type, Date):
            return self.edges
        return tuple(midnight(each, self.zone) for each in self.edges)

    def stretches(self) -> tuple[tuple[datetime, datetime], ...]:
        """Beginning and end of each month as instants."""
        return tuple(pairwise(midnight(each, self.zone) for each in self.edges))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of this local day."""
    within = min(max(day, _FIRST), _LAST)
    return datetime.combine(within, time(), tzinfo=zone).astimezone(UTC)
