"""What is there for one person to sign or to read along; what the tasks they chose are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.acts import CaseCopy, Signing, SignState, TaskSignature
from service.domain.cases import Case
from service.domain.instances import ProcessInstance
from service.domain.tasks import UserTask
from service.domain.views.acts import ChosenTask, CopiedView, ToSignView
from service.queries.acts import MOST_LISTED, signature_view, task_name
from service.store.visibility import sees_task

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def copied_to(rt: Runtime, *, by: Actor) -> tuple[CopiedView, ...]:
    """What was copied to this person to read, the newest first."""
    wanted = (
        select(CaseCopy, Case.number, Case.subject, UserTask, ProcessInstance.definition_id)
        .outerjoin(Case, Case.id == CaseCopy.case_id)
        .outerjoin(UserTask, UserTask.id == CaseCopy.task_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .where(CaseCopy.person_name == by.name, ~CaseCopy.asked_to_sign)
        .order_by(CaseCopy.at.desc(), CaseCopy.id.desc())
        .limit(MOST_LISTED)
    )
    with rt.reading() as session:
        rows = session.execute(wanted).all()
    return tuple(
        CopiedView(
            id=copy.id,
            case_id=copy.case_id,
            case_number=number,
            subject=subject,
            task_id=copy.task_id,
            task_name=task_name(rt, task, definition_id, by.language) if task is not None else None,
            by=copy.by,
            at=copy.at,
            note=copy.note,
        )
        for copy, number, subject, task, definition_id in rows
    )


def to_sign(rt: Runtime, *, by: Actor) -> tuple[ToSignView, ...]:
    """What waits for this person's signature now, the oldest first."""
    wanted = (
        select(TaskSignature, UserTask, Case.number, Case.subject, ProcessInstance.definition_id)
        .join(UserTask, UserTask.id == TaskSignature.task_id)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Case, Case.id == UserTask.case_id)
        .where(TaskSignature.signer == by.name, TaskSignature.state == SignState.ASKED, UserTask.open)
        .where((TaskSignature.moment == Signing.BEFORE) | (UserTask.signing == Signing.SUBMITTED))
        .order_by(TaskSignature.asked_at, TaskSignature.id)
        .limit(MOST_LISTED)
    )
    with rt.reading() as session:
        rows = session.execute(wanted).all()
    return tuple(
        ToSignView(
            signature_view(signature),
            task_name(rt, task, definition_id, by.language),
            task.case_id,
            number,
            subject,
        )
        for signature, task, number, subject, definition_id in rows
    )


def chosen_tasks(rt: Runtime, task_ids: Iterable[UUID], *, by: Actor) -> dict[UUID, ChosenTask]:
    """What these tasks are called, as far as this person may see them."""
    wanted = (
        select(UserTask, ProcessInstance.definition_id, Case.number)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Case, Case.id == UserTask.case_id)
        .where(UserTask.id.in_(list(task_ids)), sees_task(by))
    )
    with rt.reading() as session:
        rows = session.execute(wanted).all()
    return {
        task.id: ChosenTask(task.id, task_name(rt, task, definition_id, by.language), number)
        for task, definition_id, number in rows
    }
