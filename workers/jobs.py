"""The entry points RQ may call: lists of ids in, rows worked off. Nothing else is ever run from the queue."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from service.operations.sweep import Due
from workers import due
from workers.due import Hands
from workers.known import KnownJob

_hands: list[Hands] = []


def serve(hands: Hands) -> None:
    """Let this process's jobs work with these hands; kept here because RQ calls functions by name."""
    _hands[:] = [hands]
    KnownJob.entry_points = {"workers.jobs.work_off": work_off}


def work_off(
    timers: Sequence[str] = (),
    starts: Sequence[str] = (),
    outbox: Sequence[str] = (),
    clocks: Sequence[str] = (),
    batches: Sequence[str] = (),
) -> None:
    """Work off the rows of these ids; rows that are gone or done are passed over."""
    rung = Due(_ids(timers), _ids(outbox), _ids(starts), _ids(clocks), _ids(batches))
    due.work_off(_hands[0], rung)


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)
