"""User tasks as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from service.domain.views.clocks import TaskClock
from service.frozen import frozen


@frozen
class TaskView:
    """A user task as a list shows it; ``name`` is in the reader's language."""

    id: UUID
    activity_id: str
    name: str
    case_id: UUID | None
    case_number: str | None
    case_subject: str | None
    instance_id: UUID
    process_key: str
    state: str
    candidate_groups: tuple[str, ...]
    assignee: str | None
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    round: int
    form_key: str | None
    claimed_at: datetime | None = None
    completed_at: datetime | None = None
    completed_by: str | None = None
    delegated_by: str | None = None
    delegation: str | None = None
    """``pending``: lent, and comes back when done; ``resolved``: it came back."""
    acting_for: str | None = None
    """Whom the assignee stands in for with it."""
    signing: str | None = None
    """Whether a signature is awaited: ``before`` it is completed, ``after``, or it is ``submitted``."""
    clock: TaskClock | None = None
    """The clock that counts for it: its own, else the nearest of its case; told in lists and on its page."""
    unsigned: tuple[str, ...] = ()
    """Of a sheet of sections: the groups whose signatures it waits for, before anybody need take it."""


@frozen
class CommentView:
    """A remark on a task."""

    id: UUID
    at: datetime
    by: str
    text: str


@frozen
class TaskDetail:
    """A user task as its page shows it: ``form`` is the form-js document, ``variables`` fill it in."""

    task: TaskView
    form: Mapping[str, object] | None
    variables: Mapping[str, object]
    properties: Mapping[str, str]
    draft: Mapping[str, object] | None
    comments: tuple[CommentView, ...]
    documentation: str
    may: frozenset[str]
    """What the reader may do now: claim, unclaim, complete, draft, delegate, reassign, comment."""
    revision: int = 0
    """Changes whenever the task does; the ETag."""
    definition_id: UUID | None = None
    """The version of the process it belongs to."""
