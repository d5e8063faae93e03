"""The topics ``notify`` and ``deliver``: a notice becomes one delivery for each it is for, and each delivery
is sent over its own way.

``to`` lists ``customer`` (of the case), ``customer:<id>``, ``person:<name>``, ``assignee:<activity>``,
``lead:<group>``, ``group:<group>``, ``supervisor`` or an address; ``template`` picks the words, ``text`` and
the other inputs fill them.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.operations.customer.deliveries import Letter, compose, fail_delivery, held_back, plan
from service.operations.outbox import EffectWork
from service.runtime import Runtime
from workers.channels import Channels, Notification

__all__ = ["deliver", "fail_delivery", "notify"]


def notify(rt: Runtime, effect: EffectWork) -> Mapping[str, object]:
    """Plan the deliveries; the outputs name the ways they begin with."""
    return {"sent_by": plan(rt, effect)}


def deliver(rt: Runtime, channels: Channels, effect: EffectWork) -> Mapping[str, object] | None:
    """Send it; the answer keeps what the provider said and what was told. None: held back for the night."""
    letter = compose(rt, effect)
    if held_back(rt, effect, letter.who) is not None:
        return None
    said = channels.send(letter.way, _notification(effect, letter))
    return {**letter.kept, "answer": said[:500]}


def _notification(effect: EffectWork, letter: Letter) -> Notification:
    return Notification(
        key=effect.idempotency_key,
        to=letter.who.told,
        mail_to=letter.who.mails,
        phone=letter.who.phone,
        subject=letter.subject,
        text=letter.text,
        case_number=effect.case_number,
        unsubscribe_url=letter.unsubscribe_url,
    )
