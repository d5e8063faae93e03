"""Figures by month against their targets, and what is behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Select, func, select

from service.domain.cases import Case
from service.domain.customers import Customer
from service.domain.people import SUPERVISOR
from service.domain.tasks import NO_GROUP, UserTaskGroup
from service.domain.views import Page, PageRequest
from service.domain.views.figures import FigureCaseView, FigureCell, FiguresView, FigureView
from service.errors import Invalid, NotInGroup
from service.queries.figures.facts import BY_KEY, FIGURES, Figure
from service.queries.figures.months import BY, Months, midnight
from service.store.paging import page_of, paged

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

_Counted = Mapping[tuple[int, str], tuple[int, int]]
"""By number of the month and slice: how many, and the sum of their amounts."""


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """Which of those behind a figure: ``slice`` a tier's number or a group's name; ``hit`` None for both."""

    figure: str
    month: str
    by: str = "all"
    slice: str = ""
    hit: bool | None = None


def figures(rt: Runtime, *, months: int = 12, by_slice: str = "all", by: Actor) -> FiguresView:
    """Every figure over the last months, this one included, of the cases this supervisor may see."""
    _must_supervise(by)
    if by_slice not in BY:
        raise Invalid.field("by", "one of " + ", ".join(BY))
    zone, now = ZoneInfo(rt.settings.time_zone), rt.now()
    asked = Months.until(now.astimezone(zone).date(), months, zone)
    with rt.reading() as session:
        counted = {}
        for each in FIGURES:
            rows = session.execute(_counting(each, asked, by_slice, now, by)).all()
            counted[each.key] = {(row[0], str(row[1])): (int(row[2]), int(row[3])) for row in rows}
    slices = sorted({place[1] for found in counted.values() for place in found})
    items = tuple(_view(each, asked, counted[each.key], by.language) for each in FIGURES)
    return FiguresView(asked.labels, by_slice, tuple(slices), items)


def figure_cases(rt: Runtime, asked: FigureQuestion, page: PageRequest, *, by: Actor) -> Page[FigureCaseView]:
    """What is behind a figure in one month, newest first."""
    _must_supervise(by)
    figure = _figure(asked.figure)
    zone = ZoneInfo(rt.settings.time_zone)
    facts = figure.facts(rt.now(), by).subquery("facts")
    statement = (
        select(facts, Case.number, Case.subject, Customer.name)
        .outerjoin(Case, Case.id == facts.c.case_id)
        .join(Customer, Customer.id == facts.c.customer_id)
        .where(Months.only(asked.month, zone).within(facts.c.at), *_asked(asked, facts, figure, by))
    )
    kind = date if isinstance(facts.c.at.type, Date) else datetime
    chosen = paged(statement, page, (facts.c.at, facts.c.id), (kind, UUID), descending=True)
    with rt.reading() as session:
        rows = session.execute(chosen).all()
    return page_of(rows, page, lambda row: (row.at, row.id), lambda row: _case_view(row, figure, zone))


def _counting(figure: Figure, months: Months, by_slice: str, now: datetime, by: Actor) -> Select[Any]:
    """How many in each month and slice, and the sum of their amounts."""
    facts = figure.facts(now, by).subquery("facts")
    number = months.number(facts.c.at).label("number")
    counts = (func.count(), func.sum(facts.c.amount))
    if by_slice == "group":
        groups = _groups(figure, by)
        told = groups.c.group_name.label("slice")
        statement = (
            select(number, told, *counts).select_from(facts).join(groups, _belongs(figure, facts, groups))
        )
    else:
        told = facts.c.tier.label("slice") if by_slice == "tier" else func.min("").label("slice")
        statement = select(number, told, *counts).select_from(facts)
    grouped = (number,) if by_slice == "all" else (number, told)
    return statement.where(months.within(facts.c.at)).group_by(*grouped)


def _groups(figure: Figure, by: Actor) -> Any:  # Any: a subquery
    """The groups that had a task in an instance, as far as this supervisor answers for them."""
    seen = select(UserTaskGroup.instance_id, UserTaskGroup.task_id, UserTaskGroup.group_name)
    seen = seen.where(UserTaskGroup.group_name != NO_GROUP)
    if not by.supervises_all:
        seen = seen.where(UserTaskGroup.group_name.in_(by.supervises))
    if figure.of_tasks:
        return seen.subquery("groups")
    by_instance = seen.with_only_columns(UserTaskGroup.instance_id, UserTaskGroup.group_name).distinct()
    return by_instance.subquery("groups")


def _belongs(figure: Figure, facts: Any, groups: Any) -> ColumnElement[bool]:
    name = "task_id" if figure.of_tasks else "instance_id"
    found: ColumnElement[bool] = groups.c[name] == facts.c[name]
    return found


def _asked(asked: FigureQuestion, facts: Any, figure: Figure, by: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.by == "tier" and asked.slice.isdecimal() and len(asked.slice) == 1:
        conditions.append(facts.c.tier == int(asked.slice))
    elif asked.by == "group" and asked.slice:
        groups = _groups(figure, by)
        within = select(groups.c.group_name).where(
            _belongs(figure, facts, groups), groups.c.group_name == asked.slice
        )
        conditions.append(within.exists())
    if asked.hit is not None and not figure.average:
        conditions.append(facts.c.amount == int(asked.hit))
    return conditions


def _view(figure: Figure, months: Months, counted: _Counted, language: str) -> FigureView:
    cells = tuple(
        _cell(figure, months.labels[number], part, base, total)
        for (number, part), (base, total) in sorted(counted.items())
    )
    return FigureView(
        key=figure.key,
        name=figure.name.told_in(language),
        told=figure.told.told_in(language),
        clause=figure.clause,
        unit="average" if figure.average else "share",
        target=figure.target,
        cells=cells,
    )


def _cell(figure: Figure, month: str, part: str, base: int, total: int) -> FigureCell:
    value = round(total / base, 4) if base else None
    met = None if value is None or figure.target is None else value >= figure.target
    return FigureCell(month, part, base, total, value, met)


def _case_view(row: Any, figure: Figure, zone: ZoneInfo) -> FigureCaseView:
    at = row.at if isinstance(row.at, datetime) else midnight(row.at, zone)
    hit = None if figure.average else bool(row.amount)
    return FigureCaseView(
        row.id, at, hit, row.amount, row.case_id, row.number, row.subject, row.customer_id, row.name, row.tier
    )


def _figure(key: str) -> Figure:
    if key not in BY_KEY:
        raise Invalid.field("figure", "one of " + ", ".join(BY_KEY))
    return BY_KEY[key]


def _must_supervise(by: Actor) -> None:
    if not by.is_supervisor:
        raise NotInGroup(name=by.display_name or by.name, groups=SUPERVISOR)
