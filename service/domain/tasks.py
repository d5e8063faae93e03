"""User tasks: work a person must do, who may take it, and what may be done to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.acts import Signing
from service.domain.base import Base, Id, Json, Key, Words, where
from service.domain.people import Actor
from service.errors import (
    AwaitsSignature,
    DelegationPending,
    FourEyes,
    NotACandidate,
    NotAllowed,
    NothingToTakeBack,
    NotLent,
    NotStandingIn,
    NotTheAssignee,
    TaskAlreadyClaimed,
    TaskGone,
    TaskNotClaimed,
)


class TaskState(StrEnum):
    """How far the work is."""

    READY = "ready"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)


class Delegation(StrEnum):
    """How far a task lent to a colleague is; one handed on for good has none."""

    PENDING = "pending"
    RESOLVED = "resolved"


class UserTask(Base):
    """Work a person must do. ``open`` repeats the state for the indexes; the sort keys are never null."""

    __tablename__ = "user_task"
    __allow_unmapped__ = True  # for ``case_subject``
    __table_args__ = (
        Index("ix_user_task_process", "process_key", "created_at"),
        where("ix_user_task_held", "assignee IS NOT NULL", "assignee", "open", "created_at", "id"),
        where("ix_user_task_due", "open", "process_key", "sort_due_at", "id"),
        UniqueConstraint("instance_id", "engine_id"),
    )

    id: Mapped[Id]
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"))
    engine_id: Mapped[Key]
    activity_id: Mapped[Key]
    name: Mapped[Key]
    process_key: Mapped[Key]
    state: Mapped[Key]
    open: Mapped[bool]
    candidate_groups: Mapped[list[str]]
    assignee: Mapped[Key | None]
    excluded: Mapped[list[str]]
    priority: Mapped[int]
    sort_priority: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sort_due_at: Mapped[datetime]
    follow_up_at: Mapped[datetime | None]
    round: Mapped[int]
    form_key: Mapped[Key | None]
    properties: Mapped[dict[str, str]] = mapped_column(Json)
    claimed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[Key | None]
    delegated_by: Mapped[Key | None]
    draft: Mapped[dict[str, object] | None] = mapped_column(Json)
    delegation: Mapped[Key | None]
    acting_for: Mapped[Key | None]
    """Whom the assignee stands in for with this task."""
    signing: Mapped[Key | None]
    shared: Mapped[bool | None]
    """Whether others had a hand in it (``TaskDoer``)."""

    case_subject: str | None = None
    """What its case is about: told by whoever locked the row, for the answer; no column."""

    def claim(self, *, by: Actor, at: datetime) -> bool:
        """Take the work for oneself; tells whether that changed anything."""
        self.must_be_open()
        if self.assignee == by.name:
            return False
        if self.assignee is not None:
            raise TaskAlreadyClaimed(task_id=self.id, assignee=self.assignee)
        if by.is_in(*self.candidate_groups):
            self.give_to(by.name, at=at)
            return True
        absent = by.absent_in(self.candidate_groups)
        if not absent:
            raise NotACandidate(name=by.name, task_id=self.id, groups=", ".join(self.candidate_groups))
        whom = next((each for each in absent if each not in self.excluded), absent[0])
        return self.take_over(whom, by=by, at=at)

    def take_over(self, absent: str, *, by: Actor, at: datetime) -> bool:
        """Do it for somebody absent, theirs already or theirs to claim; tells whether that changed anything.

        For the four-eyes rule a substitute counts as themself and as the one they stand in for.
        """
        self.must_be_open()
        if absent not in by.absent_in(self.candidate_groups):
            raise NotStandingIn(name=by.name, absent=absent)
        if (self.assignee, self.acting_for) == (by.name, absent):
            return False
        if self.assignee is not None and self.assignee not in (absent, by.name):
            raise TaskAlreadyClaimed(task_id=self.id, assignee=self.assignee)
        if not {absent, by.name}.isdisjoint(self.excluded):
            raise FourEyes(name=by.name, task_id=self.id)
        self.assignee, self.claimed_at, self.state = by.name, at, TaskState.CLAIMED
        self.acting_for = absent
        return True

    def unclaim(self, *, by: Actor) -> bool:
        """Give the work back to its groups; tells whether that changed anything."""
        self.must_be_open()
        if self.assignee is None:
            return False
        self.must_be_assigned_to(by)
        self.release()
        return True

    def release(self) -> None:
        """Leave it to its groups again, whoever had it."""
        self.must_be_open()
        if not self.candidate_groups:
            raise NotAllowed(reason="no group could take this task over; give it to somebody")
        self.assignee = self.claimed_at = None
        self.state = TaskState.READY
        self._in_nobodys_stead()

    def delegate(self, *, to: str, by: Actor, at: datetime, back: bool = False) -> None:
        """Let a colleague do it in one's stead; with ``back`` it returns when they are done with it."""
        self.must_be_open()
        self.must_be_assigned_to(by)
        if self.delegation == Delegation.PENDING:
            raise DelegationPending(task_id=self.id, owner=self.delegated_by)
        self.must_not_be_submitted()
        self.give_to(to, at=at)
        self.delegated_by = by.name
        self.delegation = Delegation.PENDING if back else None

    def resolve(self, *, by: Actor, at: datetime) -> str:
        """Give a lent task back to whoever lent it, one's part done; tells to whom."""
        self.must_be_open()
        self.must_be_assigned_to(by)
        owner = self.delegated_by
        if self.delegation != Delegation.PENDING or owner is None:
            raise NotLent(task_id=self.id)
        self.assignee, self.claimed_at, self.delegation = owner, at, Delegation.RESOLVED
        return owner

    def take_back(self, *, by: Actor, at: datetime) -> str:
        """Have it again: lent to a colleague, held by one's substitute, or handed in to be signed; tells who
        had it.
        """
        self.must_be_open()
        if self.assignee == by.name and self.signing == Signing.SUBMITTED:
            self.signing = Signing.AFTER
            return by.name
        lent = self.delegation == Delegation.PENDING and self.delegated_by == by.name
        holder = self.assignee
        if holder is None or not (lent or self.acting_for == by.name):
            raise NothingToTakeBack(name=by.name, task_id=self.id)
        self.must_not_be_submitted()
        self.assignee, self.claimed_at = by.name, at
        if lent:
            self.delegated_by = self.delegation = None
        self.acting_for = None
        return holder

    def give_to(self, name: str, *, at: datetime) -> None:
        """Make this person the assignee, unless they are excluded."""
        self.must_be_open()
        if name in self.excluded:
            raise FourEyes(name=name, task_id=self.id)
        self.assignee, self.claimed_at, self.state = name, at, TaskState.CLAIMED
        self._in_nobodys_stead()

    def _in_nobodys_stead(self) -> None:
        """A new holder begins afresh; signatures asked for stay asked for."""
        self.delegated_by = self.delegation = self.acting_for = None
        if self.signing == Signing.SUBMITTED:
            self.signing = Signing.AFTER

    def submit(self, answers: dict[str, object]) -> None:
        """Hand the answers in; the process goes on when the signatures asked for are there."""
        self.draft, self.signing = answers, Signing.SUBMITTED

    def complete(self, *, by: Actor, at: datetime) -> None:
        """Be done: the answers are handed over."""
        self.state, self.open, self.completed_at, self.completed_by = TaskState.COMPLETED, False, at, by.name
        self.draft = None

    def must_be_completable(self) -> None:
        """Refuse a task lent for a while, and one that waits for signatures."""
        if self.delegation == Delegation.PENDING:
            raise DelegationPending(task_id=self.id, owner=self.delegated_by)
        if self.signing in (Signing.BEFORE, Signing.SUBMITTED):
            raise AwaitsSignature(task_id=self.id)

    def must_not_be_submitted(self) -> None:
        """Refuse to change answers that others are signing."""
        if self.signing == Signing.SUBMITTED:
            raise AwaitsSignature(task_id=self.id)

    def must_be_open(self) -> None:
        """Refuse a task that is done or gone."""
        if not self.open:
            raise TaskGone(task_id=self.id, state=self.state)

    def must_be_assigned_to(self, actor: Actor) -> None:
        """Refuse anybody but the assignee."""
        if self.assignee is None:
            raise TaskNotClaimed(task_id=self.id)
        if self.assignee != actor.name:
            raise NotTheAssignee(task_id=self.id, name=actor.name)


