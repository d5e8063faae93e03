"""The inbox and a task's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, cast
from uuid import UUID

import orjson
from sqlalchemy import select

from service.domain.acts import Signing
from service.domain.cases import Case
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.people import Group, PersonGroup
from service.domain.tasks import Delegation, TaskComment, UserTask, UserTaskGroup
from service.domain.views import CommentView, Page, PageRequest, TaskDetail, TaskView
from service.engine import variables_at
from service.errors import Invalid, TaskNotFound
from service.feel.values import to_plain
from service.frozen import frozen
from service.queries.inbox import found_tasks
from service.queries.standing import task_clocks
from service.queries.unsigned import unsigned
from service.queries.wording import worded
from service.runtime.releases import of_this_release
from service.store.shaping import comment_view, task_view
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime


class TaskSort(StrEnum):
    """In which order a list of tasks comes; ties by id, so that paging never skips or repeats."""

    CREATED = "created_at"
    DUE = "due_at"
    PRIORITY = "-priority"


@frozen
class TaskFilter:
    """Which tasks are asked for; None means any. ``state``: a task state, or ``open`` for both open ones."""

    state: str | None = "open"
    group: str | None = None
    assignee: str | None = None
    case_id: UUID | None = None
    instance_id: UUID | None = None
    task_id: UUID | None = None
    process_key: str | None = None
    sort: TaskSort = TaskSort.CREATED
    tier: int | None = None
    """The tier of the task's case."""
    copied: bool = False
    """Only tasks one was given to read along, or whose case one was."""
    own_groups: bool = False
    """Only tasks of the groups one is in oneself, and those one holds."""
    unassigned: bool = False
    due_before: datetime | None = None
    standing: str | None = None
    """How the task stands by its promised time at ``asked_at``."""
    asked_at: datetime | None = None
    text: str | None = None
    """Looked for in case number, customer name and phone."""


def inbox(rt: Runtime, wanted: TaskFilter, page: PageRequest, *, by: Actor) -> Page[TaskView]:
    """The tasks this person may see and asks for."""
    with rt.reading() as session:
        return inbox_in(rt, session, (wanted, page), by=by)


def inbox_in(
    rt: Runtime, session: Session, asked: tuple[TaskFilter, PageRequest], *, by: Actor
) -> Page[TaskView]:
    """The same, in a session that goes on to ask for more."""
    wanted, page = asked
    found = found_tasks(session, replace(wanted, asked_at=wanted.asked_at or rt.now()), page, by)
    if not found.items and wanted.group is not None and not _is_known(session, wanted.group):
        raise Invalid.field("group", "there is no such group")
    clocks = task_clocks(rt, session, [task for task, *_ in found.items], language=by.language)
    lacking = unsigned(rt, session, [(task, of) for task, of, *_ in found.items])
    views = (
        task_view(
            task,
            case_number=number,
            subject=subject,
            names=rt.definitions.names(definition_id, by.language),
            clock=clocks.get(task.id),
        )
        for task, definition_id, number, subject in found.items
    )
    return Page(tuple(_waiting(each, lacking) for each in views), found.next_cursor)


def _waiting(view: TaskView, lacking: Mapping[UUID, tuple[str, ...]]) -> TaskView:
    """The task with whose signatures it waits for."""
    return replace(view, unsigned=lacking[view.id]) if view.id in lacking else view


def _is_known(session: Session, group: str) -> bool:
    """Whether there is such a group: named in groups.yaml, with people in it, or with work."""
    places = (Group.name, PersonGroup.group_name, UserTaskGroup.group_name)
    return any(session.execute(select(each).where(each == group).limit(1)).first() for each in places)


def task_detail(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskDetail:
    """A task with its form, the variables that fill it in, its draft and its comments."""
    wanted = (
        select(UserTask, ProcessInstance, Case.number, Case.subject)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Case, Case.id == UserTask.case_id)
        .where(UserTask.id == task_id, sees_task(by))
    )
    with rt.reading() as session:
        found = session.execute(wanted).one_or_none()
        if found is None:
            raise TaskNotFound(task_id=task_id)
        comments = _comments(session, task_id)
        task, instance = found[0], found[1]
        clock = task_clocks(rt, session, [task], language=by.language).get(task.id)
        lacking = unsigned(rt, session, [(task, instance.definition_id)])
    names = rt.definitions.names(instance.definition_id, by.language)
    view = task_view(task, case_number=found.number, subject=found.subject, names=names, clock=clock)
    return TaskDetail(
        task=_waiting(view, lacking),
        form=_form(rt, task, instance, names),
        variables=_variables(rt, task, instance),
        properties={key: value for key, value in task.properties.items() if key != "documentation"},
        draft=task.draft,
        comments=comments,
        documentation=task.properties.get("documentation", ""),
        may=_may(task, instance, by) - (_ALL_SIGNED if lacking.get(task.id) else set()),
        revision=instance.revision,
        definition_id=instance.definition_id,
    )


_ALL_SIGNED = frozenset({"claim", "complete"})
"""What is done with a sheet once everybody has signed it."""


def _comments(session: Session, task_id: UUID) -> tuple[CommentView, ...]:
    remarks = select(TaskComment).where(TaskComment.task_id == task_id).order_by(TaskComment.id)
    return tuple(comment_view(each) for each in session.execute(remarks).scalars())


def _form(
    rt: Runtime, task: UserTask, instance: ProcessInstance, names: Mapping[str, str]
) -> Mapping[str, object] | None:
    if not task.form_key:
        return None
    form = rt.definitions.form_file(instance.definition_id, task.form_key, task.process_key)
    return worded(orjson.loads(form), names) if form is not None else None


def _variables(rt: Runtime, task: UserTask, instance: ProcessInstance) -> Mapping[str, object]:
    """What the task sees; nothing once it is done, for the run has moved on."""
    if not task.open:
        return {}
    compiled = rt.definitions.get(instance.definition_id)
    with of_this_release():
        seen = variables_at(compiled, instance.engine_state, task.engine_id)
    return cast("Mapping[str, object]", to_plain(dict(seen)))


def _may(task: UserTask, instance: ProcessInstance, by: Actor) -> frozenset[str]:
    """What this person may do to the task now."""
    verbs = {"comment"}
    if not task.open or instance.ended:
        return frozenset(verbs)
    if by.supervises_any(task.candidate_groups):
        verbs.add("reassign")
    if instance.state != InstanceState.ACTIVE:
        return frozenset(verbs)
    if task.assignee == by.name:
        verbs |= _may_with_own(task)
    elif task.assignee is None and by.name not in task.excluded and _is_offered(task, by):
        verbs.add("claim")
    return frozenset(verbs)


def _may_with_own(task: UserTask) -> set[str]:
    """What the assignee may do: a task lent to them is not theirs to complete, nor what others sign now."""
    verbs = {"unclaim"} if task.candidate_groups else set()
    if task.signing == Signing.SUBMITTED:
        return verbs
    if task.delegation == Delegation.PENDING:
        return verbs | {"draft"}
    return verbs | {"draft", "delegate"} | (set() if task.signing == Signing.BEFORE else {"complete"})


def _is_offered(task: UserTask, by: Actor) -> bool:
    """Whether it is offered to a group of theirs, or of somebody they stand in for who may do it."""
    absent = set(by.absent_in(task.candidate_groups)) - set(task.excluded)
    return by.is_in(*task.candidate_groups) or bool(absent)
