"""What is deployed: deployments, the immutable definition versions in them, their files, and what starts
them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, where


class Deployment(Base):
    """One act of putting files live."""

    __tablename__ = "deployment"

    id: Mapped[Id]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[Key]


class ProcessDefinition(Base):
    """A deployed, immutable version of one process; ``digest`` is over everything it runs from."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[Id]
    key: Mapped[Key]
    version: Mapped[int]
    name: Mapped[Key]
    digest: Mapped[Key]
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("deployment.id"), index=True)
    deployed_at: Mapped[datetime]


class DefinitionFile(Base):
    """One file a definition runs from."""

    __tablename__ = "definition_file"

    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), primary_key=True)
    path: Mapped[Key] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StartTrigger(Base):
    """What starts a definition without a person: a timer or message start event of its latest version."""

    __tablename__ = "start_trigger"
    __table_args__ = (
        UniqueConstraint("process_key", "start_id"),
        where("ix_start_trigger_due", "kind = 'timer'", "next_try_at"),
        where("ix_start_trigger_message", "kind = 'message'", "message_name"),
    )

    id: Mapped[Id]
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), index=True)
    process_key: Mapped[Key]
    start_id: Mapped[Key]
    kind: Mapped[Key]
    message_name: Mapped[Key | None]
    due_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    attempts: Mapped[int]
    """How often its time has come: a cycle such as ``R3/P1D`` ends after so many."""
