"""Why a clock is due when it is (D10): line by line, as values; ``telling`` puts them into words.

Pure. The lines come from the same calendar and the same events as the deadline itself, so that they cannot
disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from service.domain.calendars import DayKind, DayPlan, WorkingCalendar, digest_of
from service.domain.clocks import events as told
from service.domain.clocks.ledger import ClockLedger
from service.domain.clocks.pauses import Pause
from service.domain.clocks.promises import Promise, Unit
from service.domain.clocks.state import ClockState
from service.domain.words import Words

Stretch = tuple[datetime, datetime]
_A_DAY = timedelta(days=1)


class LineCode(StrEnum):
    """What a line of an explanation tells."""

    STARTED = "started"
    ENTERED_LATE = "entered_late"
    RULE = "rule"
    RERULED = "reruled"
    RULE_KEPT = "rule_kept"
    COUNTED = "counted"
    COUNTED_DAYS = "counted_days"
    SKIPPED = "skipped"
    ADDED = "added"
    SHORTENED = "shortened"
    PAUSED = "paused"
    PROMISED = "promised"
    MOVED = "moved"
    REDATED = "redated"
    DUE = "due"
    STANDS_STILL = "stands_still"
    ONLY_MEASURED = "only_measured"
    MEASURED = "measured"
    PROVISIONAL = "provisional"
    WARNED = "warned"
    BREACHED = "breached"
    EXEMPTED = "exempted"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what it tells, and whichever of the facts belong to it.

    ``kind`` is the clock's, the day's (``DayKind``) or what caused a new rule.
    ``spans`` are the counted stretches of a day; ``first`` and ``last`` the days spoken of, ``number`` how
    many of them count; ``name`` the holiday's or the calendar's; ``digest`` the calendar's version.
    """

    code: LineCode
    kind: str = ""
    at: datetime | None = None
    until: datetime | None = None
    first: date | None = None
    last: date | None = None
    number: int = 0
    duration: timedelta | None = None
    spans: tuple[Stretch, ...] = ()
    name: Words | None = None
    digest: str = ""
    promise: Promise | None = None
    by: str = ""
    reason: str = ""


def explain(ledger: ClockLedger, now: datetime) -> tuple[Line, ...]:
    """Every line of the answer to "why is it due then?", from the start event to the outcome."""
    state = ledger.state(now)
    calendar = ledger.calendars.get(state.promise.calendar)
    return (
        *_beginning(ledger, state),
        *_counting(state, calendar, now),
        *_by_hand(ledger),
        *_result(state, calendar, now),
        *_what_became_of_it(ledger, state),
    )


def _beginning(ledger: ClockLedger, state: ClockState) -> Iterator[Line]:
    opened = ledger.events[0]
    if not isinstance(opened, told.Opened):
        return
    yield Line(code=LineCode.STARTED, kind=opened.kind, at=opened.at, number=opened.round)
    if opened.noted_at is not None and opened.noted_at > opened.at:
        yield Line(code=LineCode.ENTERED_LATE, at=opened.noted_at, duration=state.entry_delay, by=opened.by)
    yield _rule(LineCode.RULE, opened.promise, ledger)
    for event in ledger.events:
        if isinstance(event, told.Reruled):
            code = LineCode.RERULED if event.takes_effect else LineCode.RULE_KEPT
            yield _rule(code, event.promise, ledger, event)


def _rule(code: LineCode, promise: Promise, ledger: ClockLedger, event: told.Reruled | None = None) -> Line:
    calendar = ledger.calendars.get(promise.calendar)
    return Line(
        code=code,
        promise=promise,
        name=calendar.name,
        digest=digest_of(calendar),
        at=event.at if event else None,
        by=event.by if event else "",
        kind=event.cause if event else "",
        reason=(event.decision or "") if event else "",
    )


# --- the days counted and not counted -------------------------------------------------------------


def _counting(state: ClockState, calendar: WorkingCalendar, now: datetime) -> Iterator[Line]:
    if state.fixed:
        yield from (_paused(pause, timedelta()) for pause in state.pauses)
        return
    in_days = state.promise.unit is Unit.WORKING_DAYS and state.promise.amount is not None
    start = state.started_at
    end = state.due_at or (state.pause.paused_at if state.pause else state.ended_at or now)
    days = _days_after_contact(state, calendar) if in_days else _days_worked(state, calendar, start, end)
    yield from _as_lines(days)
    for pause in state.pauses:
        if pause.paused_at < end or pause.resumed_at is None:
            yield _paused(pause, pause.working_time(calendar, until=pause.resumed_at or now))


@dataclass(frozen=True, slots=True)
class _Day:
    """A day on the way, with the stretches of it that count; ``whole`` when that is all of its hours."""

    plan: DayPlan
    spans: tuple[Stretch, ...]
    whole: bool

    @property
    def shown_as(self) -> tuple[DayKind, Words | None, bool]:
        """What kind of line the day gives; neighbours that give the same are told together."""
        special = _CODES[self.plan.kind] is not None
        return self.plan.kind, self.plan.name, special or self.whole

    @property
    def duration(self) -> timedelta:
        return sum((end - start for start, end in self.spans), timedelta())


_CODES: dict[DayKind, LineCode | None] = {
    DayKind.ORDINARY: None,
    DayKind.WEEKEND: None,
    DayKind.HOLIDAY: LineCode.SKIPPED,
    DayKind.COMPANY_HOLIDAY: LineCode.SKIPPED,
    DayKind.MAKE_UP: LineCode.ADDED,
    DayKind.COMPANY_WORKING: LineCode.ADDED,
    DayKind.SHORT: LineCode.SHORTENED,
}


