"""Everything anyone did, newest first: the histories of all instances, and the acts that belong to none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Uuid,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from service.domain.audit import AuditEntry
from service.domain.base import Base
from service.domain.cases import Case
from service.domain.history import HistoryEvent
from service.domain.instances import ProcessInstance
from service.domain.people import SUPERVISOR, SYSTEM, PersonGroup
from service.domain.views import Page, PageRequest
from service.domain.views.audit import AuditView
from service.errors import NotInGroup
from service.queries.figures.months import midnight
from service.queries.searching import every_run_of
from service.store.paging import after, limit_of, page_of
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

_ORDER = (datetime, UUID, int)
AT_ONCE = 200
MOST_EXPORTED = 100_000
FOLLOWED = (
    "activity.entered",
    "activity.passed",
    "activity.left",
    "activity.cancelled",
    "task.created",
    "task.cancelled",
    "timer.scheduled",
    "timer.cancelled",
    "effect.requested",
    "effect.cancelled",
    "instance.started",
    "instance.completed",
)
"""What the process did because of an act: it bears the name of whoever acted, but is not their act."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which acts are asked for; None means any. ``everybody``: also what the service did by itself or
    because of an act.

    ``type``: an event's type, or its first part, such as ``task``. ``first`` and ``last``: local days, both
    included.
    """

    actor: str | None = None
    type: str | None = None
    case_number: str | None = None
    first: date | None = None
    last: date | None = None
    everybody: bool = False


def audit(rt: Runtime, asked: AuditFilter, page: PageRequest, *, by: Actor) -> Page[AuditView]:
    """The acts this supervisor may see: of the instances of their groups, and of the people in them."""
    if not by.is_supervisor:
        raise NotInGroup(name=by.display_name or by.name, groups=SUPERVISOR)
    arms = [_arm(each, asked, page, rt) for each in _sources(asked, by)]
    both = union_all(*(select(each.subquery()) for each in arms)).subquery("both")
    statement = (
        select(both, Case.number, ProcessInstance.definition_id)
        .outerjoin(Case, Case.id == both.c.case_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == both.c.id)
        .order_by(both.c.at.desc(), both.c.id.desc(), both.c.seq.desc())
        .limit(limit_of(page) + 1)
    )
    with rt.reading() as session:
        rows = session.execute(statement).all()
    return page_of(rows, page, lambda row: (row.at, row.id, row.seq), lambda row: _view(rt, row, by.language))


def audited(rt: Runtime, asked: AuditFilter, *, by: Actor) -> Iterator[AuditView]:
    """All of them, newest first, read some at a time; at most ``MOST_EXPORTED``."""
    page: PageRequest | None = PageRequest(AT_ONCE)
    told = 0
    while page is not None and told < MOST_EXPORTED:
        found = audit(rt, asked, page, by=by)
        yield from found.items
        told += len(found.items)
        page = PageRequest(AT_ONCE, found.next_cursor) if found.next_cursor else None


def _sources(asked: AuditFilter, by: Actor) -> list[Any]:  # Any: selects of the same columns
    history = select(
        HistoryEvent.at.label("at"),
        HistoryEvent.instance_id.label("id"),
        HistoryEvent.seq.label("seq"),
        HistoryEvent.actor.label("actor"),
        HistoryEvent.type.label("type"),
        literal("").label("subject"),
        HistoryEvent.activity_id.label("activity_id"),
        HistoryEvent.case_id.label("case_id"),
        HistoryEvent.detail.label("detail"),
    ).where(sees_instance(by, HistoryEvent.instance_id, owners=False), *_asked(HistoryEvent, asked))
    if asked.case_number is not None:
        found = select(Case.id).where(Case.number == asked.case_number).scalar_subquery()
        return [history.where(HistoryEvent.instance_id.in_(every_run_of(found)))]
    acts = select(
        AuditEntry.at.label("at"),
        AuditEntry.id.label("id"),
        literal(0).label("seq"),
        AuditEntry.actor.label("actor"),
        AuditEntry.type.label("type"),
        AuditEntry.subject.label("subject"),
        literal(None, HistoryEvent.activity_id.type).label("activity_id"),
        literal(None, Uuid()).label("case_id"),
        AuditEntry.detail.label("detail"),
    ).where(_mine(by), *_asked(AuditEntry, asked))
    return [history, acts]


def _mine(by: Actor) -> ColumnElement[bool]:
    """Acts of oneself and of the members of the groups one supervises."""
    if by.supervises_all:
        return literal(True)
    member = exists().where(
        PersonGroup.person_name == AuditEntry.actor, PersonGroup.group_name.in_(by.supervises)
    )
    return or_(AuditEntry.actor == by.name, member)


def _asked(row: type[Base], asked: AuditFilter) -> list[ColumnElement[bool]]:
    columns: Any = row  # either table has an actor and a type
    conditions: list[ColumnElement[bool]] = []
    if asked.actor is not None:
        conditions.append(columns.actor == asked.actor)
    if not asked.everybody:
        conditions += [columns.type.not_in(FOLLOWED), columns.actor != SYSTEM.name]
    if asked.type is not None:
        kind = columns.type
        conditions.append(
            or_(kind == asked.type, func.substr(kind, 1, len(asked.type) + 1) == f"{asked.type}.")
        )
    return conditions


def _arm(source: Any, asked: AuditFilter, page: PageRequest, rt: Runtime) -> Any:
    """The newest of one source: as many as a page holds, so that the union stays small."""
    columns = source.selected_columns
    key = (columns.at, columns.id, columns.seq)
    zone = ZoneInfo(rt.settings.time_zone)
    if asked.first is not None:
        source = source.where(columns.at >= midnight(asked.first, zone))
    if asked.last is not None:
        source = source.where(columns.at < midnight(_day_after(asked.last), zone))
    follows = after(page, key, _ORDER, descending=True)
    if follows is not None:
        source = source.where(follows)
    return source.order_by(*(each.desc() for each in key)).limit(limit_of(page) + 1)


def _view(rt: Runtime, row: Any, language: str) -> AuditView:  # Any: a row of the union
    activity = ""
    if row.activity_id and row.definition_id:
        activity = rt.definitions.get(row.definition_id).name_of(row.activity_id, language)
    return AuditView(
        id=row.id,
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        type=row.type,
        subject=row.subject,
        activity_id=row.activity_id,
        activity=activity,
        case_id=row.case_id,
        case_number=row.number,
        instance_id=row.id if row.definition_id else None,
        detail=row.detail,
    )


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
