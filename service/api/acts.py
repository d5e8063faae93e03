"""What people do around a task: hand back, take back, take over, return, nudge, copy, sign."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api import problems, shapes, words
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas import acts as schemas
from service.api.schemas.tasks import CompletedTaskSchema, TaskSchema
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views.acts import NudgeView, RowResult, TaskActs
from service.operations import bulk, copies, delegations, nudges, on_behalf, returning, signatures
from service.operations.bulk import BulkAct
from service.operations.copies import CopyGiven
from service.operations.on_behalf import OnBehalf
from service.operations.signatures import SignatureAsked
from service.operations.substitutions import take_over_task
from service.queries import acts as queries
from service.queries import for_me
from service.runtime import Runtime

calls = Calls("acts", __name__, description="What people do around a task.")

Body = dict[str, Any]  # Any: each schema says what is in it
Told = tuple[dict[str, object], OnBehalf]


@calls.reads("/tasks/<uuid:task_id>/acts", access=SIGNED_IN, answer=schemas.TaskActsSchema)
def get_acts(rt: Runtime, by: Actor, task_id: UUID) -> TaskActs:
    """Nudges, readers, signatures and earlier steps of a task, and what you may do around it."""
    return queries.task_acts(rt, task_id, by=by)


@calls.reads("/tasks/<uuid:task_id>/candidates", access=SIGNED_IN, answer=schemas.CandidatesSchema)
def list_candidates(rt: Runtime, by: Actor, task_id: UUID) -> shapes.Shape:
    """The people who may do a task: of its groups, and not shut out by the four-eyes rule."""
    return {"items": queries.candidates(rt, task_id, by=by)}


@calls.changes(
    "/tasks/<uuid:task_id>/resolve", access=SIGNED_IN, body=schemas.ActNoteSchema, answer=TaskSchema
)
def resolve_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Hand a task lent to you back to whoever lent it, your part done."""
    return shapes.task(delegations.resolve_task(rt, task_id, note=body["note"], by=by))


@calls.changes("/tasks/<uuid:task_id>/take-back", access=SIGNED_IN, answer=TaskSchema)
def take_back_task(rt: Runtime, by: Actor, task_id: UUID) -> shapes.Shape:
    """Have a task again: one you lent, one your substitute holds, one whose answers wait for signatures."""
    return shapes.task(delegations.take_back_task(rt, task_id, by=by))