def _days_after_contact(state: ClockState, calendar: WorkingCalendar) -> Iterator[_Day]:
    """The days from the one after the contact to the Nth working one."""
    last = state.promise.due_after(state.started_at, calendar)
    if last is None or not state.promise.amount:
        return
    day = calendar.local_day(state.started_at) + _A_DAY
    while day <= calendar.local_day(last - timedelta.resolution):
        plan = calendar.plan(day)
        if plan.works or _CODES[plan.kind]:
            yield _Day(plan, (), plan.works)
        day += _A_DAY


def _days_worked(
    state: ClockState, calendar: WorkingCalendar, start: datetime, end: datetime
) -> Iterator[_Day]:
    """The days on which working time was counted, and the special days between them."""
    openings = calendar.openings_between(start, end)
    by_day = {
        day: list(spans) for day, spans in groupby(openings, key=lambda span: calendar.local_day(span[0]))
    }
    day, last = calendar.local_day(start), calendar.local_day(end)
    while day <= last:
        plan = calendar.plan(day)
        opened = by_day.get(day, [])
        spans = tuple(_without(opened, state.pauses))
        minutes = sum(span.closes - span.opens for span in plan.hours)
        counted = sum((one[1] - one[0] for one in spans), timedelta())
        if spans or (_CODES[plan.kind] is LineCode.SKIPPED):
            yield _Day(plan, spans, counted == timedelta(minutes=minutes))
        day += _A_DAY


def _without(openings: Iterable[Stretch], pauses: Iterable[Pause]) -> list[Stretch]:
    """The openings with the paused parts cut out."""
    left = list(openings)
    for pause in pauses:
        resumed_at = pause.resumed_at
        before = ((start, min(end, pause.paused_at)) for start, end in left)
        after = ((max(start, resumed_at), end) for start, end in left) if resumed_at else ()
        left = sorted({(start, end) for start, end in (*before, *after) if start < end})
    return left


def _as_lines(days: Iterable[_Day]) -> Iterator[Line]:
    for (kind, _, whole), group in groupby(days, key=lambda day: day.shown_as):
        together = list(group)
        if whole:
            yield _line_of(together, _CODES[kind] or LineCode.COUNTED_DAYS)
        else:
            yield from (_line_of([day], LineCode.COUNTED) for day in together)


def _line_of(days: list[_Day], code: LineCode) -> Line:
    duration = sum((day.duration for day in days), timedelta())
    return Line(
        code=code,
        kind=days[0].plan.kind,
        first=days[0].plan.day,
        last=days[-1].plan.day,
        number=len(days) if code is not LineCode.SKIPPED else 0,
        duration=duration or None,
        spans=days[0].spans if len(days) == 1 else (),
        name=days[0].plan.name,
    )


def _paused(pause: Pause, idle: timedelta) -> Line:
    return Line(
        code=LineCode.PAUSED,
        at=pause.paused_at,
        until=pause.resumed_at,
        duration=idle,
        by=pause.by,
        reason=pause.reason,
        name=Words(pause.awaited, pause.awaited),
    )


# --- what people did, what came of it -------------------------------------------------------------


def _by_hand(ledger: ClockLedger) -> Iterator[Line]:
    for event in ledger.events:
        match event:
            case told.Opened(promised_at=datetime() as promised_at):
                yield Line(code=LineCode.PROMISED, at=promised_at, by=event.by)
            case told.Moved():
                yield Line(
                    code=LineCode.MOVED, at=event.at, until=event.due_at, by=event.by, reason=event.reason
                )
            case told.Redated():
                yield Line(
                    code=LineCode.REDATED,
                    at=event.due_before,
                    until=event.due_after,
                    name=ledger.calendars.get(event.calendar).name,
                    digest=event.digest,
                    by=event.by,
                )


def _result(state: ClockState, calendar: WorkingCalendar, now: datetime) -> Iterator[Line]:
    if state.due_at is not None:
        yield Line(code=LineCode.DUE, at=state.due_at)
    elif state.promise.amount is None:
        code = LineCode.ONLY_MEASURED if state.ended_at is None else LineCode.MEASURED
        yield Line(code=code, duration=state.used, at=state.ended_at)
    elif state.pause is not None:
        yield Line(code=LineCode.STANDS_STILL, duration=state.remaining, at=state.due_if_resumed)
    if state.provisional:
        yield Line(code=LineCode.PROVISIONAL, last=calendar.valid_through, name=calendar.name)


def _what_became_of_it(ledger: ClockLedger, state: ClockState) -> Iterator[Line]:
    for event in ledger.events:
        match event:
            case told.Warned():
                yield Line(code=LineCode.WARNED, at=event.at)
            case told.Breached():
                yield Line(code=LineCode.BREACHED, at=event.at)
            case told.Exempted():
                yield Line(code=LineCode.EXEMPTED, at=event.at, by=event.by, reason=event.reason)
            case told.Met() if state.promise.amount is not None:
                yield Line(code=LineCode.MET_LATE if event.late else LineCode.MET, at=event.at, by=event.by)
            case told.Cancelled():
                yield Line(code=LineCode.CANCELLED, at=event.at, by=event.by, reason=event.reason)
