"""User tasks: found, read with their form, claimed, given back, completed, handed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.pages import page_of
from service.api.schemas.tasks import (
    AnswersSchema,
    CommentSchema,
    CompletedTaskSchema,
    DelegateSchema,
    DraftSchema,
    NewCommentSchema,
    ReassignSchema,
    StandingsSchema,
    TaskDetailSchema,
    TaskQuery,
    TaskSchema,
)
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views import CommentView, PageRequest
from service.operations import tasks as operations
from service.queries import standing
from service.queries import tasks as queries
from service.queries.tasks import TaskFilter
from service.runtime import Runtime

calls = Calls("tasks", __name__, description="Work that people must do.")

Body = dict[str, Any]  # Any: each schema says what is in it


@calls.reads("/tasks", access=SIGNED_IN, query=TaskQuery, answer=page_of(TaskSchema))
def list_tasks(rt: Runtime, by: Actor, asked: tuple[TaskFilter, PageRequest]) -> shapes.Shape:
    """The tasks you may see: those of your groups, those you have claimed, those you supervise."""
    return shapes.task_page(queries.inbox(rt, *asked, by=by))


@calls.reads("/tasks/standings", access=SIGNED_IN, answer=StandingsSchema)
def count_standings(rt: Runtime, by: Actor) -> Mapping[str, int]:
    """How many of the open tasks you may see are on time, at risk, overdue, paused."""
    return standing.standing_counts(rt, by=by)


@calls.reads("/tasks/<uuid:task_id>", access=SIGNED_IN, answer=TaskDetailSchema)
def get_task(rt: Runtime, by: Actor, task_id: UUID) -> shapes.Shape:
    """A task with its form, the data that fills it in, its draft and its remarks."""
    return shapes.task_detail(queries.task_detail(rt, task_id, by=by))


@calls.changes("/tasks/<uuid:task_id>/claim", access=SIGNED_IN, answer=TaskSchema, current=get_task)
def claim_task(rt: Runtime, by: Actor, task_id: UUID) -> shapes.Shape:
    """Take a task that is offered to one of your groups."""
    return shapes.task(operations.claim_task(rt, task_id, by=by))


@calls.changes("/tasks/<uuid:task_id>/unclaim", access=SIGNED_IN, answer=TaskSchema, current=get_task)
def unclaim_task(rt: Runtime, by: Actor, task_id: UUID) -> shapes.Shape:
    """Give a task back to its groups."""
    return shapes.task(operations.unclaim_task(rt, task_id, by=by))


@calls.changes(
    "/tasks/<uuid:task_id>/complete",
    access=SIGNED_IN,
    body=AnswersSchema,
    answer=CompletedTaskSchema,
    current=get_task,
)
def complete_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Hand in the answers; they are checked against the form, and the process moves on.

    A field left out keeps the value the form was filled with; what is wrong is told field by field.
    """
    with rt.transaction() as tx:  # so that the state told is the one this step led to
        done = operations.complete_task(rt, task_id, body["answers"], by=by)
        return shapes.completed_task(done, tx.lock_instance(done.instance_id).state)


@calls.changes("/tasks/<uuid:task_id>/reassign", access=SIGNED_IN, body=ReassignSchema, answer=TaskSchema)
def reassign_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """As a supervisor of the task's group, give it to somebody else or back to its groups."""
    return shapes.task(
        operations.reassign_task(rt, task_id, to=body["assignee"], reason=body["reason"], by=by)
    )


@calls.changes("/tasks/<uuid:task_id>/delegate", access=SIGNED_IN, body=DelegateSchema, answer=TaskSchema)
def delegate_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Let a colleague do it in your stead; with `get_back` it returns when they have done their part."""
    lent = operations.delegate_task(rt, task_id, to=body["assignee"], back=body["get_back"], by=by)
    return shapes.task(lent)


@calls.changes(
    "/tasks/<uuid:task_id>/comments",
    access=SIGNED_IN,
    body=NewCommentSchema,
    answer=CommentSchema,
    status=CREATED,
)
def comment_on_task(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> CommentView:
    """Leave a remark on a task you can see."""
    return operations.comment_on_task(rt, task_id, body["text"], by=by)


@calls.changes(
    "/tasks/<uuid:task_id>/draft",
    method="PUT",
    access=SIGNED_IN,
    body=DraftSchema,
    answer=TaskSchema,
    current=get_task,
)
def save_draft(rt: Runtime, by: Actor, body: Body, task_id: UUID) -> shapes.Shape:
    """Keep half-filled answers for later; they are not checked yet."""
    return shapes.task(operations.save_draft(rt, task_id, body["answers"], by=by))
