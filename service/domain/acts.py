"""What people do around a task beside claiming and completing it: who else had a hand in it, who was asked to
hurry, who may read along, who must sign.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words
from service.errors import NotTheSigner, SignatureGone

NUDGE_EVERY = timedelta(minutes=30)
"""How long one must wait before the same task may be nudged again, whoever asks."""


class TaskDoer(Base):
    """Somebody beside its assignee who had a hand in a task: for the four-eyes rule they did it, too."""

    __tablename__ = "task_doer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    person_name: Mapped[Key] = mapped_column(primary_key=True)
    how: Mapped[Key]
    """``delegate``, ``absent``, ``on_behalf`` or ``signer``."""


class TaskNudge(Base):
    """Somebody asked for a task to be done soon."""

    __tablename__ = "task_nudge"
    __table_args__ = (Index("ix_task_nudge_task_id", "task_id", "at"),)

    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    at: Mapped[datetime]
    by: Mapped[Key]
    text: Mapped[Words]


class CaseCopy(Base):
    """Somebody may read along: a case, or one task of it with its case."""

    __tablename__ = "case_copy"
    __table_args__ = (
        Index("ix_case_copy_person", "person_name", "at"),
        Index("ix_case_copy_case", "case_id", "person_name"),
        Index("ix_case_copy_task", "task_id", "person_name"),
    )

    id: Mapped[Id]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_task.id"))
    person_name: Mapped[Key]
    by: Mapped[Key]
    at: Mapped[datetime]
    note: Mapped[Words]
    asked_to_sign: Mapped[bool]
    """Whether they read along because they are to sign, and so are told elsewhere."""


class Signing(StrEnum):
    """How far the signatures asked for are, as the task itself carries it."""

    BEFORE = "before"
    """It cannot be completed before they are there."""
    AFTER = "after"
    """Its answers may be handed in; the process goes on when they are there."""
    SUBMITTED = "submitted"
    """The answers are handed in and wait for them."""


class SignState(StrEnum):
    """What became of one signature asked for."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


BLOCKING = (SignState.ASKED, SignState.REFUSED)
"""With one of these the step does not go on."""


class TaskSignature(Base):
    """Another person's signature asked for on a task."""

    __tablename__ = "task_signature"
    __table_args__ = (
        Index("ix_task_signature_task_id", "task_id", "id"),
        Index("ix_task_signature_signer", "signer", "state"),
    )

    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    signer: Mapped[Key]
    moment: Mapped[Key]
    """``before`` or ``after`` the task is completed."""
    state: Mapped[Key]
    asked_by: Mapped[Key]
    asked_at: Mapped[datetime]
    note: Mapped[Words]
    answered_at: Mapped[datetime | None]
    comment: Mapped[Words | None]

    def answer(self, *, agree: bool, comment: str, by: str, at: datetime) -> None:
        """Sign, or refuse to."""
        if by != self.signer:
            raise NotTheSigner(name=by, task_id=self.task_id)
        self._must_be_asked()
        self.state = SignState.AGREED if agree else SignState.REFUSED
        self.answered_at, self.comment = at, comment

    def withdraw(self, *, at: datetime) -> None:
        """Ask for it no longer."""
        if self.state not in BLOCKING:
            raise SignatureGone(signer=self.signer, state=self.state)
        self.state, self.answered_at = SignState.WITHDRAWN, at

    def _must_be_asked(self) -> None:
        if self.state != SignState.ASKED:
            raise SignatureGone(signer=self.signer, state=self.state)
