"""What a filter of the task list asks of a task, and whether that alone leaves few.

Where it does (one case, one person, what was typed, what was copied to somebody), the tasks are taken
straight off that; everything else is read along the groups' indexes, in order, until a page is full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, text

from service.domain.acts import CaseCopy
from service.domain.cases import Case
from service.domain.clocks import Standing
from service.domain.clocks.rows import Clock
from service.domain.instances import ProcessInstance
from service.domain.tasks import OPEN_STATES, UserTask, UserTaskGroup
from service.operations.opening import NEVER
from service.queries.searching import runs_of, tasks_like

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

FEW = 1_000
"""So many tasks are looked at one by one without a second thought."""
MOST_UNNOTED = 1_000
_UNNOTED = "unnoted"

Condition = ColumnElement[bool]

# Written out, because the partial indexes are: SQLite takes one only where its condition stands word for
# word.
TASK_OPEN: Any = text("user_task.open")
GROUP_OPEN: Any = text("user_task_group.open")
GROUP_AT_RISK: Any = text("user_task_group.at_risk")
_CASE_OPEN: Any = text("service_case.closed_at IS NULL")


def is_open(wanted: TaskFilter) -> bool:
    """Whether only open tasks are asked for."""
    return wanted.state in ("open", *OPEN_STATES)


def narrowed(session: Session, wanted: TaskFilter, by: Actor) -> Condition | None:
    """What leaves few tasks by itself; None where nothing does."""
    found = list(_given(wanted, by))
    if wanted.text is not None:
        found.append(tasks_like(session, wanted.text))
    if not found and is_open(wanted):
        found = list(_rare(session, wanted, by))
    return and_(*found) if found else None


def _given(wanted: TaskFilter, by: Actor) -> list[Condition]:
    found: list[Condition] = []
    if wanted.case_id is not None:
        found.append(UserTask.instance_id.in_(runs_of(select(Case.id).where(Case.id == wanted.case_id))))
    if wanted.instance_id is not None:
        found.append(UserTask.instance_id == wanted.instance_id)
    if wanted.assignee is not None and wanted.assignee != by.name:
        found.append(UserTask.assignee == wanted.assignee)
    if wanted.copied:
        found.append(copied_to(by))
    return found


def copied_to(by: Actor) -> Condition:
    """The tasks this person was given to read along, or whose case they were."""
    mine = CaseCopy.person_name == by.name
    tasks = select(CaseCopy.task_id).where(mine, CaseCopy.task_id.is_not(None))
    cases = select(CaseCopy.case_id).where(mine, CaseCopy.task_id.is_(None))
    return or_(UserTask.id.in_(tasks), UserTask.instance_id.in_(runs_of(cases)))


def _rare(session: Session, wanted: TaskFilter, by: Actor) -> list[Condition]:
    """A process or a tier of which there is little to do, or whose list is read off its own index anyway."""
    if wanted.process_key is not None:
        mine = select(UserTask.id).where(TASK_OPEN, UserTask.process_key == wanted.process_key)
        if by.supervises_all or _is_few(session, mine):
            return [UserTask.process_key == wanted.process_key]
    if wanted.tier is not None:
        cases = select(Case.id).where(_CASE_OPEN, Case.tier == wanted.tier)
        if _is_few(session, cases):
            return [UserTask.instance_id.in_(runs_of(cases))]
    return []


def _is_few(session: Session, rows: Select[Any]) -> bool:
    some = rows.limit(FEW + 1).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one() <= FEW


def asked_of_task(wanted: TaskFilter) -> list[Condition]:
    """What the filter asks of the task itself, beside being open, in a group, and how it stands."""
    conditions = [
        column == value
        for column, value in (
            (UserTask.assignee, wanted.assignee),
            (UserTask.process_key, wanted.process_key),
            (UserTask.state, None if wanted.state == "open" else wanted.state),
        )
        if value is not None
    ]
    if wanted.unassigned:
        conditions.append(UserTask.assignee.is_(None))
    if wanted.tier is not None:
        tier = exists().where(Case.id == ProcessInstance.case_id, Case.tier == wanted.tier)
        conditions.append(exists().where(ProcessInstance.id == UserTask.instance_id, tier))
    return conditions


def stands(
    row: type[UserTask | UserTaskGroup], standing: str, now: datetime, unnoted: list[UUID]
) -> Condition:
    """The rows, of tasks or of their groups, that stand so at this moment; ``unnoted``: see there."""
    due, task_id = row.sort_due_at, UserTask.id if row is UserTask else UserTaskGroup.task_id
    if standing == Standing.OVERDUE:
        return due < now
    if standing == Standing.PAUSED:
        paused = Clock.task_id == task_id, Clock.ended_at.is_(None), Clock.paused, ~Clock.fixed
        return and_(due == NEVER, exists().where(*paused))
    risk = GROUP_AT_RISK if row is UserTaskGroup else _is_at_risk(task_id)
    if standing == Standing.AT_RISK:
        return and_(due >= now, or_(risk, task_id.in_(unnoted)) if unnoted else risk)
    none = UserTaskGroup.at_risk.is_not(True) if row is UserTaskGroup else ~risk
    calm = and_(due >= now, due < NEVER, none)
    return and_(calm, task_id.not_in(unnoted)) if unnoted else calm


def _is_at_risk(task_id: Any) -> Condition:
    return exists().where(UserTaskGroup.task_id == task_id, UserTaskGroup.at_risk.is_(True))


def unnoted(session: Session, now: datetime) -> list[UUID]:
    """Tasks past their warning whose risk nobody has noted yet: what the sweeper is about to look at.

    Mostly none. With it the lists are right at this moment, not only once the sweeper has been there.
    """
    if _UNNOTED in session.info:
        kept: list[UUID] = session.info[_UNNOTED]
        return kept
    late = (Clock.look_at <= now, Clock.warn_at <= now, Clock.due_at >= now)
    found = select(Clock.task_id).where(*late, Clock.task_id.is_not(None), Clock.ended_at.is_(None))
    ids = session.execute(found.limit(MOST_UNNOTED)).scalars()
    session.info[_UNNOTED] = late_ones = [each for each in ids if each is not None]
    return late_ones
