"""Cases: open one from the customer's words, exchange messages, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select

from service.domain import cases as rows
from service.domain.cases import NUMBER_PREFIX, Case, CaseKind, CaseMessage, CaseStatus
from service.domain.customers import Customer
from service.domain.instances import InstanceState
from service.domain.messages import correlation_text
from service.domain.people import CUSTOMER, FRONT_DESK
from service.domain.views import CaseMessageView, CaseView, OpenedCase
from service.errors import CaseNotFound, Invalid, NotInGroup
from service.ids import new_id
from service.operations.after_closing import came_late, tell_front_desk
from service.operations.answers import checked_text, checked_variables
from service.operations.customers import (
    KnownContact,
    KnownCustomer,
    find_or_add_contact,
    find_or_add_customer,
)
from service.operations.early import is_kept
from service.operations.intake import checked_channel, plausible
from service.operations.link_tokens import new_token, tracking_hash
from service.operations.messages import Message, hand_over
from service.operations.pauses import customer_wrote
from service.operations.starting import Beginning, begin
from service.store.hot import table
from service.store.numbers import next_number
from service.store.prepared import Prepared
from service.store.shaping import case_view, message_view
from service.store.visibility import must_work_on_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


_CASES = table(Case)
_ADD_CASE = Prepared(insert(_CASES))
_STATUS = Prepared(select(_CASES.c.status).where(_CASES.c.id == bindparam("wanted", required=True)))


@dataclass(frozen=True, slots=True)
class CustomerGiven:
    """Who the customer is: by ``id``, or by ``name`` and what is known (matched by phone, else created)."""

    id: UUID | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    industry: str = ""
    address: str = ""
    tier: int = 4


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """Whom to reach about it, and how."""

    name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is needed to open a case; what is None may be told later (policy table 1, before dispatch)."""

    kind: str
    channel: str
    customer: CustomerGiven
    contact: ContactGiven
    subject: str
    description: str
    contacted_at: datetime | None = None
    order_no: str | None = None
    product_model: str | None = None
    purchased_on: date | None = None
    contracted_on: date | None = None
    address: str | None = None
    expected_solution: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    """Further variables the process starts with."""


@dataclass(frozen=True, slots=True)
class NewCaseMessage:
    """Words to or from the customer, ``in`` or ``out``; ``written_at`` if before they were entered."""

    text: str
    direction: str
    channel: str
    written_at: datetime | None = None


def open_case(rt: Runtime, new: NewCase, *, by: Actor) -> OpenedCase:
    """Record the customer's matter and start the process that handles it."""
    if not (by.is_in(FRONT_DESK) or by.is_supervisor):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
    with rt.transaction() as tx:
        token = new_token(rt, tx)
        new = plausible(rt, new, tx.at)
        customer = find_or_add_customer(tx, new.customer, new.contact)
        contact = find_or_add_contact(tx, customer, new.contact, trusted=by.name != CUSTOMER.name)
        instance_id = new_id()
        given = _Given(_number(rt, tx, new), token, by.name, instance_id)
        case = _row(tx, new, (customer, contact), given)
        _ADD_CASE.run(tx.connection, case)
        variables = checked_variables("extra", {**new.extra, **_variables(case, customer, contact)})
        number = str(case["number"])
        instance = begin(tx, new.kind, Beginning(variables, by.name, number, case["id"], instance_id))
        over = _STATUS.first(tx.connection, {"wanted": case["id"]}) if instance.ended else None
        status = over[0] if over is not None else CaseStatus.OPEN
        url = f"{rt.settings.public_url.rstrip('/')}/t/{token}"
        return OpenedCase(case["id"], number, status, instance_id, url)


def add_message(rt: Runtime, case_id: UUID, new: NewCaseMessage, *, by: Actor) -> CaseMessageView:
    """Record words exchanged; the customer's own are handed to the process as ``customer_message``."""
    if new.direction not in ("in", "out"):
        raise Invalid.field("direction", "in or out")
    text, channel = checked_text("text", new.text), checked_channel(rt, new.channel)
    with rt.transaction() as tx:
        case = _visible(tx, case_id, by)
        written_at = _written_at(new, tx.at)
        message = CaseMessage(
            id=new_id(),
            case_id=case.id,
            direction=new.direction,
            channel=channel,
            text=text,
            at=written_at,
            by=by.name,
        )
        tx.add(message)
        if case.instance_id is not None:
            late = {"after_closing": True} if came_late(case, new.direction) else {}
            detail = {"direction": new.direction, "channel": channel, **late}
            instance = tx.lock_instance(case.instance_id)
            tx.tell(instance, "case.message", by.name, detail=detail)
            if new.direction == "in":
                customer_wrote(tx, instance, by=by.name, written_at=written_at)
        if new.direction == "in" and case.status == CaseStatus.OPEN:
            words = {"message_text": text, "message_channel": channel}
            thrown = Message("customer_message", _correlation(case), words, by.name)
            hand_over(tx, thrown, keep_for=rt.settings.early_message_for)
        elif came_late(case, new.direction):
            tell_front_desk(tx, case, text)
        return message_view(message)


