"""External tasks: programs outside fetch work, have it to themselves for a while, and report on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.external_tasks import (
    BpmnErrorSchema,
    DoneSchema,
    ExternalTaskPageSchema,
    ExternalTaskQuery,
    ExternalTasksSchema,
    FailureSchema,
    FetchSchema,
    LockedSchema,
    LockSchema,
    ReportedSchema,
    UnlockSchema,
)
from service.domain.people import EXTERNAL_WORKER, Actor
from service.domain.views import PageRequest
from service.domain.views.external import ExternalTaskPage
from service.operations import external_tasks as operations
from service.operations.external_reports import Reported
from service.operations.external_tasks import BpmnError, ExternalTask, Failure
from service.queries import external_tasks as queries
from service.queries.external_tasks import ExternalTaskFilter
from service.runtime import Runtime

calls = Calls("external-tasks", __name__, description="Work for programs outside (external tasks).")

WORKERS = members(EXTERNAL_WORKER)
_TASK = "/external-tasks/<uuid:task_id>"


@calls.reads("/external-tasks", access=SIGNED_IN, query=ExternalTaskQuery, answer=ExternalTaskPageSchema)
def list_external_tasks(
    rt: Runtime, by: Actor, asked: tuple[ExternalTaskFilter, PageRequest]
) -> ExternalTaskPage:
    """The external tasks you may see that are not done, the oldest first: for supervisors."""
    return queries.external_tasks(rt, *asked, by=by)


@calls.changes("/external-tasks/fetch-and-lock", access=WORKERS, body=FetchSchema, answer=ExternalTasksSchema)
def fetch_external_tasks(
    rt: Runtime, by: Actor, asked: dict[str, Any]
) -> dict[str, tuple[ExternalTask, ...]]:
    """Fetch the oldest work of some topics; each task is yours alone until its lock is over.

    What was fetched and lost on the way is handed out again after that.
    """
    topics, most = asked["topics"], asked["max_tasks"]
    return {"items": operations.fetch_and_lock(rt, asked["worker_id"], topics, most=most, by=by)}


@calls.changes(f"{_TASK}/complete", access=WORKERS, body=DoneSchema, answer=ReportedSchema)
def complete_external_task(rt: Runtime, by: Actor, told: dict[str, Any], task_id: UUID) -> Reported:
    """Report that the work is done. The same report again is answered the same."""
    return operations.complete_external(rt, task_id, told["worker_id"], told["variables"], by=by)


@calls.changes(f"{_TASK}/failure", access=WORKERS, body=FailureSchema, answer=ReportedSchema)
def fail_external_task(rt: Runtime, by: Actor, told: tuple[str, Failure], task_id: UUID) -> Reported:
    """Report that an attempt failed: it is handed out again later, or becomes an incident.

    The same report again is answered the same and counts once, unless its worker has fetched the task anew.
    """
    worker_id, failure = told
    return operations.fail_external(rt, task_id, worker_id, failure, by=by)


@calls.changes(f"{_TASK}/bpmn-error", access=WORKERS, body=BpmnErrorSchema, answer=ReportedSchema)
def report_bpmn_error(rt: Runtime, by: Actor, told: tuple[str, BpmnError], task_id: UUID) -> Reported:
    """Report an error the process deals with: the error event that catches its code goes on.

    It is looked for on the service task itself, then outwards through the sub-processes and calls around it.
    Where nothing catches it the answer says `incident`: the process waits for a supervisor instead of ending.
    The same report again is answered the same.
    """
    worker_id, error = told
    return operations.report_bpmn_error(rt, task_id, worker_id, error, by=by)


@calls.changes(f"{_TASK}/extend-lock", access=WORKERS, body=LockSchema, answer=LockedSchema)
def extend_external_lock(rt: Runtime, by: Actor, told: dict[str, Any], task_id: UUID) -> dict[str, datetime]:
    """Keep a task for longer, from now on, while its lock still holds."""
    lock_for = timedelta(seconds=told["lock_for_s"])
    return {"locked_until": operations.extend_lock(rt, task_id, told["worker_id"], lock_for, by=by)}


@calls.changes(f"{_TASK}/unlock", access=WORKERS, body=UnlockSchema)
def unlock_external_task(rt: Runtime, by: Actor, told: dict[str, str], task_id: UUID) -> None:
    """Give a task back unfinished."""
    operations.unlock(rt, task_id, told["worker_id"], by=by)
