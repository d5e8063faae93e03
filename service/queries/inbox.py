"""Lists of tasks, fast among a million open ones.

A person's inbox is made of arms: one for each group they see, one for the tasks they hold. Each arm is read
off an index in the order asked for and stops after a page; the page is the best of all arms. So the cost
grows with the page and the number of groups, never with the number of tasks.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, text, true, union_all

from service.domain.cases import Case
from service.domain.customers import Contact, Customer
from service.domain.instances import ProcessInstance
from service.domain.tasks import OPEN_STATES, UserTask, UserTaskGroup
from service.domain.views import Page, PageRequest
from service.queries.standing import task_stands
from service.store.paging import after, limit_of, page_of
from service.store.visibility import groups_seen, sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

Found = tuple[UserTask, UUID, str | None, str | None]
"""A task, its definition's id, its case's number and subject."""

# Written out, because the partial indexes are: SQLite takes one only where its condition stands word for
# word.
_TASK_OPEN = text("user_task.open")
_GROUP_OPEN = text("user_task_group.open")

_KEYS = {
    "created_at": ("created_at", datetime),
    "due_at": ("sort_due_at", datetime),
    "-priority": ("sort_priority", int),
}


def found_tasks(session: Session, wanted: TaskFilter, page: PageRequest, by: Actor) -> Page[Found]:
    """One page of the tasks asked for, as far as this person may see them."""
    name, kind = _KEYS[str(wanted.sort)]
    near = wanted.case_id is not None or wanted.instance_id is not None or wanted.text is not None
    is_open = wanted.state in ("open", *OPEN_STATES)
    if near or not is_open:
        ids = _plain(wanted, page, by, (name, kind), is_open=is_open)
    else:
        ids = _arms(_groups(session, wanted, by), wanted, page, by, (name, kind))
    chosen = ids.subquery("chosen")
    key = getattr(UserTask, name)
    statement = (
        select(UserTask, ProcessInstance.definition_id, Case.number, Case.subject)
        .join(chosen, chosen.c.id == UserTask.id)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Case, Case.id == UserTask.case_id)
        .order_by(key, UserTask.id)
    )
    rows: list[Found] = [_as_found(row) for row in session.execute(statement)]
    return page_of(rows, page, lambda row: (getattr(row[0], name), row[0].id), lambda row: row)


def _as_found(row: tuple[Any, ...]) -> Found:  # Any: a row of the statement above
    return row[0], row[1], row[2], row[3]


def _plain(
    wanted: TaskFilter, page: PageRequest, by: Actor, key: tuple[str, type], *, is_open: bool
) -> Select[Any]:
    """Straight off the tasks: for one case or instance, for what is done, for who sees all."""
    name, kind = key
    columns = (getattr(UserTask, name), UserTask.id)
    conditions = [sees_task(by), _asked(wanted)]
    if is_open:
        conditions.append(_TASK_OPEN)  # type: ignore[arg-type]  # words of a condition
    if wanted.group is not None:
        conditions.append(_in_group(wanted.group))
    follows = after(page, columns, (kind, UUID))
    if follows is not None:
        conditions.append(follows)
    return select(UserTask.id).where(*conditions).order_by(*columns).limit(limit_of(page) + 1)


def _arms(
    groups: list[str], wanted: TaskFilter, page: PageRequest, by: Actor, key: tuple[str, type]
) -> Select[Any]:
    """The best of one arm per group and one for the tasks held."""
    arms = [_held(wanted, page, by, key)]
    arms += [_of_group(group, wanted, page, key) for group in groups]
    every = union_all(*(select(arm.subquery()) for arm in arms)).subquery("arm")
    best = select(every.c.id).group_by(every.c.id, every.c.sort_key)
    return best.order_by(every.c.sort_key, every.c.id).limit(limit_of(page) + 1)


def _groups(session: Session, wanted: TaskFilter, by: Actor) -> list[str]:
    """The groups to look into: none if one's own tasks are asked for, for those are all held."""
    if wanted.assignee == by.name:
        return []
    if wanted.group is not None:
        return [wanted.group] if by.supervises_all or wanted.group in groups_seen(by) else []
    if wanted.own_groups:
        return sorted(by.groups_worked)
    if by.supervises_all:
        return list(session.execute(_GROUPS_WITH_WORK).scalars())
    return sorted(groups_seen(by))


