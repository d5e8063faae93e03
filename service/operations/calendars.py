"""Calendars edited while the service runs: days entered, and the open deadlines on them dated anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, text

from service.domain.calendars import Calendars, CompanyDay, read_days
from service.domain.calendars.rows import CalendarDay, CalendarNotice
from service.domain.cases import Case
from service.domain.clocks import Act, ClockLedger, redate
from service.domain.clocks.rows import Clock
from service.domain.people import PROCESS_OWNER
from service.errors import CalendarNotFound, Invalid, NotInGroup
from service.operations.audit import note_act
from service.operations.ledger import Clocks

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_LOCK = 0x4146434C
"""The advisory lock those who enter days queue on (PostgreSQL); SQLite has one writer."""


@dataclass(frozen=True, slots=True)
class NewDays:
    """Days as the calendars file writes them, and the last day whose holidays are known with them."""

    days: Sequence[Mapping[str, object]] = ()
    valid_through: date | None = None


@dataclass(frozen=True, slots=True)
class Redated:
    """A clock whose deadline the new days moved."""

    clock_id: UUID
    case_id: UUID | None
    case_number: str | None
    kind: str
    before: datetime | None
    after: datetime | None


def enter_days(rt: Runtime, calendar_key: str, new: NewDays, *, by: Actor) -> tuple[Redated, ...]:
    """Enter days into a calendar; the clocks they moved, in the order of their cases."""
    if not (by.is_supervisor or by.is_in(PROCESS_OWNER)):
        raise NotInGroup(name=by.name, groups=f"supervisor, {PROCESS_OWNER}")
    if not new.days and new.valid_through is None:
        raise Invalid.field("days", "enter at least one day, or the last day that is known")
    with rt.transaction() as tx:
        _queue(tx)
        before = tx.calendars()
        if calendar_key not in before.by_key:
            raise CalendarNotFound(calendar=calendar_key)
        days = read_days(before.get(calendar_key), list(new.days))
        after = before.amended(calendar_key, days, valid_through=new.valid_through)
        _store(tx, calendar_key, (days, new.valid_through), by.name)
        tx.use_calendars(after)
        moved: list[Redated] = []
        for instance_id in _instances_on(tx, calendar_key, before):
            moved += _redate(tx, instance_id, before, by.name)
        return tuple(moved)


def _queue(tx: Transaction) -> None:
    """Days are entered one notice after the other: of two at once each has its number, and sees the other."""
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _store(tx: Transaction, key: str, entered: tuple[dict[date, CompanyDay], date | None], by: str) -> None:
    days, valid_through = entered
    last = tx.session.execute(select(func.max(CalendarNotice.number))).scalar() or 0
    note_act(tx, "calendar.changed", key, by=by, days=sorted(str(day) for day in days))
    notice = CalendarNotice(number=last + 1, calendar_key=key, valid_through=valid_through, at=tx.at, by=by)
    tx.add(notice)
    tx.flush()
    for day, told in sorted(days.items()):
        row = CalendarDay(
            notice=notice.number,
            day=day,
            kind=told.kind,
            hours=[str(span) for span in told.hours],
            name_zh=told.name.zh[:255],
            name_en=told.name.en[:255],
        )
        tx.add(row)
    tx.flush()


def _instances_on(tx: Transaction, key: str, calendars: Calendars) -> list[UUID]:
    """Instances with an open clock on this calendar, in one order everywhere."""
    keys = [key] if key != calendars.default_key else [key, ""]
    counting = (Clock.ended_at.is_(None)) & Clock.calendar_key.in_(keys)
    wanted = select(Clock.instance_id).where(counting).distinct().order_by(Clock.instance_id)
    return list(tx.session.execute(wanted).scalars())


def _redate(tx: Transaction, instance_id: UUID, before: Calendars, by: str) -> list[Redated]:
    """Date one instance's clocks anew."""
    clocks = Clocks.load(tx, tx.lock_instance(instance_id), {})
    moved = []
    number = tx.session.get(Case, clocks.instance.case_id) if clocks.instance.case_id else None
    for held in clocks.held.values():
        old = ClockLedger(held.ledger.events, before)
        events = redate(old, clocks.calendars, Act(tx.at, by))
        clocks.enter(held, events)
        held.stale = True
        if events:
            was, now = old.state(tx.at), clocks.state(held)
            case = (held.row["case_id"], number.number if number else None)
            moved.append(Redated(held.id, *case, held.kind, was.due_at, now.due_at))
    clocks.save()
    return moved
