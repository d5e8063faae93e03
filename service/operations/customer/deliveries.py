"""Deliveries: one message to one recipient over one way, as a row of the outbox.

A notice is turned into deliveries in the commit that ends it; each is sent by the workers, tried again, and
handed to the next way when its own keeps failing. Each has one link, however often it is tried; it is made
as the message is sent, and stands in no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from service.domain.incidents import Incident, IncidentKind
from service.domain.notice_templates import INSTANT, PROMOTIONAL, fill
from service.domain.outbox import OutboxKind, OutboxMessage, OutboxState
from service.domain.people import SYSTEM
from service.domain.quiet import quiet_until
from service.domain.ways import ways_of
from service.ids import new_id
from service.operations.customer.late import late_names
from service.operations.customer.links import delivery_link
from service.operations.customer.recipients import CUSTOMER, Reached, reached, ways_to
from service.operations.failures import Stuck, open_incident
from service.operations.timers import backoff
from service.queries.customer.wording import words_of

if TYPE_CHECKING:
    from service.operations.outbox import EffectWork
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

TOPIC = "deliver"
UNSUBSCRIBED = "unsubscribed"
NO_WAY = "nothing that is set up reaches them"
_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out, and as it may be kept: with its links left out."""

    way: str
    who: Reached
    subject: str
    text: str
    kept: Mapping[str, str]
    unsubscribe_url: str = ""


def plan(rt: Runtime, effect: EffectWork) -> list[str]:
    """Make a notice into deliveries; the ways they begin with."""
    told = _told(effect.payload.get("to"))
    template = str(effect.payload.get("template") or "plain")
    with rt.transaction() as tx:
        rows = [
            _row(tx, effect, template, who, ways_to(rt.settings, who))
            for who in reached(tx.session, rt.settings, effect.case_id, told, effect.instance_id)
        ]
        if rows:
            tx.session.execute(insert(OutboxMessage), rows)
        return [str(row["channel"]) for row in rows if row["state"] == OutboxState.PENDING]


def compose(rt: Runtime, effect: EffectWork) -> Letter:
    """The message of a delivery in its recipient's language, with a link made for it."""
    payload = effect.payload
    with rt.transaction() as tx:
        told = _told(payload.get("to"))
        [who] = reached(tx.session, rt.settings, effect.case_id, told, effect.instance_id)
        words = words_of(rt, tx.session, str(payload["notice"]), who.language)
        facts = _facts(rt, effect, who)
        places = "".join((words.subject, words.text))
        link = ""
        asked = "{link}" in places or "{unsubscribe}" in places
        if who.kind == CUSTOMER and effect.case_id is not None and asked:
            link = delivery_link(rt, tx, effect.case_id, effect.id).url
        links = {"link": link, "unsubscribe": f"{link}/unsubscribe"} if link else {}
        hidden = dict.fromkeys(links, _HIDDEN)
    kept = {"subject": fill(words.subject, facts | hidden), "text": fill(words.text, facts | hidden)}
    return Letter(
        str(payload["way"]),
        who,
        fill(words.subject, facts | links).strip(),
        fill(words.text, facts | links).strip(),
        kept,
        links.get("unsubscribe", "") if payload["notice"] in PROMOTIONAL else "",
    )


def held_back(rt: Runtime, effect: EffectWork, who: Reached) -> datetime | None:
    """Hold a delivery that would ring at night until the morning; None when it may go now."""
    way = next(
        (way for way, _ in ways_of(rt.settings.notify_urls) if way.name == effect.payload["way"]), None
    )
    if way is None or not way.rings:
        return None
    hours = rt.settings.quiet_customers if who.kind == CUSTOMER else rt.settings.quiet_staff
    until = quiet_until(hours, who.zone, rt.now())
    if until is not None:
        with rt.transaction() as tx:
            message, _ = tx.lock_outbox(effect.id)
            if message.state in (OutboxState.PENDING, OutboxState.DISPATCHED):
                message.state, message.next_try_at, message.held_until = OutboxState.PENDING, until, until
    return until


