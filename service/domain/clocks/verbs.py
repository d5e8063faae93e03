"""The verbs of a clock: each gives the events to enter, or says why not. Nothing is changed here.

Verbs of the machine (meet, breach, warn, cancel, resume) answer with no events where nothing is left to do,
so that doing a thing twice, or a timer that comes late, does no harm. Verbs of people refuse and say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.calendars import Calendars, digest_of
from service.domain.clocks.events import (
    Breached,
    Cancelled,
    ClockEvent,
    Exempted,
    Met,
    Moved,
    Opened,
    Paused,
    Redated,
    Reruled,
    Resumed,
    Warned,
)
from service.domain.clocks.ledger import ClockLedger
from service.domain.clocks.promises import Promise
from service.domain.clocks.refusals import ClockAlreadyPaused, ClockBreached, ClockEnded, ClockRequestInvalid
from service.domain.clocks.state import ClockState

Events = tuple[ClockEvent, ...]
NOTHING: Events = ()


@dataclass(frozen=True, slots=True)
class Act:
    """When something happened, who did it (``system`` where nobody decided), and when it was entered, if
    later.
    """

    at: datetime
    by: str
    noted_at: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """When we came to know of it."""
        return self.noted_at or self.at


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a clock is to stand still, what is awaited, and the day on which somebody looks again."""

    reason: str
    awaited: str
    review_on: date


def open_clock(
    kind: str, promise: Promise, act: Act, *, round: int = 1, promised_at: datetime | None = None
) -> Opened:
    """Start a clock at ``act.at``: the customer's contact, not its entry (D1). ``promised_at`` fixes the
    date (D4).
    """
    if act.noted_at is not None and act.noted_at < act.at:
        raise _invalid("contacted_at", "lies in the future")
    return Opened(
        at=act.at,
        by=act.by,
        noted_at=act.noted_at,
        kind=kind,
        promise=promise,
        round=round,
        promised_at=promised_at,
    )


def pause(ledger: ClockLedger, waiting: Waiting, act: Act) -> Events:
    """Let the clock stand still (D3); asking again for the same wait changes nothing."""
    state = _open_state(ledger, act)
    if state.pause is not None:
        if (state.pause.reason, state.pause.awaited) == (waiting.reason, waiting.awaited):
            return NOTHING
        raise ClockAlreadyPaused(kind=state.kind, awaited=state.pause.awaited)
    today = ledger.calendars.get(state.promise.calendar).local_day(act.at)
    faults = {
        "reason": [] if waiting.reason.strip() else ["say why the clock is to stand still"],
        "awaited": [] if waiting.awaited.strip() else ["say what is awaited"],
        "review_on": [] if waiting.review_on >= today else ["must not lie in the past"],
    }
    if any(faults.values()):
        raise ClockRequestInvalid({name: reasons for name, reasons in faults.items() if reasons})
    told = {"reason": waiting.reason, "awaited": waiting.awaited}
    return (Paused(at=act.at, by=act.by, noted_at=act.noted_at, review_on=waiting.review_on, **told),)


def resume(ledger: ClockLedger, act: Act, *, by_customer: bool = False) -> Events:
    """Let the clock run again: by a person, or by any message of the customer, from when she wrote (D3).

    A message written before the pause began takes the pause away altogether.
    """
    pause_on = ledger.state(act.known_at).pause
    if pause_on is None:
        return NOTHING
    at = max(act.at, pause_on.paused_at)
    noted_at = act.known_at if act.known_at > at else None
    return (Resumed(at=at, by=act.by, noted_at=noted_at, by_customer=by_customer),)


def move(ledger: ClockLedger, due_at: datetime, reason: str, act: Act) -> Events:
    """Set the date by hand, with a reason; from then on it never moves by itself (D4)."""
    state = _open_state(ledger, act)
    if not reason.strip():
        raise _invalid("reason", "say why the date is moved")
    if due_at <= act.known_at:
        raise _invalid("due_at", "must lie ahead")
    if state.fixed and state.due_at == due_at:
        return NOTHING
    return (Moved(at=act.at, by=act.by, noted_at=act.noted_at, due_at=due_at, reason=reason),)


def rerule(
    ledger: ClockLedger, promise: Promise, cause: str, act: Act, *, decision: str | None = None
) -> Events:
    """Put the clock under a new rule: same start, same pauses (D5).

    An open deadline may only come forward. ``decision`` is the reason of a supervisor who decides
    otherwise; the caller has made sure that it is one. A date promised or set by hand stays, and a passed
    deadline is left alone.
    """
    state = ledger.state(act.at)
    if _is_final(state) or _has_passed(state, act.at) or _was_told(ledger, promise, decision):
        return NOTHING
    new = Reruled(at=act.at, by=act.by, promise=promise, cause=cause, takes_effect=True, decision=decision)
    old_due, new_due = _comparable(state), _comparable(ledger.and_then(new).state(act.at))
    in_favour = old_due is None or (new_due is not None and new_due <= old_due)
    takes_effect = not state.fixed and (in_favour or decision is not None)
    return (
        Reruled(
            at=act.at, by=act.by, promise=promise, cause=cause, takes_effect=takes_effect, decision=decision
        ),
    )


