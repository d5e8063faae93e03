"""Process instances: one run of a definition, and what may be done to it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Json, Key
from service.errors import InstanceEnded, InstanceSuspended

MOST_STANDING = 800


class InstanceState(StrEnum):
    """How far a run is."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"


RUNNING = (InstanceState.ACTIVE, InstanceState.SUSPENDED)


class ProcessInstance(Base):
    """One run of a definition. Its row is locked first by everything that moves it.

    ``waits`` names every open wait by engine id, as ``[kind, row id]``, so that a step touches only the rows
    it closes. ``history_seq`` is the number of its last history event. ``revision`` guards against stale
    writers.
    """

    __tablename__ = "process_instance"
    __allow_unmapped__ = True  # for ``beside``
    __table_args__ = (
        Index("ix_process_instance_standing", "definition_id", "state", "standing", "started_at", "id"),
        Index("ix_process_instance_state", "state", "started_at", "id"),
        Index("ix_process_instance_process_key", "process_key", "state", "started_at", "id", "version"),
    )

    id: Mapped[Id]
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    process_key: Mapped[Key]
    version: Mapped[int]
    business_key: Mapped[Key]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"), index=True)
    state: Mapped[Key]
    engine_state: Mapped[bytes] = mapped_column(LargeBinary)
    waits: Mapped[dict[str, list[str]]] = mapped_column(Json)
    active: Mapped[list[str]]
    standing: Mapped[str] = mapped_column(String(MOST_STANDING))
    """``active`` as one text, for the lists of running instances: ids between spaces, as far as they go."""
    revision: Mapped[int]
    history_seq: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[list[str]]

    beside: UUID | None = None
    """The case it is begun for without handling it: told at its first step, no column (see ``CaseRun``)."""

    def stand_at(self, active: Sequence[str]) -> None:
        """Note the elements where it stands."""
        self.active, self.standing = list(active), standing_text(active)

    @property
    def ended(self) -> bool:
        """Whether the run is over, however it ended."""
        return self.state in (InstanceState.COMPLETED, InstanceState.TERMINATED)

    def must_run(self) -> None:
        """Refuse to move a run that is over or suspended."""
        self.must_not_have_ended()
        if self.state == InstanceState.SUSPENDED:
            raise InstanceSuspended(instance_id=self.id)

    def must_not_have_ended(self) -> None:
        """Refuse to touch a run that is over."""
        if self.ended:
            raise InstanceEnded(instance_id=self.id, state=self.state)

    def suspend(self) -> bool:
        """Pause all waits; tells whether that changed anything."""
        self.must_not_have_ended()
        changed = self.state != InstanceState.SUSPENDED
        self.state = InstanceState.SUSPENDED
        return changed

    def resume(self) -> bool:
        """Let it move again; tells whether that changed anything."""
        self.must_not_have_ended()
        changed = self.state != InstanceState.ACTIVE
        self.state = InstanceState.ACTIVE
        return changed


def standing_text(active: Sequence[str]) -> str:
    """Element ids between spaces; what goes beyond the column is left out whole."""
    text = " "
    for each in active:
        if len(text) + len(each) + 1 > MOST_STANDING:
            break
        text += each + " "
    return text if active else ""


class CaseRun(Base):
    """A run that belongs to a case without handling it, such as its service sheet: the case neither follows
    nor ends with it.
    """

    __tablename__ = "case_run"

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"), index=True)
