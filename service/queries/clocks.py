"""The clocks of a case, each with the lines that say why it is due when it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from service.domain.cases import Case, CaseMessage
from service.domain.clocks import ClockLedger, ClockState, Pause, kind_words, pauses_already_answered
from service.domain.clocks.explanation import explain
from service.domain.clocks.rounds import ACTS
from service.domain.clocks.rows import Clock
from service.domain.clocks.telling import tell
from service.domain.clocks.wording import Reader, left_words
from service.domain.views.clocks import CaseClocks, ClockView, ExemptionView, PauseView, PromiseView
from service.errors import CaseNotFound
from service.store.visibility import glimpses_case, sees_case

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


def case_clocks(rt: Runtime, case_id: UUID, *, by: Actor) -> CaseClocks:
    """Every clock the case has and had, explained in the reader's language and by the company's time."""
    now = rt.now()
    reader = Reader(by.language, ZoneInfo(rt.settings.time_zone))
    with rt.reading() as session:
        found = session.execute(_clocks_of(case_id).where(glimpses_case(by))).all()
        if not found:
            raise CaseNotFound(case_id=case_id)
        rows = [each[0] for each in found if each[0] is not None]
        recorded = rt.ledgers(session, [row.id for row in rows])
        ledgers = [(row, recorded[row.id]) for row in rows]
        states = {row.id: ledger.state(now) for row, ledger in ledgers}
        paused = any(state.pauses for state in states.values())
        heard = _customer_wrote_at(session, case_id) if paused else ()
    case = found[0]
    return CaseClocks(
        case_id=case_id,
        case_number=case.number,
        tier=case.tier,
        items=tuple(_view(row, ledger, reader, now) for row, ledger in ledgers),
        nearest=nearest_of(states.items()),
        answered_pauses=_answered(states.values(), heard, now),
    )


def _clocks_of(case_id: UUID) -> Select[Any]:  # Any: a row of each kind or none
    """A case's clocks, each with the case's number and tier; one row without a clock where it has none."""
    told = (
        select(Clock, Case.number, Case.tier)
        .select_from(Case)
        .outerjoin(Clock, Clock.case_id == Case.id)
        .where(Case.id == case_id)
        .order_by(Clock.id)
    )
    return cast("Select[Any]", told)


def act_words(by: Actor) -> dict[str, str]:
    """What each act on an instance does to its clocks (D11), in the reader's language."""
    return {act: words.told_in(by.language) for act, words in ACTS.items()}


def case_id_of(rt: Runtime, number: str, *, by: Actor) -> UUID:
    """The id of the case with this number."""
    with rt.reading() as session:
        found = session.scalar(select(Case.id).where(Case.number == number, sees_case(by)))
    if found is None:
        raise CaseNotFound(case_id=number)
    return found


def nearest_of(states: Iterable[tuple[UUID, ClockState]]) -> UUID | None:
    """The clock to show of several: the earliest deadline of those that go on; else one that stands still."""
    waiting = [(clock_id, state) for clock_id, state in states if state.ended_at is None]
    dated = [(state.due_at, clock_id) for clock_id, state in waiting if state.due_at is not None]
    if dated:
        return min(dated)[1]
    promised = [clock_id for clock_id, state in waiting if state.promise.amount is not None]
    return promised[0] if promised else None


def _customer_wrote_at(session: Session, case_id: UUID) -> Sequence[datetime]:
    wrote = (CaseMessage.case_id == case_id) & (CaseMessage.direction == "in")
    return session.scalars(select(CaseMessage.at).where(wrote).order_by(CaseMessage.at)).all()


def _answered(
    states: Iterable[ClockState], heard: Sequence[datetime], now: datetime
) -> tuple[PauseView, ...]:
    """The case's pauses that the customer had already answered, each once however many clocks it held."""
    pauses = {pause.paused_at: pause for state in states for pause in state.pauses}
    found = pauses_already_answered(list(pauses.values()), heard, now)
    return tuple(_pause(each.pause, each.answered_at) for each in found)


def _view(row: Clock, ledger: ClockLedger, reader: Reader, now: datetime) -> ClockView:
    state = ledger.state(now)
    promise = state.promise
    return ClockView(
        id=row.id,
        task_id=row.task_id,
        kind=row.kind,
        name=kind_words(row.kind).told_in(reader.language),
        round=state.round,
        standing=state.standing,
        outcome=state.outcome,
        left=left_words(state, reader, now),
        started_at=state.started_at,
        due_at=state.due_at,
        warn_at=state.warn_at,
        due_if_resumed=state.due_if_resumed,
        ended_at=state.ended_at,
        breached_at=state.breached_at,
        fixed=state.fixed,
        provisional=state.provisional,
        entry_delay_s=int(state.entry_delay.total_seconds()),
        remaining_s=int(state.remaining.total_seconds()),
        overdue_s=int(state.overdue_by.total_seconds()),
        used_s=int(state.used.total_seconds()),
        promise=PromiseView(*promise.terms, promise.table, promise.version, promise.row),
        pauses=tuple(_pause(each) for each in state.pauses),
        exemption=ExemptionView(*_exempted(state)) if state.exemption else None,
        lines=tuple(tell(explain(ledger, now), reader)),
    )


def _exempted(state: ClockState) -> tuple[datetime, str, str]:
    assert state.exemption is not None
    return state.exemption.at, state.exemption.by, state.exemption.reason


def _pause(pause: Pause, answered_at: datetime | None = None) -> PauseView:
    return PauseView(
        paused_at=pause.paused_at,
        by=pause.by,
        reason=pause.reason,
        awaited=pause.awaited,
        review_on=pause.review_on,
        resumed_at=pause.resumed_at,
        by_customer=pause.by_customer,
        answered_at=answered_at,
    )