def _was_told(ledger: ClockLedger, promise: Promise, decision: str | None) -> bool:
    """Whether this rule was the last one put to the clock, with or without effect."""
    rules = [event for event in ledger.events if isinstance(event, Opened | Reruled)]
    same_terms = rules[-1].promise.terms == promise.terms
    return same_terms and decision == getattr(rules[-1], "decision", None)


def redate(ledger: ClockLedger, changed: Calendars, act: Act) -> Events:
    """What a changed calendar does to the clock; nothing where its deadline stays."""
    before, after = ledger.state(act.at), ClockLedger(ledger.events, changed).state(act.at)
    if _is_final(before) or _comparable(before) == _comparable(after):
        return NOTHING
    calendar = changed.get(after.promise.calendar)
    redated = Redated(
        at=act.at,
        by=act.by,
        calendar=calendar.key,
        digest=digest_of(calendar),
        due_before=before.due_at,
        due_after=after.due_at,
    )
    return (redated,)


def warn(ledger: ClockLedger, act: Act) -> Events:
    """Note that the warning is given, once for each deadline the clock has had."""
    if not ledger.state(act.at).warning_is_due:
        return NOTHING
    return (Warned(at=act.at, by=act.by),)


def breach(ledger: ClockLedger, act: Act) -> Events:
    """Note that the deadline passed, at the deadline however late the timer is; nothing if it has not, or
    moved.
    """
    state = ledger.state(act.at)
    if _is_final(state) or state.due_at is None or act.at < state.due_at:
        return NOTHING
    return (_breached(state, state.due_at, act),)


def meet(ledger: ClockLedger, act: Act) -> Events:
    """Note that what was promised is done: in time, or late, and then with the breach noted first (D6)."""
    state = ledger.state(act.at)
    if state.ended_at is not None:
        return NOTHING
    missed = _missed(state, act)
    late = bool(missed) or state.breached_at is not None
    met = Met(at=act.at, by=act.by, noted_at=act.noted_at, due_at=state.due_at, late=late)
    return (*missed, met)


def exempt(ledger: ClockLedger, reason: str, act: Act) -> Events:
    """Answer for it that the promise need not be kept, or need not have been: beside a breach, never
    instead (D6).
    """
    state = ledger.state(act.at)
    if not reason.strip():
        raise _invalid("reason", "say why the promise need not be kept")
    if state.exemption is not None and state.exemption.reason == reason:
        return NOTHING
    if state.ended_at is not None and state.breached_at is None:
        raise ClockEnded(kind=state.kind, outcome=state.outcome)
    exempted = Exempted(at=act.at, by=act.by, noted_at=act.noted_at, due_at=state.due_at, reason=reason)
    return (*_missed(state, act), exempted)


def cancel(ledger: ClockLedger, reason: str, act: Act) -> Events:
    """Let the promise fall away; a breach that has happened stays one."""
    state = ledger.state(act.at)
    if state.ended_at is not None:
        return NOTHING
    cancelled = Cancelled(at=act.at, by=act.by, noted_at=act.noted_at, due_at=state.due_at, reason=reason)
    return (*_missed(state, act), cancelled)


def _missed(state: ClockState, act: Act) -> Events:
    """The breach that has happened by now and that no timer has noted yet."""
    if state.breached_at is not None or not _has_passed(state, act.at) or state.due_at is None:
        return NOTHING
    return (_breached(state, state.due_at, act),)


def _breached(state: ClockState, due_at: datetime, act: Act) -> Breached:
    return Breached(at=due_at, by="system", noted_at=act.known_at, due_at=due_at)


def _is_final(state: ClockState) -> bool:
    return state.ended_at is not None or state.breached_at is not None


def _has_passed(state: ClockState, at: datetime) -> bool:
    return state.due_at is not None and at > state.due_at


def _comparable(state: ClockState) -> datetime | None:
    """The deadline, or while the clock stands still the one it would have if it ran again now."""
    return state.due_at or state.due_if_resumed


def _open_state(ledger: ClockLedger, act: Act) -> ClockState:
    state = ledger.state(act.at)
    if state.ended_at is not None:
        raise ClockEnded(kind=state.kind, outcome=state.outcome)
    if state.breached_at is not None or (state.due_at is not None and act.at >= state.due_at):
        raise ClockBreached(kind=state.kind, due_at=state.due_at)
    return state


def _invalid(name: str, reason: str) -> ClockRequestInvalid:
    return ClockRequestInvalid({name: [reason]})
