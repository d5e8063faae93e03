"""Pauses across cases: those to be looked at again, those during which the customer had answered (D3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, or_, select

from service.domain.cases import Case, CaseMessage, CaseStatus
from service.domain.clocks.case_pauses import CasePause
from service.domain.views import Page, PageRequest
from service.domain.views.exits import WaitingView
from service.store.paging import page_of, paged
from service.store.visibility import sees_case

if TYPE_CHECKING:
    from service.domain.calendars import WorkingCalendar
    from service.domain.people import Actor
    from service.runtime import Runtime

_ANSWERED_AT = (
    select(func.min(CaseMessage.at))
    .where(
        CaseMessage.case_id == CasePause.case_id,
        CaseMessage.direction == "in",
        CaseMessage.at >= CasePause.paused_at,
        or_(CasePause.known_at.is_(None), CaseMessage.at < CasePause.known_at),
    )
    .correlate(CasePause)
    .scalar_subquery()
)
"""When the customer had answered while the case still waited."""
_ANSWERED = _ANSWERED_AT.is_not(None)


@dataclass(frozen=True, slots=True)
class PauseFilter:
    """Which pauses are asked for; None means any."""

    is_open: bool | None = None
    answered: bool | None = None
    review_overdue: bool | None = None


def pauses(rt: Runtime, wanted: PauseFilter, page: PageRequest, *, by: Actor) -> Page[WaitingView]:
    """The pauses of the cases this person may see, the oldest first."""
    calendar, now = rt.calendars.default, rt.now()
    goes_on = CasePause.known_at.is_(None) & (Case.status == CaseStatus.OPEN)
    overdue = goes_on & (CasePause.review_on < calendar.local_day(now))
    told = ((goes_on, wanted.is_open), (_ANSWERED, wanted.answered), (overdue, wanted.review_overdue))
    asked = [condition if wish else ~condition for condition, wish in told if wish is not None]
    rows: Any = select(CasePause, Case.number, Case.subject, _ANSWERED_AT, overdue)
    rows = rows.join(Case, Case.id == CasePause.case_id).where(sees_case(by), *asked)
    with rt.reading() as session:
        found = session.execute(paged(rows, page, (CasePause.id,), (UUID,))).all()
    return page_of(found, page, lambda row: (row[0].id,), lambda row: _view(row, calendar, now))


def _view(row: Any, calendar: WorkingCalendar, now: datetime) -> WaitingView:
    pause, number, subject, answered_at, overdue = row  # Any: what the select above gives
    until = pause.known_at or now
    idle = calendar.working_time_between(answered_at, until).total_seconds() if answered_at else 0
    return WaitingView(
        id=pause.id,
        case_id=pause.case_id,
        case_number=number,
        subject=subject,
        paused_at=pause.paused_at,
        by=pause.by,
        reason=pause.reason,
        awaited=pause.awaited,
        review_on=pause.review_on,
        review_overdue=bool(overdue),
        resumed_at=pause.resumed_at,
        by_customer=pause.by_customer,
        answered_at=answered_at,
        idle_s=int(idle),
    )
