"""Whom a notice is for, and how they are reached: the customer of the case, a customer by themselves
(``customer:<id>``), people and groups of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.customers import Contact, Customer
from service.domain.people import ALL, SUPERVISOR, Person, PersonGroup
from service.domain.tasks import UserTask
from service.domain.ways import Reach, Way, ways_of
from service.store.merged import kept_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.settings import Settings

CUSTOMER, STAFF = "customer", "staff"
_BY_ID = f"{CUSTOMER}:"


class _Manner(TypedDict):
    language: str
    zone: str
    unsubscribed: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody can be reached, in which language, and by which clock they sleep."""

    kind: str
    """``customer`` or ``staff``."""
    told: tuple[str, ...]
    """Whom, as the notice names them."""
    mails: tuple[str, ...] = ()
    phone: str = ""
    language: str = ""
    zone: str = ""
    subject: str = ""
    name: str = ""
    unsubscribed: bool = False
    customer_id: UUID | None = None

    @property
    def mark(self) -> str:
        """What tells them from the others the same notice is for."""
        return self.told[0] if self.kind == CUSTOMER else self.kind

    def by(self, way: Way) -> bool:
        """Whether this way leads to them."""
        if way.reach is Reach.MAIL:
            return bool(self.mails) or self.kind == STAFF
        if way.reach is Reach.PHONE:
            return bool(self.phone)
        return way.reach is Reach.PROGRAM or self.kind == STAFF


def ways_to(settings: Settings, who: Reached) -> list[str]:
    """The names of the ways that lead to them, in the order the settings give."""
    return [way.name for way, url in ways_of(settings.notify_urls) if who.by(way) and _carries(way, url, who)]


def _carries(way: Way, url: str, who: Reached) -> bool:
    """Mail without anybody's address goes only where standing addresses (``to=``) are."""
    return way.reach is not Reach.MAIL or bool(who.mails) or "to=" in url


def reached(
    session: Session, settings: Settings, case_id: UUID | None, told: Sequence[str], instance_id: UUID | None
) -> list[Reached]:
    """The customer by themselves, all of ours together: each is told once."""
    found = []
    if CUSTOMER in told and case_id is not None:
        found.append(_customer(session, settings, case_id))
    found += _by_id(session, settings, [each for each in told if each.startswith(_BY_ID)])
    ours = tuple(each for each in told if each != CUSTOMER and not each.startswith(_BY_ID))
    if ours:
        found.append(_staff(session, settings, ours, instance_id))
    return found


def _customer(session: Session, settings: Settings, case_id: UUID) -> Reached:
    wanted = (
        select(Case.subject, Contact, Customer)
        .join(Contact, Contact.id == Case.contact_id)
        .join(Customer, Customer.id == Case.customer_id)
        .where(Case.id == case_id)
    )
    subject, contact, customer = session.execute(wanted).one()
    mail = contact.email or customer.email
    return Reached(
        CUSTOMER,
        (CUSTOMER,),
        mails=(mail,) if mail else (),
        phone=contact.phone,
        subject=subject,
        name=contact.name or customer.name,
        customer_id=customer.id,
        **_manner(settings, contact),
    )


def _by_id(session: Session, settings: Settings, told: Iterable[str]) -> Iterator[Reached]:
    """Customers of whom it is told, not of a case; whoever is none of ours is nobody."""
    for each in told:
        customer = session.get(Customer, kept_of(session, UUID(each.removeprefix(_BY_ID))))
        if customer is None:
            continue
        contact = _spoken_for(session, customer)
        mail = customer.email or (contact.email if contact else "")
        yield Reached(
            CUSTOMER,
            (each,),
            mails=(mail,) if mail else (),
            phone=customer.phone or (contact.phone if contact else ""),
            name=customer.name,
            customer_id=customer.id,
            **_manner(settings, contact),
        )


def _spoken_for(session: Session, customer: Customer) -> Contact | None:
    """The person to reach there: whose address is the customer's own, else whoever was named last."""
    own = (Contact.email != "") & (Contact.email == customer.email)
    wanted = select(Contact).where(Contact.customer_id == customer.id)
    return session.scalars(wanted.order_by(own.desc(), Contact.id.desc()).limit(1)).first()


def _manner(settings: Settings, contact: Contact | None) -> _Manner:
    """In which language and by which clock a contact is told, and what they do not want."""
    return {
        "language": (contact.language if contact else None) or settings.language,
        "zone": (contact.time_zone if contact else None) or settings.time_zone,
        "unsubscribed": contact is not None and contact.unsubscribed_at is not None,
    }


def _staff(session: Session, settings: Settings, told: tuple[str, ...], instance_id: UUID | None) -> Reached:
    written = tuple(each for each in told if "@" in each and ":" not in each)
    people = _people(session, told, instance_id)
    one = people[0] if len(people) == 1 else None
    return Reached(
        STAFF,
        told,
        mails=tuple(dict.fromkeys([*written, *(each.email for each in people if each.email)])),
        phone=(one.phone or "") if one is not None else "",
        language=one.language if one is not None else settings.language,
        zone=settings.time_zone,
    )


def _people(session: Session, told: Iterable[str], instance_id: UUID | None) -> list[Person]:
    """The people meant, each once."""
    names: set[str] = set()
    groups: set[str] = set()
    for each in told:
        kind, _, name = each.partition(":")
        if kind == "person":
            names.add(name)
        elif kind == "group":
            groups.add(name)
        elif kind == "lead":
            names |= _leads(session, name)
        elif kind == "assignee":
            names |= _assignees(session, name, instance_id)
        elif each == SUPERVISOR:
            groups.add(SUPERVISOR)
            names |= _supervising(session).keys()
    members = select(PersonGroup.person_name).where(PersonGroup.group_name.in_(groups))
    wanted = select(Person).where(Person.active, Person.name.in_(names) | Person.name.in_(members))
    return list(session.execute(wanted.order_by(Person.name)).scalars())


def _leads(session: Session, group: str) -> set[str]:
    """Who supervises this group by name; where nobody does, whoever supervises every group."""
    supervising = _supervising(session)
    of_this = {name for name, groups in supervising.items() if group in groups}
    return of_this or {name for name, groups in supervising.items() if not ALL.isdisjoint(groups)}


def _supervising(session: Session) -> dict[str, list[str]]:
    """Everybody of ours who supervises anything, and what."""
    people = select(Person.name, Person.supervises).where(Person.active)
    return {name: groups for name, groups in session.execute(people) if groups}


def _assignees(session: Session, activity_id: str, instance_id: UUID | None) -> set[str]:
    mine = (UserTask.instance_id == instance_id) & (UserTask.activity_id == activity_id)
    last = select(UserTask.assignee).where(mine).order_by(UserTask.id.desc()).limit(1)
    return {name for name in session.execute(last).scalars() if name}
