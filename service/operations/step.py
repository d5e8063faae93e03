"""The only road through the engine: one stimulus, one advance, and every row equal to what came of it.

The instance must be locked. Nothing here commits; an ``EngineError`` leaves with nothing written, and the
caller says what becomes of it (``service.operations.failures``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Ending
from service.domain.messages import Subscription
from service.engine import advance
from service.engine.progress import EngineError, Progress, Stimulus
from service.frozen import frozen
from service.operations import closing, early, opening, telling
from service.operations.casefile import follow_case
from service.operations.early import Opened
from service.operations.timekeeping import CaseHost, Taken, keep_time
from service.runtime.releases import of_this_release

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.runtime.transaction import Transaction

_MOST_EARLY = 50
"""Messages kept for one instance that one transaction may deliver, one after the other."""


@frozen
class Cause:
    """Why a step is taken, as the history tells it; ``subject_id`` is the row whose wait it ends."""

    kind: str
    actor: str
    activity_id: str | None = None
    subject_id: UUID | None = None
    task_id: UUID | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    doers: tuple[str, ...] = ()
    """Who, beside the actor, had a hand in the task completed."""
    in_case: Mapping[str, object] = field(default_factory=dict)
    """Variables the case's row holds already."""
    ending: Ending = Ending()
    """How the case ends if the run ends by this."""


def take_step(tx: Transaction, instance: ProcessInstance, stimulus: Stimulus, cause: Cause) -> None:
    """Move the instance to its next waits; kept messages its new waits ask for are delivered at once."""
    opened = _advance(tx, instance, stimulus, cause)
    _deliver_to(tx, instance, opened, cause.actor)


def deliver_kept(tx: Transaction, instance: ProcessInstance, actor: str) -> None:
    """Deliver the messages kept while the instance was suspended."""
    mine = select(Subscription).where(Subscription.instance_id == instance.id, Subscription.kind == "message")
    waiting = tx.session.execute(mine).scalars()
    opened = {(each.message_name, each.correlation): each.engine_id for each in waiting}
    _deliver_to(tx, instance, opened, actor)


def _advance(tx: Transaction, instance: ProcessInstance, stimulus: Stimulus, cause: Cause) -> Opened:
    """One engine step and its record; tells the waits for messages it opened."""
    deployed = tx.definitions.deployed(instance.definition_id)
    host = CaseHost(tx, instance, stimulus)
    with of_this_release():
        progress = advance(deployed.compiled, tx.state_of(instance), stimulus, now=tx.at, host=host)
    record(tx, instance, progress, cause, host)
    return {
        (each.name, opening.correlation_of(instance, each)): each.engine_id
        for each in progress.opened.subscriptions
        if each.kind == "message"
    }


def _deliver_to(tx: Transaction, instance: ProcessInstance, opened: Opened, actor: str) -> None:
    for _ in range(_MOST_EARLY):
        kept = early.take(tx, instance, opened) if opened else None
        if kept is None:
            return
        sender = kept.sender or actor
        cause = Cause("message.received", sender, detail=kept.detail, ending=kept.ending)
        opened = _advance(tx, instance, kept.received, cause)
    raise EngineError(
        "the run keeps asking for kept messages", remedy="check the loop around its receiving events"
    )


def record(
    tx: Transaction, instance: ProcessInstance, progress: Progress, cause: Cause, host: CaseHost
) -> None:
    """Make the rows equal to the progress: few statements, in the order that foreign keys ask for."""
    waits = dict(instance.waits)
    gone = closing.gone(waits, progress.closed)
    made = opening.made(tx, instance, progress, cause)
    clocks = keep_time(host, instance, Taken(progress, cause, gone, made))
    opening.enter(waits, made)
    telling.tell_step(tx, instance, progress, cause, (gone, made))
    follow_case(tx, instance, progress, cause)
    instance.engine_state = progress.state
    instance.waits = waits
    instance.stand_at(progress.active)
    if progress.outcome is not None:
        instance.state = progress.outcome.kind.value
        instance.outcome, instance.ended_at = list(progress.outcome.end_ids), tx.at
    tx.save_step(instance)
    closing.close(tx, gone, cause)
    opening.open_waits(tx, made)
    opening.send(tx, instance, progress)
    if clocks is not None:
        clocks.save()
