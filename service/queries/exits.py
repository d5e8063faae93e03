"""By which exit cases left, and how many by each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from service.domain.cases import Case
from service.domain.exits import CaseExit, Exit
from service.domain.views import PageRequest
from service.domain.views.exits import ExitPage, ExitView
from service.store.paging import page_of, paged
from service.store.visibility import sees_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class ExitFilter:
    """Which exits are asked for; None means any. Days are the company's, both included."""

    exit: str | None = None
    case_id: UUID | None = None
    since: date | None = None
    until: date | None = None


def exits(rt: Runtime, wanted: ExitFilter, page: PageRequest, *, by: Actor) -> ExitPage:
    """The exits of the cases this person may see, the latest first, and how many there are of each kind."""
    zone = rt.calendars.default.zone

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=zone)

    asked = [sees_case(by)]
    if wanted.case_id is not None:
        asked.append(CaseExit.case_id == wanted.case_id)
    if wanted.since is not None:
        asked.append(CaseExit.at >= midnight(wanted.since))
    if wanted.until is not None:
        asked.append(CaseExit.at < midnight(wanted.until + timedelta(days=1)))
    of_case = Case.id == CaseExit.case_id
    counted = select(CaseExit.exit, func.count()).join(Case, of_case).where(*asked).group_by(CaseExit.exit)
    rows: Any = select(CaseExit, Case.number).join(Case, of_case).where(*asked)
    if wanted.exit is not None:
        rows = rows.where(CaseExit.exit == wanted.exit)
    columns, kinds = (CaseExit.at, CaseExit.case_id), (datetime, UUID)
    with rt.reading() as session:
        found = session.execute(paged(rows, page, columns, kinds, descending=True)).all()
        counts = {str(kind): int(number) for kind, number in session.execute(counted)}
    told = page_of(found, page, lambda row: (row[0].at, row[0].case_id), _view)
    return ExitPage(told.items, told.next_cursor, {each.value: counts.get(each, 0) for each in Exit})


def _view(row: Any) -> ExitView:  # Any: a row of the select above
    left, number = row
    return ExitView(
        case_id=left.case_id,
        case_number=number,
        exit=left.exit,
        at=left.at,
        by=left.by,
        round=left.round,
        satisfied_outcome=left.satisfied_outcome,
        satisfied_handling=left.satisfied_handling,
        satisfaction=left.satisfaction,
        reason=left.reason,
        decided_by=left.decided_by,
        approved_by=left.approved_by,
        approved_at=left.approved_at,
        recourse=left.recourse,
        attempts=tuple(left.attempts),
    )
