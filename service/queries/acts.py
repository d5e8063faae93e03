"""What goes on around a task beside its form: nudges, readers, signatures, earlier steps, who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from service.domain.acts import NUDGE_EVERY, CaseCopy, Signing, SignState, TaskNudge, TaskSignature
from service.domain.cases import Case
from service.domain.history import HistoryEvent
from service.domain.instances import InstanceState, ProcessInstance
from service.domain.people import Person, PersonGroup
from service.domain.tasks import Delegation, TaskState, UserTask
from service.domain.views.acts import (
    Candidate,
    CopyView,
    EarlierStep,
    NudgeView,
    ReturnedView,
    SignatureView,
    TaskActs,
)
from service.engine import leads_to
from service.errors import TaskNotFound
from service.store.visibility import sees_case, sees_task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_LISTED = 200


def task_acts(rt: Runtime, task_id: UUID, *, by: Actor) -> TaskActs:
    """Everything around a task this person may see, and what they may do about it.

    One statement tells what there is at all: most tasks have none of it, and then nothing more is asked.
    """
    with rt.reading() as session:
        found = session.execute(_AROUND.where(UserTask.id == task_id, _sees(by))).one_or_none()
        if found is None:
            raise TaskNotFound(task_id=task_id)
        task, instance = at = (found[0], found[1])
        signatures = _signatures(session, task_id) if found.signed else ()
        may = _may(task, instance, by, signatures)
        return TaskActs(
            nudges=_nudges(session, task_id, found.nudged),
            copies=_copies(session, task) if found.copied else (),
            signatures=signatures,
            steps=_steps(rt, session, at, by) if found.came and "return" in may else (),
            returned=_returned(rt, session, at, by.language) if found.returned else None,
            absent=_absent(task, by) if task.open else (),
            may=may,
            excluded=frozenset(task.excluded),
        )


def candidates(rt: Runtime, task_id: UUID, *, by: Actor) -> tuple[Candidate, ...]:
    """The people who may do a task: of its groups, able to sign in, not shut out by the four-eyes rule."""
    with rt.reading() as session:
        task, _ = _seen(session, task_id, by)
        wanted = (
            select(Person.name, Person.display_name, PersonGroup.group_name)
            .join(PersonGroup, PersonGroup.person_name == Person.name)
            .where(Person.active, PersonGroup.group_name.in_(task.candidate_groups))
            .order_by(Person.name, PersonGroup.group_name)
        )
        found: dict[str, tuple[str, list[str]]] = {}
        for name, display_name, group in session.execute(wanted):
            if name not in task.excluded:
                found.setdefault(name, (display_name, []))[1].append(group)
    return tuple(Candidate(name, shown, tuple(groups)) for name, (shown, groups) in found.items())


def _seen(session: Session, task_id: UUID, by: Actor) -> tuple[UserTask, ProcessInstance]:
    """The task, for whoever sees it or its case."""
    found = session.execute(_TASK.where(UserTask.id == task_id, _sees(by))).one_or_none()
    if found is None:
        raise TaskNotFound(task_id=task_id)
    return found[0], found[1]


def _sees(by: Actor) -> ColumnElement[bool]:
    return sees_task(by) | (Case.id.is_not(None) & sees_case(by))


_TASK = (
    select(UserTask, ProcessInstance)
    .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
    .outerjoin(Case, Case.id == UserTask.case_id)
)
_DONE = aliased(UserTask)
_AROUND = _TASK.add_columns(
    select(func.count()).where(TaskNudge.task_id == UserTask.id).scalar_subquery().label("nudged"),
    exists().where(TaskSignature.task_id == UserTask.id).label("signed"),
    exists()
    .where(
        ~CaseCopy.asked_to_sign,
        (CaseCopy.task_id == UserTask.id)
        | ((CaseCopy.case_id == UserTask.case_id) & CaseCopy.task_id.is_(None)),
    )
    .label("copied"),
    exists()
    .where(
        HistoryEvent.instance_id == UserTask.instance_id,
        HistoryEvent.type == "task.returned",
        HistoryEvent.at == UserTask.created_at,
    )
    .label("returned"),
    exists()
    .where(
        _DONE.instance_id == UserTask.instance_id,
        _DONE.state == TaskState.COMPLETED,
        _DONE.round == UserTask.round,
    )
    .label("came"),
)


def _nudges(session: Session, task_id: UUID, times: int) -> NudgeView:
    if not times:
        return NudgeView(task_id, 0, None, None, None)
    mine = select(TaskNudge.at, TaskNudge.by).where(TaskNudge.task_id == task_id)
    last = session.execute(mine.order_by(TaskNudge.at.desc()).limit(1)).one()
    return NudgeView(task_id, times, last.at, last.by, last.at + NUDGE_EVERY)


def _copies(session: Session, task: UserTask) -> tuple[CopyView, ...]:
    mine = CaseCopy.task_id == task.id
    if task.case_id is not None:
        mine |= (CaseCopy.case_id == task.case_id) & CaseCopy.task_id.is_(None)
    wanted = select(CaseCopy).where(mine, ~CaseCopy.asked_to_sign).order_by(CaseCopy.id).limit(MOST_LISTED)
    rows = session.execute(wanted).scalars()
    return tuple(CopyView(each.person_name, each.by, each.at, each.note) for each in rows)


def _signatures(session: Session, task_id: UUID) -> tuple[SignatureView, ...]:
    wanted = select(TaskSignature).where(TaskSignature.task_id == task_id).order_by(TaskSignature.id)
    return tuple(signature_view(each) for each in session.execute(wanted).scalars())


def signature_view(row: TaskSignature) -> SignatureView:
    """A signature as people see it."""
    return SignatureView(
        id=row.id,
        task_id=row.task_id,
        signer=row.signer,
        moment=row.moment,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        note=row.note,
        answered_at=row.answered_at,
        comment=row.comment,
    )


def _steps(
    rt: Runtime, session: Session, at: tuple[UserTask, ProcessInstance], by: Actor
) -> tuple[EarlierStep, ...]:
    """The steps completed in this round that lead here, the latest first."""
    task, instance = at
    wanted = (
        select(UserTask)
        .where(
            UserTask.instance_id == task.instance_id,
            UserTask.state == TaskState.COMPLETED,
            UserTask.process_key == task.process_key,
            UserTask.round == task.round,
            UserTask.activity_id != task.activity_id,
        )
        .order_by(UserTask.completed_at.desc(), UserTask.id.desc())
    )
    definition = rt.definitions.get(instance.definition_id)
    found: dict[str, EarlierStep] = {}
    for each in session.execute(wanted).scalars():
        if each.activity_id in found or each.completed_at is None:
            continue
        ahead = leads_to(definition, each.activity_id)
        if task.activity_id in ahead and not (set(instance.active) & ahead) - {task.activity_id}:
            name = task_name(rt, each, instance.definition_id, by.language)
            found[each.activity_id] = EarlierStep(
                each.activity_id, name, each.completed_by or "", each.completed_at
            )
    return tuple(found.values())


def _returned(
    rt: Runtime, session: Session, at: tuple[UserTask, ProcessInstance], language: str
) -> ReturnedView | None:
    """That this very task came of a return: told in the moment it began to wait."""
    task, instance = at
    wanted = select(HistoryEvent).where(
        HistoryEvent.instance_id == task.instance_id,
        HistoryEvent.type == "task.returned",
        HistoryEvent.at == task.created_at,
    )
    event = session.execute(wanted.limit(1)).scalar_one_or_none()
    if event is None or event.detail.get("to") != task.activity_id:
        return None
    definition = rt.definitions.get(instance.definition_id)
    name = definition.name_of(event.activity_id or "", language)
    return ReturnedView(event.actor, event.at, str(event.detail.get("reason", "")), name)


def _absent(task: UserTask, by: Actor) -> tuple[str, ...]:
    """For whom this person may take it now."""
    if by.name in task.excluded:
        return ()
    free = [each for each in by.absent_in(task.candidate_groups) if each not in task.excluded]
    return tuple(each for each in free if task.assignee in (None, each, by.name) and task.acting_for != each)


def _may(
    task: UserTask, instance: ProcessInstance, by: Actor, signatures: tuple[SignatureView, ...]
) -> frozenset[str]:
    """What this person may do around the task now."""
    verbs = {"copy"}
    if not task.open or instance.state != InstanceState.ACTIVE:
        return frozenset(verbs)
    mine, leads = task.assignee == by.name, by.supervises_any(task.candidate_groups)
    submitted, lent = task.signing == Signing.SUBMITTED, task.delegation == Delegation.PENDING
    if not mine:
        verbs.add("nudge")
    if (mine and lent) and not submitted:
        verbs.add("resolve")
    if (lent and task.delegated_by == by.name) or task.acting_for == by.name or (mine and submitted):
        verbs.add("take_back")
    if mine or leads:
        verbs |= {"return"} | ({"ask_signature"} if task.assignee and not submitted else set())
    if leads and not mine:
        verbs.add("complete_for")
    if any(_is_theirs_to_sign(each, task, by) for each in signatures):
        verbs.add("sign")
    return frozenset(verbs)


def _is_theirs_to_sign(signature: SignatureView, task: UserTask, by: Actor) -> bool:
    asked = signature.signer == by.name and signature.state == SignState.ASKED
    return asked and (signature.moment == Signing.BEFORE or task.signing == Signing.SUBMITTED)


def task_name(rt: Runtime, task: UserTask, definition_id: UUID, language: str) -> str:
    """What a task is called in this language."""
    return rt.definitions.names(definition_id, language).get(task.activity_id, task.name)
