"""A promise that is about to slip: the customer hears of it before, in the commit that notes the warning."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.clocks import Standing, kind_words
from service.domain.notice_templates import INSTANT
from service.domain.outbox import OutboxMessage
from service.operations.notifying import notify_customer

if TYPE_CHECKING:
    from service.domain.clocks import ClockState
    from service.operations.ledger import Clocks, Held
    from service.runtime import Runtime
    from service.settings import Settings

DELAY = "delay"
_KINDS = ("respond", "on_site", "resolve", "remedy", "follow_up", "complaint_follow_up")
"""The clocks whose slipping the customer hears of before it happens."""


def is_told(settings: Settings, what: str) -> bool:
    """Whether customers are told of this by themselves."""
    return what in settings.tell_customers.split()


def when(instant: datetime) -> dict[str, str]:
    """An instant as a fact of a notice: told by the clock of whoever reads it."""
    return {INSTANT: instant.isoformat()}


def tell_of_delay(rt: Runtime, clocks: Clocks, held: Held) -> None:
    """Tell the customer that what they count on may come later; once for each date it is promised for."""
    state, instance = clocks.state(held), clocks.instance
    if held.kind not in _KINDS or instance.case_id is None or not is_told(rt.settings, DELAY):
        return
    if not _is_slipping(state) or state.due_at is None:
        return
    key = f"told:delay:{held.id}:{state.due_at.isoformat()}"
    known = select(OutboxMessage.id).where(OutboxMessage.idempotency_key == key)
    if clocks.tx.session.execute(known).first() is not None:
        return
    words = kind_words(held.kind)
    facts = {
        "promise": {each: words.told_in(each) for each in ("en", "zh")},
        "due": when(state.due_at),
    }
    notify_customer(clocks.tx, instance.id, DELAY, key=key, facts=facts)


def _is_slipping(state: ClockState) -> bool:
    """At risk, not broken, and nobody waits for the customer meanwhile."""
    over = state.ended_at is not None or state.exemption is not None or state.pause is not None
    return state.standing is Standing.AT_RISK and state.warned_at is not None and not over
