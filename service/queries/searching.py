"""What somebody may mean who types into the search: cases by number, customers by name and phone.

Everything is read off an index: a number is spelled out in every way it may be meant, a name or phone is
looked up by its words. So it costs the same among a million tasks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, union, union_all

from service.domain.cases import Case, CaseCounter
from service.domain.instances import CaseRun, ProcessInstance
from service.domain.tasks import UserTask
from service.store.searching import customers_like

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_CUSTOMERS = 300
MOST_CASES = 200
"""How many cases a search looks at, the newest first; whoever is not among them types more."""

_NUMBER = re.compile(r"(?:([A-Za-z]{2,4})[-\s]?)?(?:(\d{4})[-\s])?(\d{1,7})")
_DIGITS = 6


def cases_like(session: Session, text: str) -> list[UUID]:
    """The newest cases somebody may mean who types this."""
    asked = [each for each in (_by_number(session, text), _by_customer(text)) if each is not None]
    if not asked:
        return []
    # Each read off its own index and put together: "one or the other" makes PostgreSQL look at every case.
    every = union(*(select(Case.id).where(each) for each in asked)).subquery()
    wanted = select(every.c.id).order_by(every.c.id.desc()).limit(MOST_CASES)
    return list(session.execute(wanted).scalars())


def tasks_like(session: Session, text: str) -> ColumnElement[bool]:
    """The tasks of these cases."""
    found = _known(session, text)
    return UserTask.instance_id.in_(runs_of(found)) if found else false()


def is_cut(session: Session, text: str) -> bool:
    """Whether more cases fit than were looked at."""
    return len(_known(session, text)) == MOST_CASES


def _known(session: Session, text: str) -> list[UUID]:
    """Kept in a session, which sees one state of the database: a list, its counts and its hint ask."""
    known: dict[str, list[UUID]] = session.info.setdefault("cases like", {})
    if text not in known:
        known[text] = cases_like(session, text)
    return known[text]


def runs_of(cases: list[UUID] | Select[Any]) -> Select[Any]:
    """The instances that handle these cases."""
    return select(ProcessInstance.id).where(ProcessInstance.case_id.in_(cases))


def every_run_of(case_id: UUID | ColumnElement[Any]) -> Select[Any]:
    """The instances of a case: those that handle it, and what else was begun for it, such as its sheet."""
    handling = select(ProcessInstance.id).where(ProcessInstance.case_id == case_id)
    beside = select(CaseRun.instance_id).where(CaseRun.case_id == case_id)
    return select(union_all(handling, beside).subquery().c.id)


def _by_number(session: Session, text: str) -> ColumnElement[bool] | None:
    """A case number in full, or its last part alone, with or without its zeros."""
    told = _NUMBER.fullmatch(text.strip())
    if told is None:
        return None
    prefix, year, serial = told[1], told[2], int(told[3])
    counters = session.execute(select(CaseCounter.prefix, CaseCounter.year)).all()
    numbers = [
        f"{each.prefix}-{each.year}-{serial:0{_DIGITS}}"
        for each in counters
        if prefix in (None, each.prefix, each.prefix.lower()) and year in (None, str(each.year))
    ]
    return Case.number.in_(numbers) if numbers else None


def _by_customer(text: str) -> ColumnElement[bool] | None:
    found = customers_like(text, most=MOST_CUSTOMERS)
    return Case.customer_id.in_(select(found.subquery().c.customer_id)) if found is not None else None
