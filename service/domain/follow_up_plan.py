"""Follow-up plans: whose turn it is when, spread evenly over the working days, so that no day drowns in
calls.

Pure: customers' turns and the calls already planned come in, a day for each comes out. The same input gives
the same plan.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.calendars import WorkingCalendar

MONTHS_A_YEAR = 12
_LONGEST_PLAN = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Turn:
    """A customer to be called around ``target_on``, not more than ``slack_days`` off; ``method`` as the
    policy says.

    ``rank`` is the tier: of two turns with the same target the more important customer chooses first.
    """

    customer: str
    target_on: date
    method: str = "phone"
    slack_days: int = 3
    rank: int = 4


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A turn and the working day it was given."""

    turn: Turn
    day: date


def target_after(last_on: date, every_months: int) -> date:
    """The day so many months after a purchase or the last call; the month's last day where it has no such
    day.
    """
    month = last_on.month - 1 + every_months
    year, month = last_on.year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1
    return date(year, month, min(last_on.day, monthrange(year, month)[1]))


def last_on_before(target_on: date, every_months: int) -> date:
    """The last day whose ``target_after`` is this day or an earlier one."""
    day = target_after(target_on, -every_months)
    while target_after(day + timedelta(days=1), every_months) <= target_on:
        day += timedelta(days=1)
    return day


def plan_calls(
    turns: Iterable[Turn],
    calendar: WorkingCalendar,
    *,
    today: date,
    already: Mapping[date, int] | None = None,
) -> tuple[PlannedCall, ...]:
    """Give every turn a working day within its slack, so that none could be moved to a day with two calls
    fewer.

    Where several days are as good, the nearest to the target is taken. ``already`` counts the calls planned
    before, by day. A turn overdue is placed within its slack from today; one whose slack holds no working
    day goes to the next one. No turn is placed before today, none is dropped.
    """
    ordered = sorted(turns, key=lambda turn: (turn.target_on, turn.rank, turn.customer))
    if not ordered:
        return ()
    slack = timedelta(days=max(turn.slack_days for turn in ordered))
    workdays = _workdays(calendar, today, max(ordered[-1].target_on, today) + slack)
    choices = [_choices(turn, workdays, today) for turn in ordered]
    load = Counter(already or {})
    days = []
    for candidates in choices:
        day = min(candidates, key=load.__getitem__)
        load[day] += 1
        days.append(day)
    _level(days, choices, load)
    return tuple(PlannedCall(turn, day) for turn, day in zip(ordered, days, strict=True))


def _workdays(calendar: WorkingCalendar, first: date, last: date) -> list[date]:
    """The working days from the first day to the last, and the one that follows."""
    if last - first > _LONGEST_PLAN:
        raise ValueError("a follow-up plan reaches two years ahead at most")
    days: list[date] = []
    day = first
    while not days or days[-1] <= last:
        if calendar.plan(day).works:
            days.append(day)
        day += timedelta(days=1)
    return days


def _choices(turn: Turn, workdays: list[date], today: date) -> list[date]:
    """The working days a turn may fall on, the nearest to its target first."""
    target = max(turn.target_on, today)
    slack = timedelta(days=turn.slack_days)
    first, last = bisect_left(workdays, target - slack), bisect_right(workdays, target + slack)
    return sorted(workdays[first:last] or workdays[last : last + 1], key=lambda day: (abs(day - target), day))


def _level(days: list[date], choices: list[list[date]], load: Counter[date]) -> None:
    """Move calls to less busy days until no single move helps; every move makes the load more even, so it
    ends.
    """
    moved = True
    while moved:
        moved = False
        for index, candidates in enumerate(choices):
            better = min(candidates, key=load.__getitem__)
            if load[better] + 1 < load[days[index]]:
                load[days[index]] -= 1
                load[better] += 1
                days[index] = better
                moved = True
