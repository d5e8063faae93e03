"""Signatures others give on a task before its step goes on: asked for, given, refused, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.acts import BLOCKING, CaseCopy, Signing, SignState, TaskSignature
from service.domain.people import Actor
from service.domain.views import TaskView
from service.errors import (
    AwaitsSignature,
    FourEyes,
    Invalid,
    NotASupervisor,
    NothingToSign,
    NotTheSigner,
    SignatureNotFound,
    TaskNotClaimed,
)
from service.ids import new_id
from service.operations.answers import checked_answers, checked_draft, checked_text
from service.operations.completing import Finished, doers_of, finish, note_doer, save
from service.operations.copies import case_shown
from service.operations.holding import must_exist, view_of, visible_task
from service.operations.notifying import notify_of_task, person
from service.runtime.transaction import About

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.tasks import UserTask
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

MOMENTS = (Signing.BEFORE.value, Signing.AFTER.value)


@dataclass(frozen=True, slots=True)
class SignatureAsked:
    """Who is to sign, and whether before the answers are handed in or after."""

    signer: str
    moment: str = Signing.AFTER.value
    note: str = ""


def ask_signature(rt: Runtime, task_id: UUID, asked: SignatureAsked, *, by: Actor) -> TaskView:
    """Have another person sign before the step goes on; whoever refused may be asked again."""
    with rt.transaction() as tx:
        task, instance = visible_task(tx, task_id, by)
        instance.must_run()
        task.must_be_open()
        if not by.supervises_any(task.candidate_groups):
            task.must_be_assigned_to(by)
        task.must_not_be_submitted()
        if asked.moment not in MOMENTS:
            raise Invalid.field("moment", "before or after")
        _must_be_another(tx, task, asked.signer)
        note = checked_text("note", asked.note) if asked.note.strip() else ""
        _ask(tx, task, SignatureAsked(asked.signer, asked.moment, note), by)
        _settle(tx, task)
        save(tx, task)
        detail = {"to": asked.signer, "moment": asked.moment, "text": note}
        tx.tell(instance, "task.sign_asked", by.name, about=About(task.activity_id, task.id), detail=detail)
        if asked.moment == Signing.BEFORE:
            _notify_signers(tx, task, instance, [asked.signer])
        return view_of(tx, task, instance, by)


def sign(rt: Runtime, signature_id: UUID, *, agree: bool, comment: str, by: Actor) -> TaskView:
    """Agree, and with the last signature the step goes on; or refuse, and the assignee has it back."""
    with rt.transaction() as tx:
        signature, task, instance = _held(tx, signature_id)
        if by.name != signature.signer:
            visible_task(tx, task.id, by)
            raise NotTheSigner(name=by.name, task_id=task.id)
        instance.must_run()
        task.must_be_open()
        _must_have_other_eyes(tx, task, by.name)
        if signature.moment == Signing.AFTER and task.signing != Signing.SUBMITTED:
            raise NothingToSign(task_id=task.id)
        words = checked_text("comment", comment) if comment.strip() or not agree else ""
        signature.answer(agree=agree, comment=words, by=by.name, at=tx.at)
        tx.session.flush()
        kind = "task.signed" if agree else "task.sign_refused"
        about = About(task.activity_id, task.id)
        tx.tell(instance, kind, by.name, about=about, detail={"text": words})
        if agree:
            note_doer(tx, task, by.name, "signer")
            _go_on(tx, task, instance, by)
        else:
            _hand_back(tx, task, instance, by)
        return view_of(tx, task, instance, by)


def withdraw_signature(rt: Runtime, signature_id: UUID, *, by: Actor) -> TaskView:
    """Ask for it no longer: whoever asked may, while it is unanswered; a refusal only a supervisor waives."""
    with rt.transaction() as tx:
        signature, task, instance = _held(tx, signature_id)
        visible_task(tx, task.id, by)
        instance.must_run()
        task.must_be_open()
        own = signature.asked_by == by.name and signature.state == SignState.ASKED
        if not own and not by.supervises_any(task.candidate_groups):
            raise NotASupervisor(name=by.name)
        signature.withdraw(at=tx.at)
        tx.session.flush()
        if task.signing == Signing.SUBMITTED:
            task.signing = Signing.AFTER
        _settle(tx, task)
        save(tx, task)
        about = About(task.activity_id, task.id)
        tx.tell(instance, "task.sign_withdrawn", by.name, about=about, detail={"to": signature.signer})
        return view_of(tx, task, instance, by)


def submit(
    tx: Transaction, task: UserTask, instance: ProcessInstance, answers: Mapping[str, object], done: Finished
) -> None:
    """Keep the answers, already found to fit, and let those who are to sign them know."""
    task.submit(checked_draft(answers))
    if done.by.name != task.assignee:
        note_doer(tx, task, done.by.name, "recorder")
    waiting = _blocking(tx, task)
    for each in waiting:
        each.state, each.answered_at = SignState.ASKED, None
    save(tx, task)
    about = About(task.activity_id, task.id)
    tx.tell(instance, "task.submitted", done.by.name, about=about, detail=dict(done.detail))
    _notify_signers(tx, task, instance, [each.signer for each in waiting])


def _held(tx: Transaction, signature_id: UUID) -> tuple[TaskSignature, UserTask, ProcessInstance]:
    """The signature with its task, the instance locked first; read again under that lock."""
    found = tx.get(TaskSignature, signature_id, SignatureNotFound(signature_id=signature_id))
    task, instance = tx.lock_task(found.task_id)
    tx.session.refresh(found)
    return found, task, instance


def _must_be_another(tx: Transaction, task: UserTask, signer: str) -> None:
    if task.assignee is None:
        raise TaskNotClaimed(task_id=task.id)
    must_exist(tx, signer)
    _must_have_other_eyes(tx, task, signer)


def _must_have_other_eyes(tx: Transaction, task: UserTask, signer: str) -> None:
    """Four eyes: not whoever does it, for whom it is done, who had a hand in it, or who may not do it."""
    own = (task.assignee, task.acting_for, task.delegated_by, *doers_of(tx, task, but="signer"))
    if signer in own or signer in task.excluded:
        raise FourEyes(name=signer, task_id=task.id)


def _ask(tx: Transaction, task: UserTask, asked: SignatureAsked, by: Actor) -> None:
    known = next((each for each in _blocking(tx, task) if each.signer == asked.signer), None)
    if known is not None and known.state == SignState.ASKED:
        raise AwaitsSignature(task_id=task.id)
    if known is not None:
        known.state, known.answered_at, known.moment = SignState.ASKED, None, asked.moment
        known.note, known.asked_by, known.asked_at = asked.note, by.name, tx.at
    else:
        tx.add(
            TaskSignature(
                id=new_id(),
                task_id=task.id,
                signer=asked.signer,
                moment=asked.moment,
                state=SignState.ASKED,
                asked_by=by.name,
                asked_at=tx.at,
                note=asked.note,
            )
        )
        _let_read(tx, task, asked, by)
    tx.session.flush()


def _let_read(tx: Transaction, task: UserTask, asked: SignatureAsked, by: Actor) -> None:
    """Nobody signs what they cannot read."""
    copy = CaseCopy(
        id=new_id(),
        case_id=case_shown(tx, task, by),
        task_id=task.id,
        person_name=asked.signer,
        by=by.name,
        at=tx.at,
        note=asked.note,
        asked_to_sign=True,
    )
    tx.add(copy)


def _blocking(tx: Transaction, task: UserTask) -> list[TaskSignature]:
    wanted = select(TaskSignature).where(
        TaskSignature.task_id == task.id, TaskSignature.state.in_([str(each) for each in BLOCKING])
    )
    return list(tx.session.execute(wanted.order_by(TaskSignature.id)).scalars())


def _settle(tx: Transaction, task: UserTask) -> None:
    """What the task waits for now; answers handed in stay so while somebody is still to sign them."""
    moments = {each.moment for each in _blocking(tx, task)}
    if Signing.BEFORE in moments:
        task.signing = Signing.BEFORE
    elif Signing.AFTER in moments:
        task.signing = Signing.SUBMITTED if task.signing == Signing.SUBMITTED else Signing.AFTER
    else:
        task.signing = None


def _go_on(tx: Transaction, task: UserTask, instance: ProcessInstance, by: Actor) -> None:
    """With the last signature the answers handed in go to the process, in their assignee's name."""
    handed_in = task.signing == Signing.SUBMITTED
    _settle(tx, task)
    if not handed_in or task.signing is not None:
        save(tx, task)
        if not handed_in and task.assignee is not None:
            _tell_assignee(tx, task, instance, "task_signed", by)
        return
    assert task.assignee is not None
    answers = checked_answers(tx, task, instance, task.draft or {}, by.language)
    finish(tx, task, instance, answers, Finished(Actor(task.assignee), {"signed_by": by.name}))


def _hand_back(tx: Transaction, task: UserTask, instance: ProcessInstance, by: Actor) -> None:
    if task.signing == Signing.SUBMITTED:
        task.signing = Signing.AFTER
    _settle(tx, task)
    save(tx, task)
    _tell_assignee(tx, task, instance, "task_sign_refused", by)


def _tell_assignee(
    tx: Transaction, task: UserTask, instance: ProcessInstance, template: str, by: Actor
) -> None:
    if task.assignee is not None:
        notify_of_task(tx, task, [person(task.assignee)], template, who=by.shown)


def _notify_signers(tx: Transaction, task: UserTask, instance: ProcessInstance, signers: list[str]) -> None:
    notify_of_task(tx, task, [person(each) for each in signers], "task_sign_asked")
