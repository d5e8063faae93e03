"""The inbox and a task's page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import Page, PageRequest, TaskDetail, TaskView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


class TaskSort(StrEnum):
    """In which order a list of tasks comes; ties by id, so that paging never skips or repeats."""

    CREATED = "created_at"
    DUE = "due_at"
    PRIORITY = "-priority"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are asked for; None means any. ``state`` is a task state, or ``open`` for ready and claimed."""

    state: str | None = "open"
    group: str | None = None
    assignee: str | None = None
    case_id: UUID | None = None
    instance_id: UUID | None = None
    process_key: str | None = None
    sort: TaskSort = TaskSort.CREATED


def inbox(rt: Runtime, wanted: TaskFilter, page: PageRequest, *, by: Actor) -> Page[TaskView]:
    """The tasks this person may see and asks for."""
    raise NotImplementedError


def task_detail(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskDetail:
    """A task with its form, the variables that fill it in, its draft and its comments."""
    raise NotImplementedError
