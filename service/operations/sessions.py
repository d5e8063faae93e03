"""Sign-ins: a password for a token, a token for an actor."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from service.domain.people import Actor, Group, Person, PersonGroup, SessionToken, StandIn
from service.domain.substitutions import Substitution
from service.domain.views import SignedIn
from service.errors import SignInRefused, Unavailable, WrongPassword
from service.operations.audit import note_act
from service.operations.failed_sign_ins import (
    Counter,
    Whence,
    count,
    counters_of,
    forget,
    known_from_now,
    must_be_let,
)
from service.operations.people import (
    fits,
    hash_password,
    may_be_a_name,
    put_in_groups,
    renew_password,
)
from service.store.hot import table
from service.store.prepared import Prepared
from service.store.shaping import person_view

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

log = logging.getLogger(__name__)

_NOTED_EVERY = timedelta(minutes=5)
_NOWHERE = Whence()
_NOBODY = hash_password(secrets.token_hex())
"""Compared with when there is no such person, so that the answer takes as long and says as little."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody for whom the company's own sign-in vouches; ``groups`` are theirs from now on, None: as they
    were. ``issuer`` says who they are there (``subject``), and in which session of theirs.
    """

    name: str
    groups: tuple[str, ...] | None = None
    issuer: str = ""
    subject: str = ""
    session: str = ""


def elsewhere(issuer: str, name: str) -> str | None:
    """What is kept of a name or session at the company's own sign-in: enough to know it again."""
    return hashlib.sha256(f"{issuer}\n{name}".encode()).hexdigest() if name else None


def sign_in(rt: Runtime, username: str, password: str, *, whence: Whence = _NOWHERE) -> SignedIn:
    """Check the password and hand out a token; too many failures close the door for a while."""
    checked = _whoever_knows(rt, username, password, whence)
    with rt.transaction() as tx:
        return _let_in(rt, tx, _still(tx, checked), _How("password", whence))


@dataclass(frozen=True, slots=True)
class _Checked:
    """Whoever knew the password, and what failures of theirs were counted for."""

    person: Person
    counters: tuple[Counter, ...]


def _whoever_knows(rt: Runtime, username: str, password: str, whence: Whence) -> _Checked:
    counters, named = counters_of(rt, username, whence), may_be_a_name(username)
    must_be_let(rt, counters)
    with rt.reading() as session:
        person = session.get(Person, username) if named else None
    fitting = fits(password, person.password_hash if person is not None else _NOBODY)
    if person is None or not person.active or not fitting:
        with rt.transaction() as tx:
            count(tx, counters)
            if named:
                note_act(tx, "sign_in.failed", username, by=username)
        raise WrongPassword
    return _Checked(person, counters)


def _still(tx: Transaction, checked: _Checked) -> Person:
    """The person under lock, if the password that was found to fit is still theirs."""
    known = checked.person
    person = tx.session.get(Person, known.name, with_for_update=True, populate_existing=True)
    if person is None or not person.active or person.password_hash != known.password_hash:
        raise WrongPassword
    forget(tx, checked.counters)
    return person


def sign_in_vouched(rt: Runtime, vouched: Vouched, *, whence: Whence = _NOWHERE) -> SignedIn:
    """Let in somebody known here, for whom the company's own sign-in vouches."""
    with rt.transaction() as tx:
        person = tx.session.get(Person, vouched.name)
        if person is None or not person.active:
            raise SignInRefused(reason="unknown")
        if vouched.groups is not None:
            _join(tx, person.name, vouched.groups)
        issuer = vouched.issuer
        marks = (elsewhere(issuer, vouched.subject), elsewhere(issuer, vouched.session))
        return _let_in(rt, tx, person, _How("oidc", whence, *marks))


def change_own_password(rt: Runtime, name: str, *, old: str, new: str, whence: Whence = _NOWHERE) -> SignedIn:
    """Set a new password for whoever knows the old one; every other sign-in ends, this is a fresh one."""
    checked, password_hash = _whoever_knows(rt, name, old, whence), hash_password(new)
    with rt.transaction() as tx:
        person = _still(tx, checked)
        renew_password(tx, person, password_hash)
        return _let_in(rt, tx, person, _How("password", whence))


@dataclass(frozen=True, slots=True)
class _How:
    """By which way somebody came in, and whence; and who they are where they were vouched for."""

    way: str
    whence: Whence
    vouched_for: str | None = None
    vouched_in: str | None = None


