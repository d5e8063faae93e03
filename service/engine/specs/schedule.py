"""When a timer is due: instants, durations and cycles, from a time the caller gives. Reads no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.engine.language import later_by, parse_literal, to_instant
from service.engine.progress import EngineError, Value

CYCLE = re.compile(r"R(\d*)/(.+)", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Schedule:
    """The next due instant, the beat of a cycle as ISO text, and how many firings are left (-1: for ever).

    ``promise``: the kind and the fraction, when the instant is what ``sla`` gave and nothing else.
    """

    due_at: datetime
    every: str | None = None
    left: int = 1
    promise: tuple[str, float] | None = None


def schedule_of(kind: str, value: Value, now: datetime) -> Schedule:
    """The schedule that a timer's value means; raises EngineError when it means none."""
    if kind == "timeCycle":
        return _cycle(value, now)
    instant = instant_of(value)
    if instant is None and kind == "timeDuration":
        instant = _after(now, value)
    if instant is None:
        what = "a duration" if kind == "timeDuration" else "a date and time"
        raise EngineError(
            f"the timer's value {value!s} is not {what}", remedy="for example PT4H or a date and time"
        )
    return Schedule(instant)


def next_beat(schedule: Schedule, now: datetime) -> Schedule | None:
    """The cycle after a firing. Beats missed meanwhile are not made up for in a burst: the next one lies
    ahead.
    """
    left = schedule.left if schedule.left == FOR_EVER else schedule.left - 1
    if left == 0 or schedule.every is None:
        return None
    due = _after(schedule.due_at, schedule.every)
    if due is not None and due <= now:
        due = _catch_up(schedule.due_at, due, now) or _after(now, schedule.every)
    return None if due is None or due <= now else Schedule(due, schedule.every, left)


def instant_of(value: Value) -> datetime | None:
    """The UTC instant of a date and time (or a date's midnight), written or computed; else None."""
    if isinstance(value, str):
        value = parse_literal(value.strip())
    return to_instant(value)


def _after(start: datetime, value: Value) -> datetime | None:
    return later_by(start, parse_literal(value.strip()) if isinstance(value, str) else value)


def _catch_up(last: datetime, due: datetime, now: datetime) -> datetime | None:
    beat = due - last
    if beat <= timedelta(0):
        return None
    return due + beat * ((now - due) // beat + 1)


def _cycle(value: Value, now: datetime) -> Schedule:
    """``R3/PT1H``, ``R3/start/PT1H``, a duration (for ever), or a date and time (reckoned anew each time)."""
    instant = instant_of(value)
    if instant is not None:
        return Schedule(instant)
    found = CYCLE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        due = _after(now, value)
        if due is None or due <= now:
            raise EngineError(
                f"the timer's value {value!s} is no cycle", remedy="for example R3/PT1H or PT1H"
            )
        return Schedule(due, _iso(value), FOR_EVER)
    left = int(found[1]) if found[1] else FOR_EVER
    parts = found[2].split("/")
    every = parts[-1]
    due = instant_of(parts[0]) if len(parts) == 2 else _after(now, every)
    if due is None or left == 0 or len(parts) > 2 or (_after(now, every) or now) <= now:
        raise EngineError(f"the timer's value {value!s} is no cycle", remedy="for example R3/PT1H")
    return Schedule(due, every, left)


def _iso(value: Value) -> str:
    return value.strip() if isinstance(value, str) else str(value)
