"""Leave to see what is sensitive about a customer (S1-2.3): for one person, for a while, for a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words


class AccessGrant(Base):
    """Leave given: by whom, and until when."""

    __tablename__ = "access_grant"
    __table_args__ = (Index("ix_access_grant_customer_id", "customer_id", "person_name", "expires_at"),)

    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    person_name: Mapped[Key]
    reason: Mapped[Words]
    decided_by: Mapped[Key]
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"))