@calls.changes(
    "/tasks/<uuid:task_id>/take-over", access=SIGNED_IN, body=schemas.TakeOverSchema, answer=TaskSchema
)
def take_over(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Take a task for somebody you stand in for: one offered to their group, or one they hold."""
    return shapes.task(take_over_task(rt, task_id, body["absent"], by=by))


@calls.changes("/tasks/<uuid:task_id>/return", access=SIGNED_IN, body=schemas.ReturnSchema, answer=TaskSchema)
def return_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Send the case back to a step completed earlier in this round; the answer is the task that waits now."""
    return shapes.task(returning.return_task(rt, task_id, body["to"], reason=body["reason"], by=by))


@calls.changes(
    "/tasks/<uuid:task_id>/nudge", access=SIGNED_IN, body=schemas.ActNoteSchema, answer=schemas.NudgeSchema
)
def nudge_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> NudgeView:
    """Ask whoever has the task, or may take it, to hurry; once in half an hour."""
    return nudges.nudge_task(rt, task_id, text=body["note"], by=by)


@calls.changes(
    "/tasks/<uuid:task_id>/copies",
    access=SIGNED_IN,
    body=schemas.NewCopySchema,
    answer=schemas.CopiesSchema,
    status=CREATED,
)
def copy_task(rt: Runtime, by: Actor, given: CopyGiven, task_id: UUID) -> shapes.Shape:
    """Let colleagues read a task and its case."""
    return {"items": copies.copy_task(rt, task_id, given, by=by)}


@calls.changes(
    "/cases/<uuid:case_id>/copies",
    access=SIGNED_IN,
    body=schemas.NewCopySchema,
    answer=schemas.CopiesSchema,
    status=CREATED,
)
def copy_case(rt: Runtime, by: Actor, given: CopyGiven, case_id: UUID) -> shapes.Shape:
    """Let colleagues read a case."""
    return {"items": copies.copy_case(rt, case_id, given, by=by)}


@calls.reads("/copies", access=SIGNED_IN, answer=schemas.CopiedListSchema)
def list_copied(rt: Runtime, by: Actor) -> shapes.Shape:
    """What was copied to you."""
    return {"items": for_me.copied_to(rt, by=by)}


@calls.reads("/signatures", access=SIGNED_IN, answer=schemas.ToSignListSchema)
def list_to_sign(rt: Runtime, by: Actor) -> shapes.Shape:
    """What waits for your signature."""
    return {"items": for_me.to_sign(rt, by=by)}


@calls.changes(
    "/tasks/<uuid:task_id>/signatures",
    access=SIGNED_IN,
    body=schemas.AskSignatureSchema,
    answer=TaskSchema,
    status=CREATED,
)
def ask_signature(rt: Runtime, by: Actor, asked: SignatureAsked, task_id: UUID) -> shapes.Shape:
    """Have another person sign before the step goes on."""
    return shapes.task(signatures.ask_signature(rt, task_id, asked, by=by))


@calls.changes(
    "/signatures/<uuid:signature_id>",
    access=SIGNED_IN,
    body=schemas.AnswerSignatureSchema,
    answer=TaskSchema,
)
def answer_signature(rt: Runtime, by: Actor, body: Body, signature_id: UUID) -> shapes.Shape:
    """Sign what you were asked to, or refuse; with the last signature the step goes on."""
    done = signatures.sign(rt, signature_id, agree=body["agree"], comment=body["comment"], by=by)
    return shapes.task(done)


@calls.changes("/signatures/<uuid:signature_id>", method="DELETE", access=SIGNED_IN, answer=TaskSchema)
def withdraw_signature(rt: Runtime, by: Actor, signature_id: UUID) -> shapes.Shape:
    """Ask for a signature no longer."""
    return shapes.task(signatures.withdraw_signature(rt, signature_id, by=by))


@calls.changes(
    "/tasks/<uuid:task_id>/complete-for",
    access=SIGNED_IN,
    body=schemas.OnBehalfSchema,
    answer=CompletedTaskSchema,
)
def complete_for(rt: Runtime, by: Actor, told: Told, task_id: UUID) -> shapes.Shape:
    """Hand in what somebody else told, by phone for instance: a supervisor for the staff, the front desk for
    the customer.
    """
    answers, behalf = told
    with rt.transaction() as tx:
        done = on_behalf.complete_on_behalf(rt, task_id, answers, behalf, by=by)
        return shapes.completed_task(done, tx.lock_instance(done.instance_id).state)


@calls.changes("/tasks/bulk", access=SIGNED_IN, body=schemas.BulkSchema, answer=schemas.BulkResultSchema)
def act_on_tasks(rt: Runtime, by: Actor, asked: BulkAct) -> shapes.Shape:
    """Claim, give back, assign, complete or nudge many tasks; each row is told what came of it."""
    rows = bulk.act_on_tasks(rt, asked, by=by)
    language = words.asked_language()
    names = problems.names_in((each.refused for each in rows if each.refused is not None), language)
    return {"items": [_row(each, language, names) for each in rows], "done": sum(each.ok for each in rows)}


def _row(row: RowResult, language: str, names: words.Names) -> shapes.Shape:
    refused = row.refused
    told = words.detail(refused, language, names) if refused is not None else None
    return {
        "task_id": row.task_id,
        "ok": row.ok,
        "code": refused.code if refused is not None else None,
        "detail": told,
    }
