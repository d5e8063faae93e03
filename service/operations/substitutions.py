"""Substitutes: named for a time and a group, working for somebody absent, released early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.people import Group, Person, PersonGroup
from service.domain.substitutions import Substitution
from service.domain.views import TaskView
from service.domain.views.acts import SubstitutionView
from service.errors import Invalid, NotASupervisor, PersonNotFound, SubstitutionNotFound
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.audit import note_act
from service.operations.completing import save
from service.operations.customer.delays import when
from service.operations.holding import view_of, visible_task
from service.operations.notifying import notify_apart
from service.operations.people import active_person
from service.runtime.transaction import About

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SubstituteNamed:
    """Who does whose work of which group, from when until when."""

    absent: str
    substitute: str
    group: str
    from_at: datetime
    until_at: datetime
    reason: str = ""


def name_substitute(rt: Runtime, named: SubstituteNamed, *, by: Actor) -> SubstitutionView:
    """Name a substitute for oneself, or as a supervisor of the group for another; it ends by itself.

    Whoever it concerns is told, but not whoever names them. The same named twice is one.
    """
    with rt.transaction() as tx:
        if by.name != named.absent and not by.supervises_any([named.group]):
            raise NotASupervisor(name=by.name)
        _must_make_sense(tx, named)
        standing = _named_already(tx, named)
        if standing is not None:
            return view_of_substitution(standing)
        row = Substitution(
            id=new_id(),
            absent=named.absent,
            substitute=named.substitute,
            group_name=named.group,
            from_at=named.from_at,
            until_at=named.until_at,
            reason=checked_text("reason", named.reason) if named.reason.strip() else "",
            named_by=by.name,
            named_at=tx.at,
        )
        told = {"substitute": row.substitute, "group": row.group_name, "until": row.until_at.isoformat()}
        note_act(tx, "substitution.named", row.absent, by=by.name, **told)
        _tell(tx, row, "substitute_named", by)
        return view_of_substitution(tx.add(row))


def end_substitution(rt: Runtime, substitution_id: UUID, *, by: Actor) -> SubstitutionView:
    """End it before its time; the work taken so far stays with whoever took it, and they are told."""
    with rt.transaction() as tx:
        missing = SubstitutionNotFound(substitution_id=substitution_id)
        row = tx.session.get(Substitution, substitution_id, with_for_update=True)
        if row is None:
            raise missing
        may = by.name == row.absent or by.supervises_any([row.group_name])
        if not may and by.name != row.substitute:
            raise missing
        if not may:
            raise NotASupervisor(name=by.name)
        if row.end(by=by.name, at=tx.at):
            told = {"substitute": row.substitute, "group": row.group_name}
            note_act(tx, "substitution.ended", row.absent, by=by.name, **told)
            _tell(tx, row, "substitute_released", by)
        return view_of_substitution(row)


def take_over_task(rt: Runtime, task_id: UUID, absent: str, *, by: Actor) -> TaskView:
    """Take a task for somebody absent: one offered to their group, or one they hold."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        held_by = task.assignee
        if task.take_over(absent, by=by, at=tx.at):
            save(tx, task)
            about = About(task.activity_id, task.id)
            detail = {"for": absent, "from": held_by}
            tx.tell(instance, "task.claimed", by.name, about=about, detail=detail)
        return view_of(tx, task, instance, by)


def view_of_substitution(row: Substitution) -> SubstitutionView:
    """A substitution as people see it."""
    return SubstitutionView(
        id=row.id,
        absent=row.absent,
        substitute=row.substitute,
        group=row.group_name,
        from_at=row.from_at,
        until_at=row.until_at,
        reason=row.reason,
        named_by=row.named_by,
        ended_by=row.ended_by,
    )


def _named_already(tx: Transaction, named: SubstituteNamed) -> Substitution | None:
    """The very same, not ended: a second click names nobody again."""
    same = select(Substitution).where(
        Substitution.absent == named.absent,
        Substitution.substitute == named.substitute,
        Substitution.group_name == named.group,
        Substitution.from_at == named.from_at,
        Substitution.until_at == named.until_at,
        Substitution.ended_by.is_(None),
    )
    return tx.session.scalars(same.limit(1)).first()


def _tell(tx: Transaction, row: Substitution, template: str, by: Actor) -> None:
    """Let the substitute know, and whoever is absent, in the commit that names or releases."""
    concerned = (row.substitute, row.absent)
    people = select(Person.name, Person.display_name).where(Person.name.in_(concerned))
    shown = {row.name: row.display_name for row in tx.session.execute(people)}
    group = tx.session.get(Group, row.group_name)
    notify_apart(
        tx,
        [name for name in concerned if name != by.name],
        template,
        key=f"{template}:{row.id}",
        who=by.shown,
        substitute=shown.get(row.substitute, row.substitute),
        absent=shown.get(row.absent, row.absent),
        group=group.names if group is not None else row.group_name,
        begins=when(row.from_at),
        ends=when(row.until_at),
        text=row.reason,
        page="/away",
    )


def _must_make_sense(tx: Transaction, named: SubstituteNamed) -> None:
    wrong: dict[str, list[str]] = {}
    for name, field in ((named.absent, "absent"), (named.substitute, "substitute")):
        try:
            active_person(tx.session, name)
        except PersonNotFound as unknown:
            wrong[field] = [str(unknown)]
    if named.substitute == named.absent:
        wrong["substitute"] = ["somebody else"]
    # Locked, so that two who name the same at once come after one another.
    if tx.session.get(PersonGroup, (named.absent, named.group), with_for_update=True) is None:
        wrong["group"] = ["one of the groups of whoever is absent"]
    if named.until_at <= max(named.from_at, tx.at):
        wrong["until_at"] = ["after it begins, and not in the past"]
    elif named.until_at - named.from_at > LONGEST:
        wrong["until_at"] = ["at most a year"]
    if wrong:
        raise Invalid(wrong)
