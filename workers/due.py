"""Working off due rows, one transaction each: what an RQ job does, and the sweeper itself while Redis is
away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from service.errors import AftercareError, Conflict, NotFound, ReleaseTooOld, Unavailable
from service.operations import sweep
from service.operations.notices import attend_clock
from service.operations.outbox import deliver_thrown, open_effect
from service.operations.stepping_in.working import work_off_batch
from service.operations.sweep import Due
from service.operations.timers import fail_timer, fire_start, fire_timer
from service.runtime import Runtime
from workers.handlers import Handlers, handle

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hands:
    """What working off needs: the runtime, who handles which topic, and whether to stop."""

    rt: Runtime
    handlers: Handlers
    stopping: threading.Event = field(default_factory=threading.Event)


def work_off(hands: Hands, due: Due) -> int:
    """Do each row in due order and tell how many there were.

    One row's trouble is its own: the rows after it are done all the same. What is left when a stop is asked
    for, or when a row cannot be had (its instance is held for long, the database goes away), is given back
    and due again at once; the row that met it is due again after a while.
    """
    done = 0
    pending = list(_work_of(hands, due))
    for position, (row_id, do) in enumerate(pending):
        if hands.stopping.is_set():
            _give_back(hands.rt, due, {row for row, _ in pending[position:]})
            break
        try:
            _do(row_id, do)
        except Unavailable:
            _give_back_if_possible(hands.rt, due, {row for row, _ in pending[position + 1 :]})
            raise
        done += 1
    return done


def _work_of(hands: Hands, due: Due) -> Iterator[tuple[UUID, Callable[[], object]]]:
    for timer_id in due.timers:
        yield timer_id, partial(fire, hands.rt, timer_id)
    for start_id in due.starts:
        yield start_id, partial(fire_start, hands.rt, start_id)
    for clock_id in due.clocks:
        yield clock_id, partial(attend_clock, hands.rt, clock_id)
    for outbox_id in due.outbox:
        yield outbox_id, partial(send, hands, outbox_id)
    for batch_id in due.batches:
        yield batch_id, partial(work_off_batch, hands.rt, batch_id)


def fire(rt: Runtime, timer_id: UUID) -> None:
    """Fire a timer; a fault of ours counts as an attempt too, so that it ends as an incident at last."""
    try:
        fire_timer(rt, timer_id)
    except AftercareError:
        raise
    except Exception as fault:
        log.exception("timer.failed id=%s", timer_id)
        fail_timer(rt, timer_id, f"{type(fault).__name__}: {fault}")


def _do(row_id: UUID, do: Callable[[], object]) -> None:
    try:
        do()
    except (NotFound, Conflict) as gone:
        log.info("due.gone id=%s: %s", row_id, gone)
    except ReleaseTooOld as newer:
        log.warning("due.left id=%s: %s", row_id, newer)
    except Unavailable:
        raise
    except Exception:
        # The operation has already counted the attempt; what ends up here must not take the other rows along.
        log.exception("due.failed id=%s", row_id)


def send(hands: Hands, outbox_id: UUID) -> None:
    """Do what one outbox message asks for, in no transaction of ours: the outside may take its time."""
    effect = open_effect(hands.rt, outbox_id)
    if effect is None:
        return
    if effect.kind in ("effect", "notice"):
        handle(hands.rt, hands.handlers, effect)
    else:
        deliver_thrown(hands.rt, outbox_id)


def _give_back_if_possible(rt: Runtime, due: Due, left: set[UUID]) -> None:
    """With no database there is no giving back: these rows are found again after ``redispatch_after``."""
    try:
        _give_back(rt, due, left)
    except AftercareError as away:
        log.warning("due.kept: %s", away)


def _give_back(rt: Runtime, due: Due, left: set[UUID]) -> None:
    sweep.put_back(
        rt,
        Due(
            timers=tuple(each for each in due.timers if each in left),
            outbox=tuple(each for each in due.outbox if each in left),
            starts=tuple(each for each in due.starts if each in left),
            clocks=tuple(each for each in due.clocks if each in left),
            batches=tuple(each for each in due.batches if each in left),
        ),
    )
