"""What a filter of the task list asks of a task, and whether that alone leaves few.

Where it does (one case, one person, what was typed, what was copied to somebody), the tasks are taken
straight off that; everything else is read along the groups' indexes, in order, until a page is full.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, and_, exists, func, or_, select, text, union
from sqlalchemy.orm import aliased

from service.domain.acts import CaseCopy
from service.domain.base import Instant
from service.domain.cases import Case
from service.domain.clocks import Standing
from service.domain.clocks.rows import Clock
from service.domain.tasks import OPEN_STATES, UserTask, UserTaskGroup
from service.operations.opening import NEVER
from service.queries.marks import NOW, Shape, mark
from service.queries.searching import every_run_of, runs_of, tasks_like
from service.store.db import connection_of
from service.store.prepared import Prepared
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

FEW = 1_000
"""So many tasks are looked at one by one without a second thought."""

Condition = ColumnElement[bool]

# Written out, because the partial indexes are: SQLite takes one only where its condition stands word for
# word.
TASK_OPEN: Any = text("user_task.open")
GROUP_OPEN: Any = text("user_task_group.open")
GROUP_AT_RISK: Any = text("user_task_group.at_risk")


def is_open(wanted: TaskFilter) -> bool:
    """Whether only open tasks are asked for."""
    return wanted.state in ("open", *OPEN_STATES)


def narrowed(session: Session, wanted: TaskFilter, by: Actor) -> Condition | None:
    """What leaves few tasks by itself; None where nothing does."""
    found = list(_given(wanted, by))
    if wanted.text is not None:
        found.append(tasks_like(session, wanted.text))
    if not found and wanted.process_key is not None and is_open(wanted):
        found = [UserTask.process_key == wanted.process_key] if _is_rare(session, wanted.process_key) else []
    return and_(*found) if found else None


def is_typed(wanted: TaskFilter, by: Actor) -> bool:
    """Whether what was typed is all that leaves few."""
    return wanted.text is not None and not _given(wanted, by)


def is_of_process(wanted: TaskFilter, by: Actor) -> bool:
    """Whether a process is asked for off whose index the list is read in order: by who sees every group."""
    everywhere = by.supervises_all and wanted.group is None and not wanted.own_groups
    told = wanted.process_key is not None and wanted.tier is None and wanted.standing in _RANGES
    return told and everywhere and is_open(wanted)


_RANGES = (None, Standing.OVERDUE)


def _given(wanted: TaskFilter, by: Actor) -> list[Condition]:
    found: list[Condition] = []
    if wanted.case_id is not None:
        found.append(UserTask.instance_id.in_(every_run_of(wanted.case_id)))
    if wanted.instance_id is not None:
        found.append(UserTask.instance_id == wanted.instance_id)
    if wanted.task_id is not None:
        found.append(UserTask.id == wanted.task_id)
    if wanted.assignee is not None and wanted.assignee != by.name:
        found.append(UserTask.assignee == wanted.assignee)
    if wanted.copied:
        found.append(copied_to(by.name))
    return found


def copied_to(name: object) -> Condition:
    """The tasks this person was given to read along, or whose case they were."""
    mine = CaseCopy.person_name == name
    tasks = select(CaseCopy.task_id).where(mine, CaseCopy.task_id.is_not(None))
    cases = select(CaseCopy.case_id).where(mine, CaseCopy.task_id.is_(None))
    of_case = aliased(UserTask)
    # Put together, not "one or the other": for that PostgreSQL would look at every task there is.
    return UserTask.id.in_(union(tasks, select(of_case.id).where(of_case.instance_id.in_(runs_of(cases)))))


def _is_rare(session: Session, process_key: str) -> bool:
    """Whether there is little to do of this process; the list and its counts both ask."""
    known: dict[str, bool] = session.info.setdefault("rare processes", {})
    if process_key not in known:
        few = _SOME_OF_PROCESS.first(connection_of(session), {"process_key": process_key})
        known[process_key] = few is not None and few[0] <= FEW
    return known[process_key]


_SOME = select(UserTask.id).where(TASK_OPEN, UserTask.process_key == mark("process_key")).limit(FEW + 1)
_SOME_OF_PROCESS = Prepared(select(func.count()).select_from(_SOME.subquery()))


def of_task(shape: Shape) -> list[Condition]:
    """What the filter asks of the task itself, beside being open, in a group, and how it stands."""
    questions: dict[str, Condition] = {
        "assignee": UserTask.assignee == mark("assignee"),
        "process_key": UserTask.process_key.concat("") == mark("process_key"),
        "state": UserTask.state == mark("state"),
        "tier": exists().where(Case.tier == mark("tier", Integer), Case.id == UserTask.case_id),
        "unassigned": UserTask.assignee.is_(None),
    }
    return [condition for name, condition in questions.items() if name in shape.asked]


def beside_group(shape: Shape) -> list[Condition]:
    """Of that, what the groups' rows cannot tell."""
    return of_task(replace(shape, asked=shape.asked - _TOLD_BY_GROUP))