def _let_in(rt: Runtime, tx: Transaction, person: Person, how: _How) -> SignedIn:
    """A fresh token for this person."""
    token = secrets.token_urlsafe(32)
    row = SessionToken(
        token_hash=_hashed(token),
        person_name=person.name,
        created_at=tx.at,
        expires_at=tx.at + rt.settings.session_for,
        way=how.way,
        device=how.whence.device[:255],
        vouched_for=how.vouched_for,
        vouched_in=how.vouched_in,
    )
    tx.add(row)
    note_act(tx, "sign_in.made", person.name, by=person.name, way=how.way)
    groups = tuple(tx.session.execute(_GROUPS, {"name": person.name}).scalars())
    known = known_from_now(rt.settings, person.name, how.whence.known)
    return SignedIn(token, row.expires_at, person_view(person, groups), known)


def _join(tx: Transaction, name: str, groups: tuple[str, ...]) -> None:
    """Make these the person's groups, as far as there are such groups here."""
    known = set(tx.session.execute(select(Group.name).where(Group.name.in_(groups))).scalars())
    put_in_groups(tx, name, known)


def sign_out(rt: Runtime, token: str) -> str:
    """Make the token worthless; one that already is stays so. Tells by which way its person came in."""
    mine = SessionToken.token_hash == _hashed(token)
    with rt.transaction() as tx:
        ended = update(SessionToken).where(mine & SessionToken.revoked_at.is_(None))
        tx.session.execute(ended.values(revoked_at=tx.at))
        return tx.session.execute(select(SessionToken.way).where(mine)).scalar() or "password"


_GROUPS = (
    select(PersonGroup.group_name)
    .where(PersonGroup.person_name == bindparam("name"))
    .order_by(PersonGroup.group_name)
)
# Asked with every request, so prepared like the statements of a step.
_TOKEN, _PERSON, _MEMBER = table(SessionToken).c, table(Person).c, table(PersonGroup).c
_STANDS_IN = table(Substitution).c
_ACTOR = Prepared(
    select(
        _PERSON.name,
        _PERSON.supervises,
        _PERSON.language,
        _PERSON.display_name,
        _TOKEN.expires_at,
        _MEMBER.group_name,
        _STANDS_IN.absent,
        _STANDS_IN.group_name.label("group_stood_in"),
        _TOKEN.device,
        func.coalesce(_TOKEN.seen_at, _TOKEN.created_at, type_=_TOKEN.created_at.type),
    )
    .select_from(table(SessionToken))
    .join(table(Person), _PERSON.name == _TOKEN.person_name)
    .outerjoin(table(PersonGroup), _MEMBER.person_name == _PERSON.name)
    .outerjoin(
        table(Substitution),
        (_STANDS_IN.substitute == _PERSON.name)
        & (_STANDS_IN.until_at > bindparam("now", required=True))
        & (_STANDS_IN.from_at <= bindparam("now", required=True)),
    )
    .where(_TOKEN.token_hash == bindparam("hash"), _TOKEN.revoked_at.is_(None), _PERSON.active)
)


def actor_of(rt: Runtime, token: str) -> Actor | None:
    """Whoever holds this token, or None if it is unknown, expired, revoked or its person inactive."""
    return holder_of(rt, token)[0]


def holder_of(rt: Runtime, token: str) -> tuple[Actor | None, bool]:
    """The same, and whether it is time to note that the token is in use."""
    now = rt.now()
    with rt.asking() as connection:
        found = _ACTOR.all(connection, {"hash": _hashed(token), "now": now})
    if not found:
        return None, False
    name, supervises, language, display_name, expires_at, *_, device, seen_at = found[0]
    idle_for = now - seen_at if device else timedelta()  # a program is not left open on a desk
    if expires_at <= now or idle_for >= rt.settings.session_idle_for:
        return None, False
    groups = frozenset(row[5] for row in found if row[5] is not None)
    stands_in = frozenset(StandIn(row[6], row[7]) for row in found if row[6] is not None)
    actor = Actor(name, groups, frozenset(supervises), language, display_name, stands_in)
    return actor, idle_for >= _NOTED_EVERY


def note_use(rt: Runtime, token: str) -> None:
    """Note that somebody uses their sign-in; a database that cannot write keeps nobody from reading."""
    mine = (SessionToken.token_hash == _hashed(token)) & SessionToken.revoked_at.is_(None)
    try:
        with rt.transaction() as tx:
            tx.session.execute(update(SessionToken).where(mine).values(seen_at=tx.at))
    except Unavailable as away:
        log.warning("sign_in.use_not_noted: %s", away)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
