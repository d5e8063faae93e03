"""The promise book: everything promised to customers, from the clocks and from what people promised in words,
one beside the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select, union_all

from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.promise_book import TOLD_KINDS, CustomerPromise, PromiseState
from service.domain.views.customer import PromiseView
from service.errors import CaseNotFound
from service.store.paging import page_of, paged
from service.store.visibility import may_see_case, sees_case

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.domain.views import Page, PageRequest
    from service.runtime import Runtime

BY_HAND = "words"


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """Which promises are asked for; None means any."""

    state: PromiseState | None = None
    case_id: UUID | None = None


def promises(rt: Runtime, wanted: PromiseFilter, page: PageRequest, *, by: Actor) -> Page[PromiseView]:
    """The promises of the cases this person sees, the most urgent first."""
    now = rt.now()
    book = _book(now, [sees_case(by)], wanted).subquery()
    statement = select(book)
    if wanted.state is not None:
        statement = statement.where(book.c.state == wanted.state)
    with rt.reading() as session:
        if wanted.case_id is not None and not may_see_case(session, wanted.case_id, by):
            raise CaseNotFound(case_id=wanted.case_id)
        chosen = paged(cast("Select[Any]", statement), page, (book.c.due_at, book.c.id), (datetime, UUID))
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row.due_at, row.id), _view)


def promises_of(session: Session, *, case_id: UUID, now: datetime) -> Sequence[PromiseView]:
    """Everything promised in one case, in the order it is due."""
    book = _book(now, [], PromiseFilter(case_id=case_id)).subquery()
    return [_view(row) for row in session.execute(select(book).order_by(book.c.due_at, book.c.id))]


def _book(now: datetime, seen: list[ColumnElement[bool]], wanted: PromiseFilter) -> Any:  # Any: a union
    mine = [*seen, *([Case.id == wanted.case_id] if wanted.case_id is not None else [])]
    if wanted.state in _STILL_OPEN:
        return union_all(
            _by_clock(now, [*mine, Clock.ended_at.is_(None)]),
            _by_hand(now, [*mine, CustomerPromise.ended_at.is_(None)]),
        )
    return union_all(_by_clock(now, mine), _by_hand(now, mine))


_STILL_OPEN = (PromiseState.OPEN, PromiseState.AT_RISK)


def _by_clock(now: datetime, conditions: list[ColumnElement[bool]]) -> Any:  # Any: a select of many columns
    over = Clock.ended_at.is_not(None)
    state = case(
        (and_(over, Clock.outcome.in_(("cancelled", "exempted"))), PromiseState.TAKEN_BACK),
        (or_(Clock.breached_at.is_not(None), and_(~over, Clock.due_at < now)), PromiseState.BROKEN),
        (and_(over, Clock.outcome == "met"), PromiseState.KEPT),
        (over, PromiseState.BROKEN),
        (and_(Clock.warn_at.is_not(None), Clock.warn_at <= now, ~Clock.paused), PromiseState.AT_RISK),
        else_=PromiseState.OPEN,
    )
    return (
        select(
            Clock.id.label("id"),
            Case.id.label("case_id"),
            Case.number.label("case_number"),
            Case.subject.label("subject"),
            Clock.kind.label("kind"),
            literal("").label("text"),
            Clock.round.label("round"),
            Clock.started_at.label("made_at"),
            literal("").label("made_by"),
            Clock.due_at.label("due_at"),
            state.label("state"),
            Clock.ended_at.label("ended_at"),
        )
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.kind.in_(TOLD_KINDS), Clock.due_at.is_not(None), *conditions)
    )


def _by_hand(now: datetime, conditions: list[ColumnElement[bool]]) -> Any:  # Any: a select of many columns
    state = case(
        (CustomerPromise.outcome.is_not(None), CustomerPromise.outcome),
        (CustomerPromise.due_at < now, PromiseState.BROKEN),
        (CustomerPromise.warn_at <= now, PromiseState.AT_RISK),
        else_=PromiseState.OPEN,
    )
    return (
        select(
            CustomerPromise.id,
            Case.id,
            Case.number,
            Case.subject,
            literal(BY_HAND),
            CustomerPromise.text,
            Case.round,
            CustomerPromise.made_at,
            CustomerPromise.made_by,
            CustomerPromise.due_at,
            state,
            CustomerPromise.ended_at,
        )
        .join(Case, Case.id == CustomerPromise.case_id)
        .where(*conditions)
    )


def _view(row: Any) -> PromiseView:  # Any: a row of the union
    return PromiseView(
        id=row.id,
        case_id=row.case_id,
        case_number=row.case_number,
        subject=row.subject,
        kind=row.kind,
        text=row.text,
        round=row.round,
        made_at=row.made_at,
        made_by=row.made_by,
        due_at=row.due_at,
        state=row.state,
        ended_at=row.ended_at,
    )
