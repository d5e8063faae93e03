"""The company's calendars as they are reckoned with now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from service.domain.calendars import WorkingCalendar, digest_of, warning_of
from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.views import Page, PageRequest
from service.domain.views.clocks import CalendarDayView, CalendarView, ProvisionalView
from service.store.paging import page_of, paged
from service.store.visibility import sees_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def calendars(rt: Runtime, *, by: Actor) -> tuple[CalendarView, ...]:
    """Every calendar with its hours and the company's own days, named in the reader's language."""
    known = rt.calendars
    today = rt.now().astimezone(known.default.zone).date()
    return tuple(
        _view(each, by.language, today, each.key == known.default_key) for each in known.by_key.values()
    )


def warnings(rt: Runtime) -> tuple[str, ...]:
    """What to tell about calendars whose known holidays run out."""
    today = rt.now().date()
    told = (warning_of(each, today) for each in rt.calendars.by_key.values())
    return tuple(words.told_in(rt.settings.language) for words in told if words is not None)


def provisional(rt: Runtime, page: PageRequest, *, by: Actor) -> Page[ProvisionalView]:
    """The open deadlines that will be dated anew once the next year's holidays are entered."""
    wanted: Any = select(Clock, Case.number).outerjoin(Case, Case.id == Clock.case_id)
    wanted = wanted.where(Clock.ended_at.is_(None), Clock.provisional, sees_case(by))
    with rt.reading() as session:
        rows = session.execute(paged(wanted, page, (Clock.id,), (UUID,))).all()
    return page_of(rows, page, lambda row: (row[0].id,), _provisional)


def _provisional(row: Any) -> ProvisionalView:  # Any: a row of the select above
    clock, number = row
    return ProvisionalView(clock.id, clock.case_id, number, clock.kind, clock.due_at, clock.calendar_key)


def _view(calendar: WorkingCalendar, language: str, today: date, is_default: bool) -> CalendarView:
    warning = warning_of(calendar, today)
    return CalendarView(
        key=calendar.key,
        name=calendar.name.told_in(language),
        time_zone=calendar.zone.key,
        valid_through=None if calendar.valid_through == date.max else calendar.valid_through,
        digest=digest_of(calendar),
        is_default=is_default,
        hours=tuple(tuple(str(span) for span in hours) for hours in calendar.week),
        days=tuple(
            CalendarDayView(
                day, each.kind, tuple(str(span) for span in each.hours), each.name.told_in(language)
            )
            for day, each in sorted(calendar.company_days.items())
        ),
        warning=warning.told_in(language) if warning else None,
    )
