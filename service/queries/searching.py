"""What somebody may mean who types into the search: cases by number, customers by name and phone.

Everything is read off an index: a number is spelled out in every way it may be meant, a name or phone is
looked up by its words. So it costs the same among a million tasks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, false, select, union, union_all

from service.domain.cases import Case, CaseCounter
from service.domain.instances import CaseRun, ProcessInstance
from service.domain.tasks import UserTask
from service.queries.marks import mark
from service.store.db import connection_of
from service.store.prepared import Prepared
from service.store.searching import customers_within, spans_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_CUSTOMERS = 300
MOST_CASES = 100
"""How many cases a search looks at, the newest first; whoever is not among them types more."""

_NUMBER = re.compile(r"(?:([A-Za-z]{2,4})[-\s]?)?(?:(\d{4})[-\s])?(\d{1,7})")
_DIGITS = 6


def cases_like(session: Session, text: str) -> set[UUID]:
    """The newest cases somebody may mean who types this."""
    return {case_id for _run, case_id in _known(session, text)}


def tasks_like(session: Session, text: str) -> ColumnElement[bool]:
    """The tasks of these cases, those of their sheets with them."""
    runs = runs_like(session, text)
    return UserTask.instance_id.in_(runs) if runs else false()


def runs_like(session: Session, text: str) -> list[UUID]:
    """The runs of these cases, those of their sheets with them."""
    return [run for run, _case in _known(session, text)]


def is_cut(session: Session, text: str) -> bool:
    """Whether more cases fit than were looked at."""
    return len(cases_like(session, text)) == MOST_CASES


def _known(session: Session, text: str) -> list[tuple[UUID, UUID]]:
    """Each run of these cases, with its case.

    Kept in a session, which sees one state of the database: a list, its counts and its hint ask.
    """
    known: dict[str, list[tuple[UUID, UUID]]] = session.info.setdefault("cases like", {})
    if text not in known:
        known[text] = _looked_up(session, text)
    return known[text]


def _looked_up(session: Session, text: str) -> list[tuple[UUID, UUID]]:
    spans, numbers = spans_of(text), _numbers(session, text)
    if not spans and not numbers:
        return []
    told: dict[str, object] = {"most": MOST_CASES}
    told |= {f"number{place}": each for place, each in enumerate(numbers)}
    for place, (begin, end) in enumerate(spans):
        told |= {f"begin{place}": begin, f"end{place}": end}
    found = _runs(len(spans), len(numbers)).all(connection_of(session), told)
    return [(run, case_id) for run, case_id in found]


@lru_cache(maxsize=50)
def _runs(spans: int, numbers: int) -> Prepared:
    """The runs of the newest cases with one of so many numbers, or a customer with a word in each span."""
    asked: list[ColumnElement[bool]] = []
    if numbers:
        asked.append(Case.number.in_([mark(f"number{place}") for place in range(numbers)]))
    if spans:
        marks = [(mark(f"begin{place}"), mark(f"end{place}")) for place in range(spans)]
        found = customers_within(marks, most=MOST_CUSTOMERS).subquery()
        asked.append(Case.customer_id.in_(select(found.c.customer_id)))
    # Each read off its own index and put together: "one or the other" makes PostgreSQL look at every case.
    every = union(*(select(_newest(select(Case.id).where(each)).subquery()) for each in asked)).subquery()
    newest = _newest(select(every.c.id)).cte("newest")
    return Prepared(union_all(*_with_case(select(newest.c.id))))


def _newest(cases: Select[Any]) -> Select[Any]:
    """As many of these cases as are looked at."""
    return cases.order_by(cases.selected_columns[0].desc()).limit(mark("most", Integer))


def runs_of(cases: Select[Any]) -> Select[Any]:
    """The instances that handle these cases."""
    return select(ProcessInstance.id).where(ProcessInstance.case_id.in_(cases))


def every_run_of(case_id: UUID | ColumnElement[Any]) -> Select[Any]:
    """The instances of a case: those that handle it, and what else was begun for it, such as its sheet."""
    handling = select(ProcessInstance.id).where(ProcessInstance.case_id == case_id)
    beside = select(CaseRun.instance_id).where(CaseRun.case_id == case_id)
    return select(union_all(handling, beside).subquery().c.id)


def _with_case(cases: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    """Each run of these cases and its case: those that handle it, and what else was begun for it."""
    run: Any = ProcessInstance
    beside: Any = CaseRun
    return (
        select(run.id, run.case_id).where(run.case_id.in_(cases)),
        select(beside.instance_id, beside.case_id).where(beside.case_id.in_(cases)),
    )


def _numbers(session: Session, text: str) -> list[str]:
    """The case numbers meant by one in full, or by its last part alone, with or without its zeros."""
    told = _NUMBER.fullmatch(text.strip())
    if told is None:
        return []
    prefix, year, serial = told[1], told[2], int(told[3])
    counters = session.execute(select(CaseCounter.prefix, CaseCounter.year)).all()
    return [
        f"{each.prefix}-{each.year}-{serial:0{_DIGITS}}"
        for each in counters
        if prefix in (None, each.prefix, each.prefix.lower()) and year in (None, str(each.year))
    ]
