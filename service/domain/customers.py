"""Customers, the people to reach there, what was done for them: never deleted, never altered in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where
from service.errors import StaleWrite


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields as somebody wants them; ``was``: as they were shown to them, where that is known."""

    given: Mapping[str, str]
    was: Mapping[str, str] = field(default_factory=dict)

    def changes(self, now: Mapping[str, str]) -> dict[str, str]:
        """What is to be changed in what there is now.

        A field left as it was shown is nobody's wish; one that somebody else changed since is refused.
        """
        wanted = {name: text for name, text in self.given.items() if now[name] != text}
        was = {name: _in_a_field(text) for name, text in self.was.items()}
        touched = {name: text for name, text in wanted.items() if was.get(name) != _in_a_field(text)}
        if any(name in was and was[name] != _in_a_field(now[name]) for name in touched):
            raise StaleWrite
        return touched


def _in_a_field(text: str) -> str:
    """What a field of one line makes of it: browsers leave line breaks out, forms blanks."""
    return " ".join(text.replace("\r", "").replace("\n", "").split())


class Customer(Base):
    """Whom we serve; ``tier`` 1 is served first."""

    __tablename__ = "customer"
    __table_args__ = (where("ix_customer_merged", "merged_into_id IS NOT NULL", "merged_into_id"),)

    id: Mapped[Id]
    name: Mapped[Key] = mapped_column(index=True)
    phone: Mapped[Key] = mapped_column(index=True)
    email: Mapped[Key]
    company: Mapped[Key]
    industry: Mapped[Key]
    address: Mapped[Words]
    tier: Mapped[int]
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    scope: Mapped[Words | None]
    """What they do business in."""
    decision_chain: Mapped[Words | None]
    """Of key customers: who decides there; sensitive."""
    budget: Mapped[Words | None]
    """Of key customers: what they mean to spend; sensitive."""
    merged_into_id: Mapped[UUID | None]
    """The customer this one turned out to be; None for all others."""


class Contact(Base):
    """A person to reach at a customer."""

    __tablename__ = "contact"

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), index=True)
    name: Mapped[Key]
    phone: Mapped[Key] = mapped_column(index=True)
    email: Mapped[Key]
    created_at: Mapped[datetime]
    language: Mapped[Key | None]
    """The language they read; None: the company's."""
    time_zone: Mapped[Key | None]
    unsubscribed_at: Mapped[datetime | None]
    """Since when they want nothing from us that they need not be told."""


class ServiceRecord(Base):
    """An entry in the customer's service record; a correction is a new entry naming the one it corrects."""

    __tablename__ = "service_record"
    __table_args__ = (Index("ix_service_record_customer_id", "customer_id", "id"),)

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Key]
    kind: Mapped[Key]
    text: Mapped[Words]
    detail: Mapped[dict[str, object]]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_record.id"))