# From one group to the next along the index, however many tasks each has.
_GROUPS_WITH_WORK = text(
    "WITH RECURSIVE found(name) AS ("
    " SELECT min(group_name) FROM user_task_group WHERE open"
    " UNION ALL"
    " SELECT (SELECT min(group_name) FROM user_task_group WHERE open AND group_name > found.name)"
    " FROM found WHERE found.name IS NOT NULL"
    ") SELECT name FROM found WHERE name IS NOT NULL"
)


def _of_group(group: str, wanted: TaskFilter, page: PageRequest, key: tuple[str, type]) -> Select[Any]:
    name, kind = key
    columns = (getattr(UserTaskGroup, name), UserTaskGroup.task_id)
    arm = select(UserTaskGroup.task_id.label("id"), columns[0].label("sort_key")).where(
        _GROUP_OPEN, UserTaskGroup.group_name == group
    )
    asked = _asked(wanted)
    if asked is not _ANY:
        arm = arm.join(UserTask, UserTask.id == UserTaskGroup.task_id).where(asked)
    return _cut(arm, page, columns, kind)


def _held(wanted: TaskFilter, page: PageRequest, by: Actor, key: tuple[str, type]) -> Select[Any]:
    name, kind = key
    columns = (getattr(UserTask, name), UserTask.id)
    arm = select(UserTask.id.label("id"), columns[0].label("sort_key")).where(
        UserTask.assignee == by.name, UserTask.open == true(), _asked(wanted)
    )
    if wanted.group is not None:
        arm = arm.where(_in_group(wanted.group))
    return _cut(arm, page, columns, kind)


def _cut(arm: Select[Any], page: PageRequest, columns: tuple[Any, Any], kind: type) -> Select[Any]:
    follows = after(page, columns, (kind, UUID))
    if follows is not None:
        arm = arm.where(follows)
    return arm.order_by(*columns).limit(limit_of(page) + 1)


_ANY: ColumnElement[bool] = true()


def _asked(wanted: TaskFilter) -> ColumnElement[bool]:
    """What the filter asks of a task beside being open and in a group."""
    conditions = [
        column == value
        for column, value in (
            (UserTask.assignee, wanted.assignee),
            (UserTask.instance_id, wanted.instance_id),
            (UserTask.process_key, wanted.process_key),
            (UserTask.state, None if wanted.state == "open" else wanted.state),
        )
        if value is not None
    ]
    if wanted.case_id is not None:
        runs = select(ProcessInstance.id).where(ProcessInstance.case_id == wanted.case_id)
        conditions.append(UserTask.instance_id.in_(runs))
    if wanted.unassigned:
        conditions.append(UserTask.assignee.is_(None))
    if wanted.due_before is not None:
        conditions.append(UserTask.sort_due_at < wanted.due_before)
    if wanted.standing is not None and wanted.asked_at is not None:
        conditions.append(task_stands(wanted.standing, wanted.asked_at))
    if wanted.text is not None:
        conditions.append(UserTask.case_id.in_(_cases_like(wanted.text)))
    return and_(*conditions) if conditions else _ANY


def _cases_like(text: str) -> Select[Any]:
    """The cases somebody may mean who types this: by number, customer or phone."""
    looked_for = (Case.number, Customer.name, Customer.phone, Contact.phone)
    return (
        select(Case.id)
        .join(Customer, Customer.id == Case.customer_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(or_(*(column.icontains(text, autoescape=True) for column in looked_for)))
    )


def _in_group(group: str) -> ColumnElement[bool]:
    return exists().where(UserTaskGroup.task_id == UserTask.id, UserTaskGroup.group_name == group)
