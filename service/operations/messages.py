"""Messages from outside: matched by name and correlation keys to exactly one wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import PROCESS_DECIDES, Case, Ending
from service.domain.incidents import IncidentKind
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.messages import Subscription, correlation_text
from service.domain.surveys import ANSWERED
from service.engine.progress import EngineError, MessageReceived
from service.errors import AmbiguousCorrelation, InstanceNotFound, Invalid, StaleWrite
from service.feel.values import dump_value
from service.operations import early
from service.operations.answers import checked_text, checked_variables
from service.operations.failures import Stuck, step_failed
from service.operations.pauses import customer_wrote
from service.operations.starting import message_start, newest_definitions, start_instance
from service.operations.step import Cause, take_step
from service.store.visibility import may_see_instance, must_work_on_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


_UNTIL_RESUMED = timedelta(days=3650)
"""A message for a suspended instance is kept however long the suspension lasts."""


FROM_THE_CUSTOMER = frozenset({"customer_message", ANSWERED})
"""Messages that are the customer's own words: whichever way they come, they end a pause (D3)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: taken by an instance, one started by it, or kept because nobody waits yet."""

    result: str
    """``delivered``, ``started`` or ``kept``."""
    instance_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way: ``correlation`` is the comparable text of its keys, variables are FEEL values."""

    name: str
    correlation: str
    variables: Mapping[str, object]
    actor: str
    ending: Ending = Ending()
    outside: bool = False
    """Whether it came from outside: what it brings is held against what its receiver declares."""


def deliver_message(
    rt: Runtime, name: str, correlation: Mapping[str, str], variables: Mapping[str, object], *, by: Actor
) -> Delivery:
    """Give a message to the one instance that waits for it, or keep it a while for one that will."""
    message = Message(
        checked_text("name", name)[:255],
        correlation_text({key: str(value) for key, value in correlation.items()}),
        _brought(variables),
        by.name,
        outside=True,
    )
    with rt.transaction() as tx:
        _must_be_theirs(tx, message, correlation, by)
        _must_be_declared(tx, message)
        return hand_over(tx, message, keep_for=rt.settings.early_message_for)


def _must_be_theirs(tx: Transaction, message: Message, correlation: Mapping[str, str], by: Actor) -> None:
    """Nobody moves a case they may not work on, or the run of no case they may not see."""
    about = select(Case.id).where(Case.number == str(correlation.get("business_key", "")))
    cases = set(tx.session.execute(about).scalars())
    for waiting in waiting_for(tx, message):
        instance = tx.session.get_one(ProcessInstance, waiting.instance_id)
        if instance.case_id is not None:
            cases.add(instance.case_id)
        elif not may_see_instance(tx.session, instance.id, by, owners=True):
            raise InstanceNotFound(instance_id=instance.id)
    for case_id in cases:
        must_work_on_case(tx.session, case_id, by)


def _brought(variables: Mapping[str, object]) -> dict[str, object]:
    """The message's variables; with the outcome among them, a message could close a case on its own."""
    decided = sorted(PROCESS_DECIDES & variables.keys())
    if decided:
        raise Invalid({f"variables.{name}": ["only the process decides this"] for name in decided})
    return checked_variables("variables", variables)


def _must_be_declared(tx: Transaction, message: Message) -> None:
    """Refuse what nobody asked for: an element takes from outside only what its property ``brings`` names.

    A message that no live diagram knows is kept as it is; whoever takes it later takes what they declare.
    """
    if not message.variables:
        return
    allowed = _declared(tx, message)
    if allowed is None:
        return
    names = ", ".join(sorted(allowed))
    told = f"this message brings only: {names}" if names else "this message brings no variables"
    wrong = {f"variables.{name}": [told] for name in sorted(message.variables.keys() - allowed)}
    if wrong:
        raise Invalid(wrong)


def _declared(tx: Transaction, message: Message) -> frozenset[str] | None:
    """What the receiver declares; without one, what the live diagrams say of this message."""
    waiting = waiting_for(tx, message)
    if len(waiting) == 1:
        instance = tx.lock_instance(waiting[0].instance_id)
        return tx.definitions.get(instance.definition_id).brought_to(waiting[0].activity_id, message.name)
    live = [tx.definitions.get(each).brought_by(message.name) for each in newest_definitions(tx)]
    known = [each for each in live if each is not None]
    return frozenset().union(*known) if known else None


def hand_over(tx: Transaction, message: Message, *, keep_for: timedelta | None) -> Delivery:
    """Deliver within this transaction: to the one wait, to a start event, or into keeping (None: drop it)."""
    waiting = waiting_for(tx, message)
    if len(waiting) > 1:
        raise AmbiguousCorrelation(name=message.name, count=len(waiting))
    if waiting:
        instance = tx.lock_instance(waiting[0].instance_id)
        if instance.state == InstanceState.SUSPENDED and keep_for is not None:
            early.keep(tx, message, until=tx.at + _UNTIL_RESUMED)
            return Delivery("kept")
        if _give(tx, instance, waiting[0].id, message):
            return Delivery("delivered", instance.id)
        raise StaleWrite(instance_id=instance.id)
    trigger = message_start(tx, message.name)
    if trigger is not None:
        started = start_instance(tx, trigger, message.variables, message.actor)
        return Delivery("started", started.id)
    if keep_for is not None:
        early.keep(tx, message, until=tx.at + keep_for)
    return Delivery("kept")


def waiting_for(tx: Transaction, message: Message) -> list[Subscription]:
    """The waits this message fits."""
    found = (
        select(Subscription)
        .where(
            Subscription.message_name == message.name,
            Subscription.correlation == message.correlation,
            Subscription.kind == "message",
        )
        .limit(3)
    )
    return list(tx.session.execute(found).scalars())


def _give(tx: Transaction, instance: ProcessInstance, subscription_id: UUID, message: Message) -> bool:
    """Let the instance take the message, unless its wait ended while we waited for the lock."""
    engine_id = next((key for key, wait in instance.waits.items() if wait[1] == str(subscription_id)), None)
    if engine_id is None:
        return False
    instance.must_run()
    if message.name in FROM_THE_CUSTOMER and instance.case_id is not None:
        customer_wrote(tx, instance, by=message.actor)
    activity_id = instance.waits[engine_id][2]
    cause = Cause(
        "message.received",
        message.actor,
        activity_id=activity_id,
        detail={"name": message.name},
        ending=message.ending,
    )
    stimulus = MessageReceived(engine_id, message.name, dict(message.variables))
    try:
        take_step(tx, instance, stimulus, cause)
    except EngineError as failed:
        stuck = Stuck(IncidentKind.MESSAGE, message.actor, activity_id=activity_id, detail=_kept(message))
        raise step_failed(tx, instance, failed, stuck) from failed
    return True


def _kept(message: Message) -> dict[str, object]:
    """What trying again needs."""
    return {
        "name": message.name,
        "correlation": message.correlation,
        "variables": dump_value(dict(message.variables)),
        "outside": message.outside,
        "ending": early.told_of(message.ending),
    }