def fail_delivery(rt: Runtime, outbox_id: UUID, error: str) -> None:
    """An attempt failed: again later, or by the next way; a way that keeps failing is an incident."""
    with rt.transaction() as tx:
        message, instance = tx.lock_outbox(outbox_id)
        if message.state not in (OutboxState.PENDING, OutboxState.DISPATCHED):
            return
        message.attempts, message.last_error = message.attempts + 1, error[:2000]
        if message.attempts < rt.settings.delivery_attempts:
            message.state, message.next_try_at = OutboxState.PENDING, tx.at + backoff(rt, message.attempts)
            return
        message.state = OutboxState.FAILED
        way = str(message.channel)
        detail = {"topic": TOPIC, "channel": way, "attempts": message.attempts}
        if instance is not None:
            tx.tell(instance, "effect.failed", SYSTEM.name, detail={**detail, "error": error[:2000]})
        rest = cast("list[str]", message.payload.get("rest") or [])
        if rest:
            tx.session.execute(insert(OutboxMessage), [_next(tx, message, rest)])
        if not rest or not _known_to_fail(tx, way):
            stuck = Stuck(IncidentKind.EFFECT, SYSTEM.name, message.id, None, detail)
            key = instance.process_key if instance is not None else ""
            facts = {"process_key": key, "reason": f"{way}: {error[:2000]}"}
            open_incident(tx, instance, stuck, facts)


def _row(
    tx: Transaction, effect: EffectWork, template: str, who: Reached, ways: list[str]
) -> dict[str, Any]:  # Any: a row
    stopped = UNSUBSCRIBED if who.unsubscribed and template in PROMOTIONAL else "" if ways else NO_WAY
    facts = {name: value for name, value in effect.payload.items() if name not in ("to", "template")}
    payload = {
        "to": list(who.told),
        "notice": template,
        "facts": facts,
        "way": ways[0] if ways else "",
        "rest": ways[1:],
    }
    return _outbox(tx, effect.instance_id, f"{effect.idempotency_key}:{who.mark}", payload) | {
        "state": OutboxState.CANCELLED if stopped else OutboxState.PENDING,
        "last_error": stopped or None,
        "recipient": ", ".join(who.told)[:255],
        "template": template[:255],
        "customer_id": who.customer_id,
    }


def _next(tx: Transaction, message: OutboxMessage, rest: list[str]) -> dict[str, Any]:  # Any: a row
    payload = {**message.payload, "way": rest[0], "rest": rest[1:]}
    return _outbox(tx, message.instance_id, f"next:{message.id}", payload) | {
        "recipient": message.recipient,
        "template": message.template,
        "customer_id": message.customer_id,
    }


def _outbox(
    tx: Transaction, instance_id: UUID | None, key: str, payload: Mapping[str, object]
) -> dict[str, Any]:  # Any: a row
    return {
        "id": new_id(),
        "instance_id": instance_id,
        "kind": OutboxKind.NOTICE,
        "engine_id": "",
        "activity_id": "",
        "topic": TOPIC,
        "payload": payload,
        "idempotency_key": key,
        "state": OutboxState.PENDING,
        "attempts": 0,
        "created_at": tx.at,
        "next_try_at": tx.at,
        "channel": str(payload["way"]) or "none",
        "last_error": None,
    }


def _known_to_fail(tx: Transaction, way: str) -> bool:
    """Whether supervisors know already that this way fails: one incident for it is enough."""
    told = select(Incident.id).where(
        Incident.state == "open",
        Incident.kind == IncidentKind.EFFECT,
        Incident.message.startswith(f"{way}: ", autoescape=True),
    )
    return tx.session.execute(told.limit(1)).first() is not None


def _facts(rt: Runtime, effect: EffectWork, who: Reached) -> dict[str, str]:
    given = cast("Mapping[str, object]", effect.payload.get("facts") or {})
    facts = {name: _plain(value, who) for name, value in given.items() if value is not None}
    facts |= late_names(rt, effect, given, who.language)
    house = rt.settings.public_url.rstrip("/")
    desk = f"{house}/desk"
    if "task_id" in facts:
        desk = f"{desk}/tasks/{facts['task_id']}"
    elif effect.case_id is not None:
        desk = f"{desk}/cases/{effect.case_id}"
    elif "page" in facts:
        desk = f"{desk}{facts['page']}"
    own = {"case": effect.case_number, "subject": who.subject, "customer_name": who.name}
    ours = {"desk": desk, "link": desk} if who.kind != CUSTOMER else {}
    return (
        facts
        | {name: text for name, text in own.items() if text}
        | ours
        | {"company": rt.settings.called(who.language)}
    )


def _plain(value: object, who: Reached) -> str:
    """The value as words; one told in several languages in the reader's, an instant by the reader's clock."""
    if isinstance(value, Mapping) and INSTANT in value:
        local = datetime.fromisoformat(str(value[INSTANT])).astimezone(ZoneInfo(who.zone))
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, Mapping):
        return str(value.get(who.language) or value.get("en") or "")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _told(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    return tuple(str(each) for each in given) if isinstance(given, list | tuple) else ()
