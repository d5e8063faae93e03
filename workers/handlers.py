"""Who does what a service task asks for: one handler per topic. Topics nobody here knows are left for outside
workers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from service.errors import EffectGone, Unavailable
from service.operations.outbox import EffectWork, complete_effect, fail_effect, leave_outside
from service.runtime import Runtime
from workers.access import grant_access
from workers.channels import Channels
from workers.follow_ups import due_visits, visit_ended
from workers.notifications import deliver, fail_delivery, notify
from workers.records import file_record, file_sheet
from workers.surveys import ask
from workers.tiers import carry_out_decision, gather_candidates

log = logging.getLogger(__name__)

Outputs = Mapping[str, object]
Work = Callable[[Runtime, EffectWork], Outputs]
Sending = Callable[[Runtime, EffectWork], Outputs | None]


@dataclass(frozen=True, slots=True)
class Outside:
    """Work that reaches into the world: done before the commit that notes it, so at least once, under a
    stable key.
    """

    work: Sending
    """None: it is not to be done yet, and the row says when."""
    failed: Callable[[Runtime, UUID, str], None] = fail_effect
    """What becomes of an attempt that failed."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Work on our own rows: done in the very commit that notes it, so exactly once."""

    work: Work


Handlers = Mapping[str, Outside | Inside]


def default_handlers(rt: Runtime, channels: Channels) -> Handlers:
    """The topics this product does itself."""
    return {
        "notify": Inside(notify),
        "deliver": Outside(lambda rt, effect: deliver(rt, channels, effect), fail_delivery),
        "ask_customer": Inside(ask),
        "file_record": Inside(file_record),
        "file_sheet": Inside(file_sheet),
        "tier_candidates": Inside(gather_candidates),
        "apply_tier": Inside(carry_out_decision),
        "due_visits": Inside(due_visits),
        "visit_ended": Inside(visit_ended),
        "grant_access": Inside(grant_access),
    }


def handle(rt: Runtime, handlers: Handlers, effect: EffectWork) -> None:
    """Do the work and hand its outputs to the process; a failed attempt is counted and tried again later."""
    handler = handlers.get(effect.topic)
    if handler is None:
        log.debug("effect.left topic=%s id=%s", effect.topic, effect.id)
        leave_outside(rt, effect.id)
        return
    try:
        if isinstance(handler, Inside):
            _do_inside(rt, handler, effect)
        else:
            outputs = handler.work(rt, effect)
            if outputs is not None:
                complete_effect(rt, effect.id, outputs)
    except EffectGone:
        log.info("effect.gone id=%s", effect.id)
    except Unavailable:
        raise
    except Exception as failed:
        log.warning(
            "effect.failed topic=%s id=%s attempt=%s: %s", effect.topic, effect.id, effect.attempts, failed
        )
        fail = handler.failed if isinstance(handler, Outside) else fail_effect
        fail(rt, effect.id, f"{type(failed).__name__}: {failed}")


def _do_inside(rt: Runtime, handler: Inside, effect: EffectWork) -> None:
    with rt.transaction():
        outputs = handler.work(rt, effect)
        if not complete_effect(rt, effect.id, outputs):
            # Somebody else was faster: what was just written must not stand beside theirs.
            raise EffectGone(outbox_id=effect.id, state="done")