NO_GROUP = ""
"""Stands for the groups of a task that has none, so that who supervises everything finds it too."""


_DUE = ("sort_due_at", "task_id", "at_risk", "open", "process_key")
"""With everything a filter and a count ask in the index, neither looks at a row."""


class UserTaskGroup(Base):
    """A candidate group of a task, with its sort keys: a group's inbox is read off one index."""

    __tablename__ = "user_task_group"
    __table_args__ = (
        where("ix_user_task_group_created", "open", "group_name", "created_at", "task_id"),
        where("ix_user_task_group_due", "open", "group_name", *_DUE),
        where("ix_user_task_group_tier", "open", "group_name", "tier", *_DUE),
        where("ix_user_task_group_risk", "open AND at_risk", "group_name", *_DUE, "tier"),
        where("ix_user_task_group_priority", "open", "group_name", "sort_priority", "task_id"),
        Index("ix_user_task_group_instance", "instance_id", "group_name"),
        {"sqlite_with_rowid": False},
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    group_name: Mapped[Key] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID]
    open: Mapped[bool]
    created_at: Mapped[datetime]
    sort_due_at: Mapped[datetime]
    sort_priority: Mapped[int]
    at_risk: Mapped[bool | None]
    """Whether a clock of the task was warned of; None until one is."""
    process_key: Mapped[Key | None]
    tier: Mapped[int | None]
    """The tier of the task's case as long as the task is open; none without a case."""


class TaskComment(Base):
    """A remark on a task."""

    __tablename__ = "task_comment"
    __table_args__ = (Index("ix_task_comment_task_id", "task_id", "id"),)

    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    at: Mapped[datetime]
    by: Mapped[Key]
    text: Mapped[Words]
