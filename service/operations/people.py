"""People: add, change password, groups."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from service.domain.addresses import is_mail_address
from service.domain.people import CUSTOMER, SYSTEM, Group, Person, PersonGroup, SessionToken
from service.domain.tasks import OPEN_STATES, UserTask
from service.domain.views import PersonView
from service.errors import Invalid, NameTaken, PersonNotFound
from service.operations.audit import note_act
from service.store.shaping import person_view

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**14, 8, 1
_SHORTEST, _SHORTEST_OF_DEMO = 8, 4
_NAME = re.compile(r"[\w.@+-]{1,64}")
"""What somebody signs in with; what they are called is their display name."""

_NOBODYS = frozenset({SYSTEM.name, CUSTOMER.name})
"""By these the record tells what no colleague did; nobody may act in their name."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be let in; ``supervises`` may be ``("*",)`` for every group."""

    name: str
    password: str
    display_name: str = ""
    groups: Iterable[str] = ()
    supervises: Iterable[str] = ()
    language: str = ""
    demo: bool = False
    email: str = ""
    phone: str = ""


def add_person(rt: Runtime, new: NewPerson) -> PersonView:
    """Let somebody in."""
    name = new.name.strip()
    if not may_be_a_name(name):
        raise Invalid.field("name", "1 to 64 letters, digits or . _ - @ +, without spaces")
    password_hash = hash_password(new.password, shortest=_SHORTEST_OF_DEMO if new.demo else _SHORTEST)
    groups = tuple(sorted(set(new.groups)))
    with rt.transaction() as tx:
        if name.lower() in _NOBODYS or tx.session.get(Person, name) is not None:
            raise NameTaken(what="person", name=name)
        person = Person(
            name=name,
            display_name=new.display_name or name,
            password_hash=password_hash,
            supervises=sorted(set(new.supervises)),
            language=new.language or rt.settings.language,
            active=True,
            demo=new.demo,
            created_at=tx.at,
            email=_reachable("email", new.email),
            phone=_reachable("phone", new.phone),
        )
        tx.add(person)
        tx.session.flush()
        tx.session.add_all(PersonGroup(person_name=name, group_name=group) for group in groups)
        note_act(tx, "person.added", name, by=SYSTEM.name, groups=list(groups))
        return person_view(person, groups)


def change_password(rt: Runtime, name: str, *, new: str) -> None:
    """Set a new password and end every sign-in made with the old one."""
    password_hash = hash_password(new)
    with rt.transaction() as tx:
        renew_password(tx, tx.get(Person, name, PersonNotFound(name=name)), password_hash)


def renew_password(tx: Transaction, person: Person, password_hash: str) -> None:
    """Keep the new password's hash and end every sign-in made with the old one."""
    person.password_hash = password_hash
    _end_sign_ins(tx, person.name)
    note_act(tx, "person.password_changed", person.name, by=person.name)


def _end_sign_ins(tx: Transaction, name: str) -> None:
    mine = (SessionToken.person_name == name) & SessionToken.revoked_at.is_(None)
    tx.session.execute(update(SessionToken).where(mine).values(revoked_at=tx.at))


def reach_person(rt: Runtime, name: str, *, email: str | None = None, phone: str | None = None) -> PersonView:
    """Keep where somebody gets mail and short messages; None leaves it, the empty text takes it away."""
    with rt.transaction() as tx:
        person = tx.get(Person, name, PersonNotFound(name=name))
        if email is not None:
            person.email = _reachable("email", email)
        if phone is not None:
            person.phone = _reachable("phone", phone)
        note_act(tx, "person.reached_at", name, by=SYSTEM.name)
        return person_view(person, tuple(sorted(_groups_of(tx, name))))


def _reachable(field: str, text: str) -> str | None:
    """The address or number without space around it; None for none."""
    told = text.strip()
    if not told:
        return None
    right = is_mail_address(told) if field == "email" else any(each.isdigit() for each in told)
    if not right or len(told) > 255 or not told.isprintable():
        raise Invalid.field(field, "an address such as lena@example.com" if field == "email" else "a number")
    return told