def of_group(shape: Shape) -> list[Condition]:
    """And what they tell: which process, and whose case by its tier."""
    tier: Any = UserTaskGroup.tier
    # What is at risk has an index of its own; so have other orders. None of them begins with the tier, and
    # no database shall be led astray by one that does.
    if shape.standing == Standing.AT_RISK or shape.sort != "sort_due_at":
        tier = tier + 0
    questions: dict[str, Condition] = {
        "process_key": UserTaskGroup.process_key == mark("process_key"),
        "tier": tier == mark("tier", Integer),
    }
    return [condition for name, condition in questions.items() if name in shape.asked]


_TOLD_BY_GROUP = frozenset(("process_key", "tier"))


def times_of(row: type[UserTask | UserTaskGroup], shape: Shape) -> list[Condition]:
    """What it asks of due date and standing, of tasks or of their groups' rows, where the indexes are."""
    found: list[Condition] = []
    if "due_before" in shape.asked:
        found.append(row.sort_due_at < mark("due_before", Instant))
    if shape.standing is not None:
        found.append(stands(row, shape.standing, late=shape.late))
    return found


def stands(row: type[UserTask | UserTaskGroup], standing: str, *, late: bool) -> Condition:
    """The rows, of tasks or of their groups, that stand so at this moment; ``late``: see ``is_late``."""
    due, task_id = row.sort_due_at, UserTask.id if row is UserTask else UserTaskGroup.task_id
    if standing == Standing.OVERDUE:
        return due < NOW
    if standing == Standing.PAUSED:
        paused = Clock.task_id == task_id, Clock.ended_at.is_(None), Clock.paused, ~Clock.fixed
        return and_(due == NEVER, exists().where(*paused))
    noted = GROUP_AT_RISK if row is UserTaskGroup else _noted(task_id)
    if standing == Standing.AT_RISK:
        if row is UserTaskGroup:
            return and_(due >= NOW, noted)
        return and_(due >= NOW, or_(noted, task_id.in_(_UNNOTED)) if late else noted)
    calm = UserTaskGroup.at_risk.is_not(True) if row is UserTaskGroup else ~_noted(task_id)
    on_time = and_(due >= NOW, due < NEVER, calm)
    return and_(on_time, task_id.not_in(_UNNOTED)) if late else on_time


def unnoted(shape: Shape) -> list[Condition]:
    """The groups' rows of tasks at risk nobody has noted yet: beside ``stands``, where it is ``late``."""
    return [
        *times_of(UserTaskGroup, replace(shape, standing=None)),
        UserTaskGroup.sort_due_at >= NOW,
        UserTaskGroup.at_risk.is_not(True),
        UserTaskGroup.task_id.in_(_UNNOTED),
    ]


def _noted(task_id: Any) -> Condition:
    return exists().where(UserTaskGroup.task_id == task_id, UserTaskGroup.at_risk.is_(True))


_UNNOTED = select(Clock.task_id).where(
    Clock.look_at <= NOW,
    # Said so that no database takes an index over these: nearly every clock is due later.
    func.coalesce(Clock.warn_at, Clock.warn_at) <= NOW,
    func.coalesce(Clock.due_at, Clock.due_at) >= NOW,
    Clock.task_id.is_not(None),
    Clock.ended_at.is_(None),
)
"""Tasks past their warning whose risk nobody has noted yet: what the sweeper is about to look at."""

_IS_LATE = Prepared(select(exists(_UNNOTED)))


def is_late(session: Session, now: datetime) -> bool:
    """Whether there are such tasks: mostly not, and then nobody need ask for them.

    With them the lists are right at this moment, not only once the sweeper has been there.
    """
    known: dict[datetime, bool] = session.info.setdefault("late", {})
    if now not in known:
        found = _IS_LATE.first(connection_of(session), {"now": now})
        known[now] = found is not None and bool(found[0])
    return known[now]


def of_those_seen(wanted: TaskFilter, by: Actor) -> Condition:
    """Of the tasks this person may see all, or those held and those of their own groups."""
    if wanted.own_groups:
        return (UserTask.assignee == by.name) | in_group(*by.groups_worked)
    return sees_task(by)


def in_group(*groups: object) -> Condition:
    """The tasks offered to one of these groups."""
    return exists().where(UserTaskGroup.task_id == UserTask.id, UserTaskGroup.group_name.in_(groups))
