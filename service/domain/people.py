"""Who acts: people of the company, their groups, their sign-ins, and the actor an operation is done by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, where
from service.frozen import frozen

ALL: frozenset[str] = frozenset({"*"})
"""Supervises every group."""

FRONT_DESK = "customer_service"
PROCESS_OWNER = "process_owner"
SUPERVISOR = "supervisor"
EXTERNAL_WORKER = "external_worker"


class StandIn(NamedTuple):
    """Somebody absent whose work of one group is done by another for now."""

    absent: str
    group: str


@frozen
class Actor:
    """Whoever an operation is done by; the only thing operations and queries know about a person."""

    name: str
    groups: frozenset[str] = frozenset()
    supervises: frozenset[str] = frozenset()
    language: str = "en"
    display_name: str = ""
    stands_in: frozenset[StandIn] = frozenset()
    """For whom they stand in at this moment, and in which groups."""

    @property
    def groups_worked(self) -> frozenset[str]:
        """The groups whose work is theirs at this moment: their own, and those they stand in for."""
        return self.groups | {each.group for each in self.stands_in} if self.stands_in else self.groups

    def absent_in(self, groups: Iterable[str]) -> tuple[str, ...]:
        """For whom they stand in, in one of these groups."""
        if not self.stands_in:
            return ()
        wanted = set(groups)
        return tuple(sorted({each.absent for each in self.stands_in if each.group in wanted}))

    @property
    def shown(self) -> str:
        """The name others read."""
        return self.display_name or self.name

    @property
    def supervises_all(self) -> bool:
        """Whether every group is theirs to supervise."""
        return "*" in self.supervises

    @property
    def is_supervisor(self) -> bool:
        """Whether they supervise anything at all."""
        return bool(self.supervises)

    def is_in(self, *groups: str) -> bool:
        """Whether they belong to one of these groups."""
        return not self.groups.isdisjoint(groups)

    def supervises_any(self, groups: Iterable[str]) -> bool:
        """Whether they supervise one of these groups."""
        return self.supervises_all or not self.supervises.isdisjoint(groups)


SYSTEM = Actor("system", groups=frozenset({PROCESS_OWNER}), supervises=ALL, display_name="aftercare")
"""The service itself: timers, effects, deployments at start."""

CUSTOMER = Actor("customer", display_name="customer")
"""The customer, through the tracking link."""


class Group(Base):
    """A candidate group, as ``processes/groups.yaml`` names it."""

    __tablename__ = "group_"

    name: Mapped[Key] = mapped_column(primary_key=True)
    names: Mapped[dict[str, object]]
    """The name shown, by language."""


class Person(Base):
    """Somebody who can sign in."""

    __tablename__ = "person"

    name: Mapped[Key] = mapped_column(primary_key=True)
    display_name: Mapped[Key]
    password_hash: Mapped[str] = mapped_column(Text)
    supervises: Mapped[list[str]]
    language: Mapped[Key]
    active: Mapped[bool]
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    email: Mapped[Key | None]
    phone: Mapped[Key | None]


class PersonGroup(Base):
    """A person's membership of a group."""

    __tablename__ = "person_group"

    person_name: Mapped[Key] = mapped_column(ForeignKey("person.name"), primary_key=True)
    group_name: Mapped[Key] = mapped_column(primary_key=True, index=True)


class SessionToken(Base):
    """A sign-in: only the hash of its token is kept, so that the table gives nobody a way in."""

    __tablename__ = "session_token"
    __table_args__ = (
        where("ix_session_token_vouched_for", "vouched_for IS NOT NULL", "vouched_for"),
        where("ix_session_token_vouched_in", "vouched_in IS NOT NULL", "vouched_in"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_name: Mapped[Key] = mapped_column(ForeignKey("person.name"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[Key | None]
    """What the browser said it is, so that its owner knows which sign-in this is."""
    way: Mapped[Key | None]
    """``password``, or ``oidc`` for a sign-in vouched for elsewhere."""
    vouched_for: Mapped[Key | None]
    """Of a sign-in vouched for: a hash of who they are there, by which it is ended from there."""
    vouched_in: Mapped[Key | None]
    """The same of the session they have there."""
    seen_at: Mapped[datetime | None]
    """When its person last did something with it, to within a few minutes."""


class FailedSignIn(Base):
    """One failed sign-in; too many of a name in a while close the door for that while."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_name_at", "name", "at"),)

    id: Mapped[Id]
    name: Mapped[Key]
    at: Mapped[datetime]


class IdempotencyKey(Base):
    """A client's key for one request, and the answer it got: the same request again gets the same answer."""

    __tablename__ = "idempotency_key"

    __table_args__ = ({"sqlite_with_rowid": False},)

    actor: Mapped[Key] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(primary_key=True)
    digest: Mapped[Key]
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class WorkerHeartbeat(Base):
    """The last sign of life of a worker process."""

    __tablename__ = "worker_heartbeat"

    id: Mapped[Id]
    kind: Mapped[Key]
    host: Mapped[Key]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
