"""Completing a task in another's name: told by phone, recorded by whoever heard it, both on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.acts import Signing
from service.domain.people import CUSTOMER, FRONT_DESK, PersonGroup
from service.domain.views import TaskView
from service.errors import FourEyes, Invalid, NotACandidate, NotASupervisor, NotInGroup, TaskAlreadyClaimed
from service.operations.answers import checked_answers, checked_text
from service.operations.completing import Finished, finish, note_doer
from service.operations.holding import must_exist, view_of, visible_task
from service.operations.signatures import submit

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.tasks import UserTask
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

WAYS = ("phone", "in_person", "message", "other")


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """In whose name: one of the staff, or ``customer``; how they said it, and in which words."""

    person: str
    way: str = "phone"
    note: str = ""


def complete_on_behalf(
    rt: Runtime, task_id: UUID, answers: Mapping[str, object], told: OnBehalf, *, by: Actor
) -> TaskView:
    """Complete it with what somebody else told: a supervisor for the staff, the front desk for the customer.

    The four-eyes rule looks at both, whoever told it and whoever recorded it.
    """
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        task.must_be_open()
        instance.must_run()
        if told.way not in WAYS:
            raise Invalid.field("way", ", ".join(WAYS))
        note = checked_text("note", told.note) if told.note.strip() else ""
        if told.person == CUSTOMER.name:
            _for_customer(task, by)
        else:
            _for_colleague(tx, task, told.person, by)
        task.must_be_completable()
        fitting = checked_answers(tx, task, instance, answers, by.language)
        if told.person != CUSTOMER.name:
            note_doer(tx, task, told.person, "on_behalf")
        done = Finished(by, {"on_behalf_of": told.person, "way": told.way, "text": note})
        if task.signing == Signing.AFTER:
            submit(tx, task, instance, answers, done)
        else:
            finish(tx, task, instance, fitting, done)
        return view_of(tx, task, instance, by)


def _for_customer(task: UserTask, by: Actor) -> None:
    """What the customer said is recorded by whoever at the front desk has the task."""
    if not (by.is_in(FRONT_DESK) or by.supervises_any(task.candidate_groups)):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
    task.must_be_assigned_to(by)


def _for_colleague(tx: Transaction, task: UserTask, name: str, by: Actor) -> None:
    """What one of the staff did is recorded by a supervisor; it must have been theirs to do."""
    if not by.supervises_any(task.candidate_groups):
        raise NotASupervisor(name=by.name)
    must_exist(tx, name)
    if task.assignee is not None and task.assignee != name:
        raise TaskAlreadyClaimed(task_id=task.id, assignee=task.assignee)
    if not {name, by.name}.isdisjoint(task.excluded):
        raise FourEyes(name=name if name in task.excluded else by.name, task_id=task.id)
    mine = select(PersonGroup.group_name).where(PersonGroup.person_name == name)
    groups = set(tx.session.execute(mine).scalars())
    if task.assignee is None and groups.isdisjoint(task.candidate_groups):
        raise NotACandidate(name=name, task_id=task.id, groups=", ".join(task.candidate_groups))
    if task.assignee is None:
        task.give_to(name, at=tx.at)
