"""Cases: the customer's matter, from their words to closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where
from service.errors import CaseClosed


class CaseKind(StrEnum):
    """What the customer came with; also the key of the process that handles it."""

    FEEDBACK = "feedback"
    COMPLAINT = "complaint"


NUMBER_PREFIX = {CaseKind.FEEDBACK: "FB", CaseKind.COMPLAINT: "CP"}


class CaseStatus(StrEnum):
    """How the matter stands."""

    OPEN = "open"
    CLOSED_SATISFIED = "closed_satisfied"
    CLOSED_RECOURSE_EXHAUSTED = "closed_recourse_exhausted"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


CLOSED = tuple(each for each in CaseStatus if each is not CaseStatus.OPEN)
"""How a matter can have ended."""


class ClosedHow(StrEnum):
    """What ended a case: its process came to its end, the customer took it back, or somebody stopped it."""

    PROCESS = "process"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ends if its run ends by this act; ``status`` holds where the process itself says none."""

    status: CaseStatus = CaseStatus.CLOSED_SATISFIED
    how: ClosedHow = ClosedHow.PROCESS
    reason: str = ""


class Case(Base):
    """The customer's matter. Columns named like process variables follow them, in the same commit."""

    __tablename__ = "service_case"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_service_case_status", "status", "id"),
        Index("ix_service_case_tier", "tier", "id"),
        Index("ix_service_case_customer_id", "customer_id", "id"),
        Index("ix_service_case_created", "created_at"),
        Index("ix_service_case_contacted_at", "kind", "contacted_at"),
        where("ix_service_case_closed_at", "closed_at IS NOT NULL", "closed_at"),
        Index("ix_service_case_similar", "product_model", "category", "id"),
        UniqueConstraint("tracking_token_hash"),
    )

    id: Mapped[Id]
    number: Mapped[Key]
    kind: Mapped[Key]
    channel: Mapped[Key]
    contacted_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[Key]
    entry_delay_s: Mapped[int]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    instance_id: Mapped[UUID | None]
    subject: Mapped[Words]
    description: Mapped[Words]
    order_no: Mapped[Key | None]
    product_model: Mapped[Key | None]
    purchased_on: Mapped[date | None]
    contracted_on: Mapped[date | None]
    address: Mapped[Words | None]
    expected_solution: Mapped[Words | None]
    category: Mapped[Key | None]
    severity: Mapped[Key | None]
    urgency: Mapped[Key | None]
    responsibility: Mapped[Key | None]
    department: Mapped[Key | None]
    compensation: Mapped[Decimal | None]
    satisfied_outcome: Mapped[bool | None]
    satisfied_handling: Mapped[bool | None]
    satisfaction: Mapped[int | None]
    tier: Mapped[int]
    round: Mapped[int]
    round_at: Mapped[datetime | None]
    """When the present round began; None while it is the first."""
    resolved_at: Mapped[datetime | None]
    """When the matter of the present round was last resolved; the follow-up counts from there."""
    status: Mapped[Key]
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[Key | None]
    closed_by: Mapped[Key | None]
    closed_reason: Mapped[Words | None]
    withdrawn_at: Mapped[datetime | None]
    """When the customer took it back; a suspended process hears of it once it is resumed."""
    tracking_token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    def must_be_open(self) -> None:
        """Refuse a case that is closed."""
        if self.status != CaseStatus.OPEN:
            raise CaseClosed(number=self.number, status=self.status)

    def close(self, status: CaseStatus, *, at: datetime) -> None:
        """Record how the matter ended; the first end stands."""
        if self.closed_at is None:
            self.status, self.closed_at = status, at


PROCESS_DECIDES = frozenset(("status", "round", "tier"))
"""What becomes of a case is decided by its process; no message from outside may bring it along."""

CASE_VARIABLES = frozenset(
    {
        "order_no",
        "product_model",
        "purchased_on",
        "contracted_on",
        "address",
        "expected_solution",
        "category",
        "severity",
        "urgency",
        "responsibility",
        "department",
        "compensation",
        "satisfied_outcome",
        "satisfied_handling",
        "satisfaction",
        "tier",
        "round",
        "status",
    }
)
"""The process variables that are columns of the case: writing one writes the other."""


class CaseCounter(Base):
    """The last case number given, per kind and year."""

    __tablename__ = "case_counter"

    prefix: Mapped[Key] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class CaseMessage(Base):
    """Words exchanged with the customer."""

    __tablename__ = "case_message"
    __table_args__ = (Index("ix_case_message_case_id", "case_id", "id"),)

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"))
    direction: Mapped[Key]
    channel: Mapped[Key]
    text: Mapped[Words]
    at: Mapped[datetime]
    by: Mapped[Key]
