"""What may be asked of the list of runs, as SQL: what a run is read off an index for, and what is looked up.

Rare things (one person's tasks, a missed promise) are gathered first, and the runs taken straight off that;
everything else is read along an index, the newest or the oldest first, until a page is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select, text

from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.definitions import ProcessDefinition
from service.domain.incidents import Incident
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.tasks import UserTask, UserTaskGroup
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor

FEW = 3_000
"""So many runs are looked at one by one: among a million, walking them until a page is full costs as much."""
_MOST_PLACES = 300
"""Different sets of elements where the runs of one version stand; beyond it the rarest go uncounted."""

RUNNING = (InstanceState.ACTIVE, InstanceState.SUSPENDED)
STATES = {
    "running": RUNNING,
    "ended": (InstanceState.COMPLETED, InstanceState.TERMINATED),
    **{each.value: (each,) for each in InstanceState},
}

Condition = ColumnElement[bool]
# Written out, because the partial indexes are: SQLite takes one only where its condition stands word for
# word.
_GROUP_OPEN: Any = text("user_task_group.open")
_BREACHED: Any = text("clock.breached_at IS NOT NULL AND clock.ended_at IS NULL")
_STUCK: Any = text("incident.state = 'open'")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Asked of a missed promise, it leaves SQLite one index to take: otherwise it walks a longer one."""


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs are asked for; None means any. ``started_before`` and ``started_after`` tell their age;
    ``text`` is a case number, exactly.
    """

    state: str = "running"
    process_key: str | None = None
    version: int | None = None
    element: str | None = None
    started_before: datetime | None = None
    started_after: datetime | None = None
    tier: int | None = None
    group: str | None = None
    person: str | None = None
    breached: bool = False
    stuck: bool = False
    text: str | None = None
    oldest: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """Runs that one index holds side by side, in the order they began."""

    conditions: tuple[Condition, ...]


def lanes(session: Session, asked: RunFilter) -> list[Lane]:
    """The stretches of an index that together hold every run that may fit; none means there is none."""
    states = STATES[asked.state]
    if asked.element is not None:
        return list(_standing_lanes(session, asked, states))
    if asked.process_key is None:
        return [Lane((ProcessInstance.state == each,)) for each in states]
    key, version = ProcessInstance.process_key, ProcessInstance.version
    more = () if asked.version is None else (version == asked.version,)
    return [Lane((key == asked.process_key, ProcessInstance.state == each, *more)) for each in states]


def looked_up(asked: RunFilter, by: Actor) -> list[Condition]:
    """What is asked of a run beside its place in the index."""
    found = [] if by.supervises_all else [sees_instance(by, ProcessInstance.id, owners=True)]
    if asked.started_before is not None:
        found.append(ProcessInstance.started_at < asked.started_before)
    if asked.started_after is not None:
        found.append(ProcessInstance.started_at >= asked.started_after)
    if asked.tier is not None and asked.group is None:
        found.append(exists().where(Case.id == ProcessInstance.case_id, Case.tier == asked.tier))
    if asked.text is not None:
        found.append(exists().where(Case.instance_id == ProcessInstance.id, Case.number == asked.text))
    return [*found, *_work(asked), *_trouble(asked)]


def _work(asked: RunFilter) -> Iterator[Condition]:
    """Whose work it is."""
    if asked.group is not None:
        yield exists().where(UserTaskGroup.instance_id == ProcessInstance.id, *_of_its_group(asked))
    if asked.person is not None:
        person = (UserTask.assignee == asked.person) & UserTask.open
        yield exists().where(UserTask.instance_id == ProcessInstance.id, person)


def _of_group(asked: RunFilter) -> Iterator[Condition]:
    """An open task of the group; its row says its case's tier, too."""
    yield from (_GROUP_OPEN, UserTaskGroup.group_name == asked.group)
    if asked.tier is not None:
        yield UserTaskGroup.tier == asked.tier


def _of_its_group(asked: RunFilter) -> Iterator[Condition]:
    """The same of one run, in a shape that no index of the groups answers for: there all others are, too."""
    group_name, tier = UserTaskGroup.group_name.concat(""), UserTaskGroup.tier + 0
    yield from (_GROUP_OPEN, group_name == asked.group)
    if asked.tier is not None:
        yield tier == asked.tier


def _trouble(asked: RunFilter) -> Iterator[Condition]:
    """Whether something is wrong with it."""
    if asked.breached:
        yield exists().where(Clock.instance_id == ProcessInstance.id, _BREACHED)
    if asked.stuck:
        yield exists().where(Incident.instance_id == ProcessInstance.id, _STUCK)


def few(session: Session, asked: RunFilter) -> Sequence[UUID] | None:
    """The ids that the rarest thing asked for leaves, if it leaves few; None if everything is frequent."""
    for rows in _facets(asked):
        ids = session.execute(rows.limit(FEW + 1)).scalars().all()
        if len(ids) <= FEW:
            return list(dict.fromkeys(ids))
    return None


def _facets(asked: RunFilter) -> Iterator[Select[Any]]:
    """What could leave few, the rarest kinds first."""
    if asked.text is not None:
        yield select(Case.instance_id).where(Case.number == asked.text, Case.instance_id.is_not(None))
    if asked.person is not None:
        held = UserTask.assignee.is_not(None) & (UserTask.assignee == asked.person)
        yield select(UserTask.instance_id).where(held, UserTask.open)
    if asked.stuck:
        yield select(Incident.instance_id).where(_STUCK, Incident.instance_id.is_not(None))
    if asked.breached:
        yield select(Clock.instance_id).where(_BREACHED, Clock.breached_at > _EVER)
    if asked.group is not None:
        yield select(UserTaskGroup.instance_id).where(*_of_group(asked))


# --- where they stand ---------------------------------------------------------------------------------------


def _standing_lanes(session: Session, asked: RunFilter, states: Sequence[str]) -> Iterator[Lane]:
    for definition_id in definition_ids(session, asked.process_key, asked.version):
        for state in states:
            for standing in standings(session, definition_id, state):
                if f" {asked.element} " in standing:
                    yield Lane(
                        (
                            ProcessInstance.definition_id == definition_id,
                            ProcessInstance.state == state,
                            ProcessInstance.standing == standing,
                        )
                    )


def definition_ids(session: Session, process_key: str | None, version: int | None) -> list[UUID]:
    """The versions meant, newest first."""
    wanted = select(ProcessDefinition.id).order_by(ProcessDefinition.version.desc())
    asked = [
        column == value
        for column, value in ((ProcessDefinition.key, process_key), (ProcessDefinition.version, version))
        if value is not None
    ]
    return list(session.execute(wanted.where(*asked)).scalars())


def standings(session: Session, definition_id: UUID, state: str) -> Iterator[str]:
    """The different sets of elements where runs stand: a step along the index for each, not for each run."""
    column = ProcessInstance.standing
    mine = and_(ProcessInstance.definition_id == definition_id, ProcessInstance.state == state)
    last = ""
    for _ in range(_MOST_PLACES):
        found = session.execute(select(column).where(mine, column > last).order_by(column).limit(1)).scalar()
        if found is None:
            return
        yield found
        last = found
