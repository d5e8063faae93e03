"""What a changed policy table would have meant for the clocks there are: promises kept and missed, before
and after.

Pure: clocks and the promise the new table gives each come in, figures come out; nothing is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from service.domain.clocks.events import Met, Moved, Opened, Paused, Resumed
from service.domain.clocks.ledger import ClockLedger
from service.domain.clocks.promises import Promise
from service.domain.clocks.state import Outcome


class Verdict(StrEnum):
    """Whether a promise was kept; ``RUNNING`` while that is open, ``VOID`` when it fell away or was
    exempted in time.
    """

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many clocks of one tier and kind had which verdict, before and after the change."""

    before: Counter[Verdict] = field(default_factory=Counter)
    after: Counter[Verdict] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Trial:
    """A clock, the tier of its case, and what the new table would promise it."""

    ledger: ClockLedger
    tier: str
    promise: Promise


def verdict_of(ledger: ClockLedger, now: datetime) -> Verdict:
    """Whether the promise as it stands was kept by now."""
    state = ledger.state(now)
    if state.outcome is Outcome.MET:
        return Verdict.KEPT
    if state.outcome in (Outcome.EXEMPTED, Outcome.CANCELLED):
        return Verdict.VOID
    missed = state.outcome is not None or (state.due_at is not None and now > state.due_at)
    return Verdict.MISSED if missed else Verdict.RUNNING


def verdict_under(ledger: ClockLedger, promise: Promise, now: datetime) -> Verdict:
    """Whether it would have been kept under this promise: same start, same pauses, same dates set by hand.

    A promise that fell away or was exempted in time is judged only if its new deadline had passed before
    that.
    """
    state = ledger.state(now)
    done = next((event.at for event in ledger.events if isinstance(event, Met)), None)
    judged_at = done or state.ended_at or now
    due_at = _under(ledger, promise).state(judged_at).due_at
    if due_at is not None and judged_at > due_at:
        return Verdict.MISSED
    if done is not None:
        return Verdict.KEPT
    return Verdict.RUNNING if state.ended_at is None else Verdict.VOID


def compare(trials: Iterable[Trial], now: datetime) -> dict[tuple[str, str], Comparison]:
    """The verdicts before and after by tier and kind of clock."""
    found: dict[tuple[str, str], Comparison] = {}
    for trial in trials:
        kind = trial.ledger.state(now).kind
        comparison = found.setdefault((trial.tier, kind), Comparison())
        comparison.before[verdict_of(trial.ledger, now)] += 1
        comparison.after[verdict_under(trial.ledger, trial.promise, now)] += 1
    return found


def _under(ledger: ClockLedger, promise: Promise) -> ClockLedger:
    """The clock as if this had been promised from the start, without its outcome."""
    opened, *rest = ledger.events
    if not isinstance(opened, Opened):
        raise ValueError("a clock's ledger begins with its opening")
    kept = (event for event in rest if isinstance(event, Paused | Resumed | Moved))
    return ClockLedger((replace(opened, promise=promise), *kept), ledger.calendars)
