"""Cases customers open themselves: told from programs without anybody's help, counted, agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from service.domain.cases import Case, CaseKind
from service.domain.customers import Contact
from service.domain.links import Consent
from service.domain.people import CUSTOMER
from service.errors import Invalid, NotFound
from service.ids import new_id
from service.operations import cases, idempotency
from service.operations.cases import ContactGiven, CustomerGiven, NewCase
from service.operations.customer import knocks
from service.operations.customer.links import AT_THE_LINK
from service.operations.idempotency import KeptAnswer
from service.queries.customer.wording import words_of
from service.runtime.secret import is_signed, signed

if TYPE_CHECKING:
    from service.domain.views import OpenedCase
    from service.runtime import Runtime

CHANNEL = "form"
_OLDEST_S = 24 * 3600
_LONGEST = 4_000
_SHORT = 120
_CREATED = 201


@dataclass(frozen=True, slots=True)
class Told:
    """What the form says. ``stamp`` came with it; ``trap`` is a field nobody sees and programs fill in."""

    stamp: str
    trap: str
    kind: str
    name: str
    phone: str
    email: str
    subject: str
    description: str
    product_model: str = ""
    order_no: str = ""
    address: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class OpenedPublicly:
    """What whoever sent the form is told; the link only the first time."""

    number: str
    url: str = ""

    @property
    def token(self) -> str:
        """What the link ends in."""
        return self.url.rpartition("/")[2]


def stamp_now(rt: Runtime) -> str:
    """What an empty form is sent with: when it was, signed."""
    at = str(int(rt.now().timestamp()))
    nonce = new_id().hex
    return f"{at}.{nonce}.{signed(rt.settings, 'form', f'{at}.{nonce}')}"


def consent_now(rt: Runtime, language: str) -> tuple[str, int]:
    """What customers agree to, as it reads now, and which version of the words that is."""
    with rt.reading() as session:
        words = words_of(rt, session, "consent", language)
    text = words.text.replace("{company}", rt.settings.called(language))
    return text[:1].upper() + text[1:], words.version


def must_be_open(rt: Runtime) -> None:
    """Refuse while the form is switched off."""
    if not rt.settings.public_form:
        raise NotFound


def open_once(rt: Runtime, told: Told, *, address: str, language: str) -> OpenedPublicly:
    """Open the case of this form; sent again, it tells the number, and the link to nobody a second time."""
    with rt.transaction():
        key = f"form:{told.stamp.split('.')[1][:32]}" if told.stamp.count(".") == 2 else ""
        kept = idempotency.claim_key(rt, actor=CUSTOMER.name, key=key, digest="form") if key else None
        if kept is not None:
            return OpenedPublicly(orjson.loads(kept.body)["number"])
        opened = open_publicly(rt, told, address=address, language=language)
        if key:
            answer = KeptAnswer(_CREATED, orjson.dumps({"number": opened.number}))
            idempotency.keep_answer(rt, actor=CUSTOMER.name, key=key, answer=answer)
        return OpenedPublicly(opened.number, opened.tracking_url)


def open_publicly(rt: Runtime, told: Told, *, address: str, language: str) -> OpenedCase:
    """Open a case for somebody unknown.

    Whether we know the telephone number is not told, and what we know by it is not shown. Every form that
    might open one counts, those a program filled in too; one with something left out can open none.
    """
    must_be_open(rt)
    knocks.must_be_let(rt, knocks.FORM, address)
    _must_be_whole(told)
    knocks.knocked(rt, knocks.FORM, address)
    _must_be_a_person(rt, told)
    with rt.transaction() as tx:
        opened = cases.open_case(rt, _new_case(told), by=AT_THE_LINK)
        text, version = consent_now(rt, language)
        row = {"case_id": opened.id, "language": language, "version": version}
        tx.add(Consent(id=new_id(), text=text, at=tx.at, **row))
        contact_id = tx.session.get_one(Case, opened.id).contact_id
        tx.session.get_one(Contact, contact_id).language = language
        tx.tell(
            tx.lock_instance(opened.instance_id),
            "case.consented",
            CUSTOMER.name,
            detail={"version": version, "language": language},
        )
        return opened


def _new_case(told: Told) -> NewCase:
    """What was told, as a case is opened from it."""
    contact = ContactGiven(_short(told.name), _short(told.phone), _short(told.email))
    customer = CustomerGiven(name=contact.name, phone=contact.phone, email=contact.email)
    return NewCase(
        kind=told.kind if told.kind in set(CaseKind) else CaseKind.FEEDBACK,
        channel=CHANNEL,
        customer=customer,
        contact=contact,
        subject=_short(told.subject),
        description=told.description.strip(),
        product_model=_short(told.product_model) or None,
        order_no=_short(told.order_no) or None,
        address=told.address.strip()[:500] or None,
    )


def _must_be_a_person(rt: Runtime, told: Told) -> None:
    """Nobody fills in what nobody sees, types within a blink, or sends a form that was never asked for."""
    at, _, rest = told.stamp.partition(".")
    nonce, _, signature = rest.partition(".")
    if told.trap or not is_signed(rt.settings, "form", f"{at}.{nonce}", signature):
        raise Invalid.field("form", "send it once more")
    age = (rt.now() - datetime.fromtimestamp(int(at), UTC)).total_seconds()
    if age < rt.settings.form_least.total_seconds() or age > _OLDEST_S:
        raise Invalid.field("form", "send it once more")


def _must_be_whole(told: Told) -> None:
    wrong: dict[str, list[str]] = {}
    for name in ("name", "phone", "subject", "description"):
        if not getattr(told, name).strip():
            wrong[name] = ["say something"]
    if len(told.description) > _LONGEST:
        wrong["description"] = [f"at most {_LONGEST} characters"]
    if not told.agreed:
        wrong["agreed"] = ["we need your agreement"]
    if wrong:
        raise Invalid(wrong)


def _short(text: str) -> str:
    return " ".join(text.split())[:_SHORT]
