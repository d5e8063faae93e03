"""A calendar's version, what two versions disagree on, and how long one still holds: so that a change can
be told.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.calendars.calendar import WorkingCalendar
from service.domain.calendars.days import DayPlan, Hours
from service.domain.words import Words

_A_DAY = timedelta(days=1)
RUNS_OUT_WITHIN = timedelta(days=45)
"""A calendar whose known days end sooner than this is worth a warning."""


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day on which two versions of a calendar give different working hours."""

    day: date
    before: DayPlan
    after: DayPlan


def digest_of(calendar: WorkingCalendar) -> str:
    """Twelve characters that name exactly these hours: equal digests reckon equally, for ever."""
    statutory = calendar.statutory
    told = {
        "zone": calendar.zone.key,
        "week": [_told(hours) for hours in calendar.week],
        "make_up_hours": _told(calendar.make_up_hours),
        "valid_through": calendar.valid_through.isoformat(),
        "company": {
            day.isoformat(): [one.kind, _told(one.hours)] for day, one in calendar.company_days.items()
        },
        "holidays": sorted(map(str, statutory.holidays)) if statutory else [],
        "make_up_days": sorted(map(str, statutory.make_up_days)) if statutory else [],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def changed_days(
    before: WorkingCalendar, after: WorkingCalendar, *, first: date, last: date
) -> tuple[ChangedDay, ...]:
    """The days from ``first`` to ``last`` that have other working hours now; every working day after a
    change of zone.
    """
    moved = before.zone.key != after.zone.key
    found = []
    for offset in range((last - first).days + 1):
        day = first + offset * _A_DAY
        old, new = before.plan(day), after.plan(day)
        if old.hours != new.hours or (moved and new.works):
            found.append(ChangedDay(day, old, new))
    return tuple(found)


def warning_of(calendar: WorkingCalendar, on: date) -> Words | None:
    """What to tell a supervisor when the calendar's known days run out, or have; nothing while they last."""
    if calendar.valid_through - on > RUNS_OUT_WITHIN:
        return None
    through = calendar.valid_through.isoformat()
    return Words(
        zh=f"日历「{calendar.name.zh}」的节假日只到 {through}；此后的期限为暂定，请录入下一年的放假安排。",
        en=f"Calendar “{calendar.name.en}” knows its holidays only through {through}; "
        f"deadlines beyond it are provisional. Enter the next year's notice.",
    )


def _told(hours: Hours) -> list[str]:
    return [str(span) for span in hours]
