"""The list of runs: a page of it, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, literal_column, select, union_all

from service.domain.cases import Case
from service.domain.clocks.rows import Clock
from service.domain.customers import Customer
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.people import PROCESS_OWNER
from service.domain.tasks import UserTask
from service.domain.views import Page, PageRequest
from service.domain.views.board import RunRow, RunTask
from service.queries.board.asking import (
    FEW,
    STATES,
    Lane,
    RunFilter,
    few,
    lanes,
    looked_up,
)
from service.store.paging import after, limit_of, page_of
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

_ORDER = (ProcessInstance.started_at, ProcessInstance.id)
_KINDS = (datetime, UUID)
_HOLDERS = ("subProcess", "transaction", "callActivity", "eventSubProcess", "process")


def runs(rt: Runtime, asked: RunFilter, page: PageRequest, *, by: Actor) -> Page[RunRow]:
    """The runs this supervisor or process owner may see, the newest first unless the oldest are asked for."""
    with rt.reading() as session:
        found = session.execute(_chosen(session, asked, page, by)).all()
        shown = rows_of(rt, session, [row.id for row in found[: page.limit]], by)
    rows = {row.id: row for row in shown}
    return page_of(found, page, lambda row: (row.started_at, row.id), lambda row: rows[row.id])


def matching(session: Session, asked: RunFilter, by: Actor) -> Select[Any]:
    """The ids of every run that fits, in the order the list shows them."""
    narrow = _few_of(session, asked, by)
    statement = narrow if narrow is not None else _off_lanes(lanes(session, asked), asked, by, None)
    found: Subquery = statement.subquery("fitting")
    return select(found.c.id).order_by(*_ordered((found.c.started_at, found.c.id), asked))


def _chosen(session: Session, asked: RunFilter, page: PageRequest, by: Actor) -> Select[Any]:
    """A page of ids with when they began, and one more."""
    follows = after(page, _ORDER, _KINDS, descending=not asked.oldest)
    most = limit_of(page) + 1
    narrow = _few_of(session, asked, by)
    if narrow is not None:
        page_of_few: Select[Any] = narrow if follows is None else narrow.where(follows)
        # Bounded inside, so that no planner walks an index for the order instead of going by the ids.
        kept = page_of_few.limit(FEW + 1).subquery("few")
        return select(kept).order_by(*_ordered((kept.c.started_at, kept.c.id), asked)).limit(most)
    beyond = [] if follows is None else [follows]
    each = _off_lanes(lanes(session, asked), asked, by, (beyond, most)).subquery("each")
    return select(each).order_by(*_ordered((each.c.started_at, each.c.id), asked)).limit(most)


def _few_of(session: Session, asked: RunFilter, by: Actor) -> Any:
    """What is read straight off the few runs that something rare leaves."""
    ids = few(session, asked)
    if ids is None:
        return None
    # Joined to nothing, so that no planner prefers an index to the ids it is given.
    conditions = [ProcessInstance.id.in_(ids), _quiet(ProcessInstance.state).in_(STATES[asked.state])]
    if asked.process_key is not None:
        conditions.append(_quiet(ProcessInstance.process_key) == asked.process_key)
    if asked.version is not None:
        conditions.append(ProcessInstance.version == asked.version)
    if asked.element is not None:
        conditions.append(_quiet(ProcessInstance.standing).contains(f" {asked.element} ", autoescape=True))
    return select(*_ORDER).where(*conditions, *looked_up(asked, by))


def _off_lanes(
    found: Sequence[Lane],
    asked: RunFilter,
    by: Actor,
    cut: tuple[Sequence[ColumnElement[bool]], int] | None,
) -> Any:
    """The runs of every lane; ``cut``: of each only so many, from where the page begins."""
    conditions = looked_up(asked, by)
    parts = []
    for lane in found or [Lane((literal_column("1 = 0"),))]:
        part = select(*_ORDER).where(*lane.conditions, *conditions)
        if cut is not None:
            part = part.where(*cut[0]).order_by(*_ordered(_ORDER, asked)).limit(cut[1])
        parts.append(select(part.subquery()))
    return union_all(*parts)


def _ordered(columns: tuple[Any, Any], asked: RunFilter) -> list[Any]:
    return [column if asked.oldest else column.desc() for column in columns]


def _quiet(column: Any) -> Any:
    """The same text, in a shape that no index answers for."""
    return column.op("||")("")


# --- a page of rows -----------------------------------------------------------------------------------------

_COLUMNS = ProcessInstance.__table__.columns
_SHOWN = (
    select(
        *(_COLUMNS[name] for name in ("id", "business_key", "case_id", "definition_id", "process_key")),
        *(_COLUMNS[name] for name in ("version", "state", "active", "started_at", "ended_at")),
        Case.subject,
        Case.tier,
        Customer.name.label("customer"),
    )
    .outerjoin(Case, Case.id == ProcessInstance.case_id)
    .outerjoin(Customer, Customer.id == Case.customer_id)
)


def rows_of(rt: Runtime, session: Session, ids: Sequence[UUID], by: Actor) -> list[RunRow]:
    """These runs as the list shows them, in no order."""
    found = session.execute(_SHOWN.where(ProcessInstance.id.in_(ids))).all() if ids else []
    tasks, late, stuck = _tasks(session, ids), _late(session, ids), _stuck(session, ids)
    inside = _seen_inside(session, ids, by)
    return [
        RunRow(
            id=row.id,
            case_id=row.case_id,
            business_key=row.business_key,
            subject=row.subject if row.id in inside else None,
            customer=row.customer if row.id in inside else None,
            tier=row.tier,
            process_key=row.process_key,
            process_name=_name(rt, row.definition_id, row.process_key, by),
            version=row.version,
            state=row.state,
            active=tuple(row.active),
            standing=tuple(_name(rt, row.definition_id, each, by) for each in _innermost(rt, row)),
            tasks=tuple(tasks.get(row.id, ())),
            breached=late[row.id],
            incidents=stuck[row.id],
            started_at=row.started_at,
            ended_at=row.ended_at,
        )
        for row in found
    ]


def _innermost(rt: Runtime, row: Any) -> list[str]:  # Any: a row of the statement above
    """The elements where it stands, without those that only hold others where it stands as well."""
    known = rt.definitions.get(row.definition_id).activities
    types = {each: known[each].activity_type if each in known else "process" for each in row.active}
    return [each for each in row.active if types[each] not in _HOLDERS] or list(row.active)


def _seen_inside(session: Session, ids: Sequence[UUID], by: Actor) -> frozenset[UUID]:
    """The runs of which this person may know what customers said; process owners know only that they run."""
    if by.supervises_all or not by.is_in(PROCESS_OWNER):
        return frozenset(ids)
    mine = ProcessInstance.id.in_(ids) & sees_instance(by, ProcessInstance.id, owners=False)
    return frozenset(session.execute(select(ProcessInstance.id).where(mine)).scalars())


def _name(rt: Runtime, definition_id: UUID, element: str, by: Actor) -> str:
    definition = rt.definitions.get(definition_id)
    if element == definition.key:
        return definition.names.get(by.language, {}).get(element, definition.name)
    return definition.name_of(element, by.language)


def _tasks(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[RunTask]]:
    found: dict[UUID, list[RunTask]] = {}
    wanted = select(UserTask).where(UserTask.instance_id.in_(ids), UserTask.open).order_by(UserTask.id)
    for task in session.execute(wanted).scalars() if ids else ():
        whose = RunTask(task.id, task.activity_id, task.assignee, tuple(task.candidate_groups), task.due_at)
        found.setdefault(task.instance_id, []).append(whose)
    return found


def _late(session: Session, ids: Sequence[UUID]) -> Counter[UUID]:
    late = and_(Clock.instance_id.in_(ids), Clock.breached_at.is_not(None), Clock.ended_at.is_(None))
    return Counter(session.execute(select(Clock.instance_id).where(late)).scalars() if ids else ())


def _stuck(session: Session, ids: Sequence[UUID]) -> Counter[UUID | None]:
    stuck = and_(Incident.instance_id.in_(ids), Incident.state == "open")
    return Counter(session.execute(select(Incident.instance_id).where(stuck)).scalars() if ids else ())
