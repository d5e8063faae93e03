"""The customer's way in: links without a login, who knocked too often, what was agreed to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words


class CaseLink(Base):
    """One address of a case's page for its customer; only the hash of its token is kept.

    The first link of a case stands on the case itself; here are those made later, by staff or by a notice.
    """

    __tablename__ = "case_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[Key]
    revoked_at: Mapped[datetime | None]


class Knock(Base):
    """Somebody at one of the doors that are open to everybody; too many in a while close it for them.

    ``source`` is a keyed hash of the address they came from, and is thrown away with the row.
    """

    __tablename__ = "knock"
    __table_args__ = (
        Index("ix_knock_source", "door", "source", "at"),
        Index("ix_knock_at", "door", "at"),
    )

    id: Mapped[Id]
    door: Mapped[Key]
    source: Mapped[Key]
    at: Mapped[datetime]


class Consent(Base):
    """What the customer agreed to when they opened a case themselves: the very words, and when."""

    __tablename__ = "consent"

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"), index=True)
    language: Mapped[Key]
    version: Mapped[int]
    text: Mapped[Words]
    at: Mapped[datetime]
