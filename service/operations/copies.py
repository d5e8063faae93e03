"""Copies: letting colleagues read along in a case, or in one task with its case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.acts import CaseCopy
from service.domain.cases import Case
from service.domain.views.acts import CopyView
from service.errors import CaseNotFound, Invalid, PersonNotFound
from service.ids import new_id
from service.operations.answers import checked_text
from service.operations.holding import visible_task
from service.operations.notifying import notify, person
from service.operations.people import active_person
from service.runtime.transaction import NOTHING, About
from service.store.visibility import may_see_case, must_work_on_case

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.domain.tasks import UserTask
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

MOST = 50


@dataclass(frozen=True, slots=True)
class CopyGiven:
    """To whom, and what is said with it."""

    people: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is copied: a case, or a task with the case it belongs to."""

    instance: ProcessInstance
    case_id: UUID | None
    task_id: UUID | None = None
    about: About = NOTHING


def copy_task(rt: Runtime, task_id: UUID, given: CopyGiven, *, by: Actor) -> tuple[CopyView, ...]:
    """Let colleagues read a task and its case; they may do nothing with it but remark and nudge."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        about = About(task.activity_id, task.id)
        return _copy(tx, _Matter(instance, case_shown(tx, task, by), task.id, about), given, by)


def case_shown(tx: Transaction, task: UserTask, by: Actor) -> UUID | None:
    """The case that comes with a task shown to a colleague: only for whoever sees it whole themself."""
    if task.case_id is None or not may_see_case(tx.session, task.case_id, by):
        return None
    return task.case_id


def copy_case(rt: Runtime, case_id: UUID, given: CopyGiven, *, by: Actor) -> tuple[CopyView, ...]:
    """Let colleagues read a case; whoever was only given it to read passes it on to nobody."""
    with rt.transaction() as tx:
        case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
        must_work_on_case(tx.session, case_id, by)
        if case.instance_id is None:
            raise CaseNotFound(case_id=case_id)
        return _copy(tx, _Matter(tx.lock_instance(case.instance_id), case_id), given, by)


def _copy(tx: Transaction, matter: _Matter, given: CopyGiven, by: Actor) -> tuple[CopyView, ...]:
    names = _known(tx, given.people)
    note = checked_text("note", given.note) if given.note.strip() else ""
    same = CaseCopy.task_id == matter.task_id if matter.task_id else CaseCopy.task_id.is_(None)
    already = select(CaseCopy.person_name).where(
        CaseCopy.case_id == matter.case_id, same, CaseCopy.person_name.in_(names), ~CaseCopy.asked_to_sign
    )
    known = set(tx.session.execute(already).scalars())
    rows = [
        CaseCopy(
            id=new_id(),
            case_id=matter.case_id,
            task_id=matter.task_id,
            person_name=name,
            by=by.name,
            at=tx.at,
            note=note,
            asked_to_sign=False,
        )
        for name in names
        if name not in known
    ]
    tx.session.add_all(rows)
    fresh = [each.person_name for each in rows]
    if fresh:
        detail = {"to": fresh, "text": note}
        tx.tell(matter.instance, "case.copied", by.name, about=matter.about, detail=detail)
        notify(tx, matter.instance.id, map(person, fresh), "case_copied", who=by.shown, text=note)
    return tuple(CopyView(each.person_name, each.by, each.at, note) for each in rows)


def _known(tx: Transaction, people: Iterable[str]) -> list[str]:
    """The people, each once; nobody unknown among them."""
    names = list(dict.fromkeys(each.strip() for each in people if each.strip()))
    if not names or len(names) > MOST:
        raise Invalid.field("people", f"1 to {MOST} people")
    for name in names:
        try:
            active_person(tx.session, name)
        except PersonNotFound as unknown:
            raise Invalid.field("people", str(unknown)) from unknown
    return names