def _written_at(new: NewCaseMessage, now: datetime) -> datetime:
    if new.written_at is not None and new.written_at > now:
        raise Invalid.field("written_at", "not in the future")
    return new.written_at or now


def withdraw_case(rt: Runtime, case_id: UUID, *, reason: str, by: Actor) -> CaseView:
    """The customer takes the matter back: the process hears ``case_withdrawn`` and ends; a suspended one
    hears it when it is resumed.
    """
    reason = checked_text("reason", reason) if reason.strip() else ""
    with rt.transaction() as tx:
        case = _visible(tx, case_id, by)
        if not (by.is_in(FRONT_DESK) or by.is_supervisor):
            raise NotInGroup(name=by.name, groups=FRONT_DESK)
        _take_back(tx, case, reason, by)
        heard = Message(
            "case_withdrawn",
            _correlation(case),
            {"reason": reason},
            by.name,
            ending=rows.Ending(CaseStatus.WITHDRAWN, rows.ClosedHow.WITHDRAWN, reason),
        )
        if not is_kept(tx, heard.name, heard.correlation):
            hand_over(tx, heard, keep_for=rt.settings.early_message_for)
        tx.flush()
        tx.session.refresh(case)
        customer = tx.session.get_one(Customer, case.customer_id)
        return case_view(case, customer.name)


def _take_back(tx: Transaction, case: Case, reason: str, by: Actor) -> None:
    """Note that the customer took it back; asked twice, once."""
    if case.instance_id is None:
        case.must_be_open()
        case.withdrawn_at = case.withdrawn_at or tx.at
        return
    instance = tx.lock_instance(case.instance_id)
    tx.session.refresh(case)
    case.must_be_open()
    if case.withdrawn_at is None:
        case.withdrawn_at = tx.at
        told = {"reason": reason} if reason else {}
        waits = {"waits_for": "resumption"} if instance.state == InstanceState.SUSPENDED else {}
        tx.tell(instance, "case.withdrawn", by.name, detail={**told, **waits})


@dataclass(frozen=True, slots=True)
class _Given:
    number: str
    token: str
    by: str
    instance_id: UUID


def _number(rt: Runtime, tx: Transaction, new: NewCase) -> str:
    year = tx.at.astimezone(ZoneInfo(rt.settings.time_zone)).year
    return next_number(tx.connection, NUMBER_PREFIX[CaseKind(new.kind)], year)


def _row(
    tx: Transaction, new: NewCase, who: tuple[KnownCustomer, KnownContact], given: _Given
) -> dict[str, Any]:
    contacted_at = new.contacted_at or tx.at
    customer, contact = who
    return {
        "id": new_id(),
        "number": given.number,
        "kind": new.kind,
        "channel": new.channel,
        "contacted_at": contacted_at,
        "created_at": tx.at,
        "created_by": given.by,
        "entry_delay_s": int((tx.at - contacted_at).total_seconds()),
        "customer_id": customer.id,
        "instance_id": given.instance_id,
        "contact_id": contact.id,
        "subject": checked_text("subject", new.subject),
        "description": checked_text("description", new.description),
        "order_no": new.order_no,
        "product_model": new.product_model,
        "purchased_on": new.purchased_on,
        "contracted_on": new.contracted_on,
        "address": new.address or customer.address or None,
        "expected_solution": new.expected_solution,
        "tier": customer.tier,
        "round": 1,
        "status": CaseStatus.OPEN,
        "tracking_token_hash": tracking_hash(given.token),
    }


def _variables(case: dict[str, Any], customer: KnownCustomer, contact: KnownContact) -> dict[str, object]:
    """What the process starts with."""
    told = (
        "kind",
        "channel",
        "subject",
        "description",
        "order_no",
        "product_model",
        "purchased_on",
        "contracted_on",
        "expected_solution",
        "address",
        "tier",
        "contacted_at",
        "round",
    )
    return {name: case[name] for name in told} | {
        "customer_name": customer.name,
        "contact_name": contact.name,
        "contact_phone": contact.phone,
        "contact_email": contact.email,
        "case_number": case["number"],
    }


def _correlation(case: Case) -> str:
    return correlation_text({"business_key": case.number})


def _visible(tx: Transaction, case_id: UUID, by: Actor) -> Case:
    """The case; for whoever may not see it, it is not there."""
    case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
    must_work_on_case(tx.session, case_id, by)
    return case