def deactivate_person(rt: Runtime, name: str) -> int:
    """Let somebody in no longer and end their sign-ins; what they did stays on record under their name.

    Returns how many open tasks are still theirs, for a supervisor to reassign.
    """
    with rt.transaction() as tx:
        person = tx.get(Person, name, PersonNotFound(name=name))
        person.active = False
        _end_sign_ins(tx, name)
        note_act(tx, "person.deactivated", name, by=SYSTEM.name)
        theirs = select(func.count()).select_from(UserTask)
        open_ones = (UserTask.assignee == name) & UserTask.state.in_(OPEN_STATES)
        return tx.session.execute(theirs.where(open_ones)).scalar_one()


def set_groups(rt: Runtime, groups: Mapping[str, Mapping[str, str]]) -> None:
    """Make the groups known, with their names by language; groups no longer named stay."""
    with rt.transaction() as tx:
        known = {group.name: group for group in tx.session.execute(select(Group)).scalars()}
        for name, names in groups.items():
            if name not in known:
                tx.add(Group(name=name, names=dict(names)))
            elif known[name].names != dict(names):
                known[name].names = dict(names)


def must_be_known(rt: Runtime, groups: Collection[str]) -> None:
    """Refuse groups that do not exist, once any do: a slip of the pen would let somebody in to nothing."""
    with rt.reading() as session:
        known = set(session.execute(select(Group.name)).scalars())
    unknown = sorted(set(groups) - known)
    if known and unknown:
        told = f"there is no {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        raise Invalid.field("group", told)


def change_person(
    rt: Runtime,
    name: str,
    *,
    groups: Collection[str] | None = None,
    supervises: Collection[str] | None = None,
) -> PersonView:
    """Make these the groups somebody is in, and those they supervise; None leaves them."""
    with rt.transaction() as tx:
        person = tx.get(Person, name, PersonNotFound(name=name))
        if groups is not None:
            put_in_groups(tx, name, groups)
        if supervises is not None:
            person.supervises = sorted(set(supervises))
            note_act(tx, "person.supervises", name, by=SYSTEM.name, groups=person.supervises)
        return person_view(person, tuple(sorted(_groups_of(tx, name))))


def put_in_groups(tx: Transaction, name: str, groups: Collection[str]) -> None:
    """Make these the groups of a person; noted if it changes anything."""
    wanted, before = set(groups), _groups_of(tx, name)
    if wanted == before:
        return
    gone = (PersonGroup.person_name == name) & PersonGroup.group_name.in_(before - wanted)
    tx.session.execute(delete(PersonGroup).where(gone))
    tx.session.add_all(PersonGroup(person_name=name, group_name=group) for group in sorted(wanted - before))
    tx.session.flush()
    note_act(tx, "person.put_in_groups", name, by=SYSTEM.name, groups=sorted(wanted), before=sorted(before))


def _groups_of(tx: Transaction, name: str) -> set[str]:
    wanted = select(PersonGroup.group_name).where(PersonGroup.person_name == name)
    return set(tx.session.execute(wanted).scalars())


def active_person(session: Session, name: str) -> Person:
    """The person of this name who may sign in."""
    person = session.get(Person, name)
    if person is None or not person.active:
        raise PersonNotFound(name=name)
    return person


def may_be_a_name(name: str) -> bool:
    """Whether somebody could be called that."""
    return _NAME.fullmatch(name) is not None


def hash_password(password: str, *, shortest: int = _SHORTEST) -> str:
    """A salted, slow hash that tells its own cost: ``scrypt$<n>$<salt>$<hash>``.

    Slow on purpose, so never inside a transaction.
    """
    if len(password) < shortest:
        raise Invalid.field("password", f"at least {shortest} characters")
    salt, cost = os.urandom(16), _SCRYPT_N
    return f"scrypt${cost}${salt.hex()}${_scrypt(password, salt, cost).hex()}"


def fits(password: str, password_hash: str) -> bool:
    """Whether this is the password that was hashed, at whatever cost it was."""
    _, cost, salt, wanted = password_hash.split("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt), int(cost)), bytes.fromhex(wanted))


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=_SCRYPT_R, p=_SCRYPT_P, dklen=32)
