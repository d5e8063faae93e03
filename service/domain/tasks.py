"""User tasks: work a person must do, who may take it, and what may be done to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Json, Key, Words, where
from service.domain.people import Actor
from service.errors import (
    FourEyes,
    NotACandidate,
    NotAllowed,
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


class UserTask(Base):
    """Work a person must do. ``open`` repeats the state for the indexes; the sort keys are never null."""

    __tablename__ = "user_task"
    __table_args__ = (
        where("ix_user_task_held", "assignee IS NOT NULL", "assignee", "open", "created_at", "id"),
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

    def claim(self, *, by: Actor, at: datetime) -> bool:
        """Take the work for oneself; tells whether that changed anything."""
        self.must_be_open()
        if self.assignee == by.name:
            return False
        if self.assignee is not None:
            raise TaskAlreadyClaimed(task_id=self.id, assignee=self.assignee)
        if not by.is_in(*self.candidate_groups):
            raise NotACandidate(name=by.name, task_id=self.id)
        self.give_to(by.name, at=at)
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
        self.assignee = self.claimed_at = self.delegated_by = None
        self.state = TaskState.READY

    def delegate(self, *, to: str, by: Actor, at: datetime) -> None:
        """Let a colleague do it in one's stead."""
        self.must_be_open()
        self.must_be_assigned_to(by)
        self.give_to(to, at=at)
        self.delegated_by = by.name

    def give_to(self, name: str, *, at: datetime) -> None:
        """Make this person the assignee, unless they are excluded."""
        self.must_be_open()
        if name in self.excluded:
            raise FourEyes(name=name, task_id=self.id)
        self.assignee, self.claimed_at, self.state = name, at, TaskState.CLAIMED
        self.delegated_by = None

    def complete(self, *, by: Actor, at: datetime) -> None:
        """Be done: the answers are handed over."""
        self.state, self.open, self.completed_at, self.completed_by = TaskState.COMPLETED, False, at, by.name
        self.draft = None

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


class UserTaskGroup(Base):
    """A candidate group of a task, with its sort keys: a group's inbox is read off one index."""

    __tablename__ = "user_task_group"
    __table_args__ = (
        where("ix_user_task_group_created", "open", "group_name", "created_at", "task_id"),
        where("ix_user_task_group_due", "open", "group_name", "sort_due_at", "task_id"),
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


class TaskComment(Base):
    """A remark on a task."""

    __tablename__ = "task_comment"
    __table_args__ = (Index("ix_task_comment_task_id", "task_id", "id"),)

    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    at: Mapped[datetime]
    by: Mapped[Key]
    text: Mapped[Words]
