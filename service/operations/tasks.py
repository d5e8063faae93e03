"""User tasks: claim, give back, complete, hand on, remark, draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import CommentView, TaskView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

Answers = Mapping[str, object]
"""What a person filled into a form, as JSON gives it."""


def claim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Take a task for oneself."""
    raise NotImplementedError


def unclaim_task(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskView:
    """Give a task back to its groups."""
    raise NotImplementedError


def complete_task(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Hand the answers to the process and move it to its next waits."""
    raise NotImplementedError


def reassign_task(rt: Runtime, task_id: UUID, *, to: str | None, reason: str, by: Actor) -> TaskView:
    """A supervisor gives the task to somebody, or (``to`` None) back to its groups."""
    raise NotImplementedError


def delegate_task(rt: Runtime, task_id: UUID, *, to: str, by: Actor) -> TaskView:
    """Let a colleague do it in one's stead."""
    raise NotImplementedError


def comment_on_task(rt: Runtime, task_id: UUID, text: str, *, by: Actor) -> CommentView:
    """Leave a remark on a task one can see."""
    raise NotImplementedError


def save_draft(rt: Runtime, task_id: UUID, answers: Answers, *, by: Actor) -> TaskView:
    """Keep half-filled answers for later; they are not checked yet."""
    raise NotImplementedError
