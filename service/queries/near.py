"""The tasks of one case or one run, few as they are: the whole answer in one statement, written once.

Whoever does a case's work step by step asks for them after every step.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, select

from service.domain.cases import Case
from service.domain.instances import ProcessInstance
from service.domain.tasks import UserTask
from service.queries.marks import ME, Shape, filled_in, mark
from service.queries.narrowing import TASK_OPEN, of_task
from service.queries.searching import every_run_of
from service.store.hot import table
from service.store.locks import free
from service.store.paging import limit_of
from service.store.prepared import Prepared
from service.store.visibility import groups_seen, task_seen_by

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.domain.people import Actor
    from service.domain.views import PageRequest
    from service.queries.tasks import TaskFilter

_TASK = table(UserTask)
_WIDTH = len(_TASK.columns)
FOUND = (
    select(_TASK, ProcessInstance.definition_id, Case.number, Case.subject)
    .join(ProcessInstance, ProcessInstance.id == _TASK.c.instance_id)
    .outerjoin(Case, Case.id == _TASK.c.case_id)
)
"""A task with its definition's id, its case's number and subject."""
Found = tuple[UserTask, UUID, str | None, str | None]
_SORTS = {"created_at": _TASK.c.created_at, "sort_due_at": _TASK.c.sort_due_at}


def is_near(wanted: TaskFilter, page: PageRequest, shape: Shape) -> bool:
    """Whether the filter is of this kind: the open tasks of one case or run, from the first on."""
    other = wanted.text is not None or wanted.copied or wanted.own_groups or wanted.group is not None
    return (
        (wanted.case_id is None) != (wanted.instance_id is None)
        and wanted.state == "open"
        and wanted.standing is None
        and wanted.due_before is None
        and page.cursor is None
        and shape.sort in _SORTS
        and not other
    )


def near_tasks(
    connection: Connection, asked: tuple[TaskFilter, PageRequest], shape: Shape, by: Actor
) -> list[Found]:
    """These tasks, in the order asked for, as far as this person may see them, and one more than asked."""
    wanted, page = asked
    groups = None if by.supervises_all else sorted(groups_seen(by))
    place = "case_id" if wanted.case_id is not None else "instance_id"
    values = filled_in(wanted, None, by, groups or ())
    values |= {"near": getattr(wanted, place), "most": limit_of(page) + 1}
    statement = _statement(shape.asked, shape.sort, place, None if groups is None else len(groups))
    found = statement.all(connection, values)
    return [as_found(row) for row in found]


def as_found(row: list[Any]) -> Found:  # Any: a row of ``FOUND``
    """The row as a task no session knows, and what is told beside it."""
    return free(UserTask, row[:_WIDTH]), row[-3], row[-2], row[-1]


@lru_cache(maxsize=200)
def _statement(asked: frozenset[str], sort: str, place: str, groups: int | None) -> Prepared:
    """Straight off the run, never off whose they are: a person's index holds all they have ever done."""
    near = mark("near", Uuid)
    run: Any = UserTask.instance_id
    shape = Shape(groups=groups or 0, asked=asked)
    seen = [] if groups is None else [task_seen_by(ME, shape.group_marks())]
    in_case = run.in_(every_run_of(near))
    held = [UserTask.assignee.concat("") == mark("assignee")] if "assignee" in asked else []
    theirs = [*of_task(replace(shape, asked=asked - {"assignee"})), *held, *seen]
    return Prepared(
        FOUND.where(TASK_OPEN, in_case if place == "case_id" else run == near, *theirs)
        .order_by(_SORTS[sort], _TASK.c.id)
        .limit(mark("most", Integer))
    )
