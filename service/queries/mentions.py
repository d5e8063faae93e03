"""Who may be named in a remark on a task, and the remarks that name somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Select, select

from service.domain.acts import CaseCopy
from service.domain.instances import ProcessInstance
from service.domain.mentions import Mention
from service.domain.people import FRONT_DESK, Actor, Person, PersonGroup
from service.domain.tasks import TaskComment, UserTask, UserTaskGroup
from service.domain.views import Page, PageRequest
from service.domain.views.mentions import MentionView, Nameable
from service.errors import TaskNotFound
from service.store.paging import page_of, paged
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.runtime import Runtime

MOST = 8


def nameable(rt: Runtime, task_id: UUID, typed: str = "", *, by: Actor) -> tuple[Nameable, ...]:
    """Those who may see what this task belongs to, whose name holds what was typed so far."""
    with rt.reading() as session:
        task = session.execute(select(UserTask).where(UserTask.id == task_id, sees_task(by))).scalar()
        if task is None:
            raise TaskNotFound(task_id=task_id)
        found = readers(session, task)
    wanted = typed.strip().lower()
    fitting = [
        each
        for each in found
        if each.name != by.name and wanted in f"{each.name} {each.display_name}".lower()
    ]
    return tuple(fitting[:MOST])


def readers(session: Session, task: UserTask, names: Collection[str] | None = None) -> tuple[Nameable, ...]:
    """Everybody active who may see the task or its case (of these names, if any are given)."""
    groups, given = _concerned(session, task)
    wanted = (
        select(Person, PersonGroup.group_name)
        .outerjoin(PersonGroup, PersonGroup.person_name == Person.name)
        .where(Person.active)
        .order_by(Person.name, PersonGroup.group_name)
    )
    if names is not None:
        wanted = wanted.where(Person.name.in_(names))
    belongs: dict[str, list[str]] = defaultdict(list)
    people: dict[str, Person] = {}
    for person, group in session.execute(wanted):
        people[person.name] = person
        belongs[person.name] += [group] if group else []
    found = []
    for name, person in people.items():
        actor = Actor(name, frozenset(belongs[name]), frozenset(person.supervises))
        if name in given or _sees(actor, groups, in_case=task.case_id is not None):
            found.append(Nameable(name, person.display_name, tuple(belongs[name])))
    return tuple(found)


def mentions(rt: Runtime, page: PageRequest, *, by: Actor) -> Page[MentionView]:
    """The remarks that name this person, the last first."""
    statement = (
        select(Mention, TaskComment.text, UserTask.case_id, ProcessInstance.business_key)
        .join(TaskComment, TaskComment.id == Mention.comment_id)
        .join(UserTask, UserTask.id == Mention.task_id)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .where(Mention.person_name == by.name)
    )
    with rt.reading() as session:
        chosen = paged(cast("Select[Any]", statement), page, (Mention.id,), (UUID,), descending=True)
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row[0].id,), lambda row: _view(*row))


def case_of(rt: Runtime, task_id: UUID) -> UUID | None:
    """The case a task belongs to; who may look at it is the case's own affair."""
    with rt.reading() as session:
        return session.execute(select(UserTask.case_id).where(UserTask.id == task_id)).scalar_one_or_none()


def _view(*found: Any) -> MentionView:  # Any: the columns of a joined row
    row, text, case_id, number = found
    return MentionView(row.id, row.at, row.by, text, row.task_id, case_id, number, row.seen_at)


def _concerned(session: Session, task: UserTask) -> tuple[frozenset[str], frozenset[str]]:
    """The groups with a task in the run, and the people given one or a copy."""
    groups = select(UserTaskGroup.group_name).where(UserTaskGroup.instance_id == task.instance_id).distinct()
    given = select(UserTask.assignee).where(
        UserTask.instance_id == task.instance_id, UserTask.assignee.is_not(None)
    )
    copied = select(CaseCopy.person_name).where(CaseCopy.case_id == task.case_id)
    people = session.execute(given.union(copied)).scalars()
    return frozenset(session.execute(groups).scalars()), frozenset(str(each) for each in people)


def _sees(actor: Actor, groups: frozenset[str], *, in_case: bool) -> bool:
    """The rule of ``store.visibility`` for somebody who is not here."""
    if actor.supervises_all or (in_case and actor.is_in(FRONT_DESK)):
        return True
    return actor.is_in(*groups) or actor.supervises_any(groups)
