"""Process instances as a whole: watched, suspended, resumed, terminated."""

from __future__ import annotations

from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.cases import HistorySchema
from service.api.schemas.instances import (
    InstanceDetailSchema,
    InstanceQuery,
    InstanceSchema,
    OptionalReasonSchema,
    ReasonSchema,
)
from service.api.schemas.pages import WholeQuery, page_of
from service.domain.people import Actor
from service.domain.views import HistoryView, InstanceView, Page, PageRequest
from service.operations import instances as operations
from service.queries import instances as queries
from service.queries.instances import InstanceFilter
from service.runtime import Runtime

calls = Calls("instances", __name__, description="Runs of processes.")


@calls.reads("/instances", access=SIGNED_IN, query=InstanceQuery, answer=page_of(InstanceSchema))
def list_instances(rt: Runtime, by: Actor, asked: tuple[InstanceFilter, PageRequest]) -> Page[InstanceView]:
    """The process instances you may see, newest first."""
    return queries.instances(rt, *asked, by=by)


@calls.reads("/instances/<uuid:instance_id>", access=SIGNED_IN, answer=InstanceDetailSchema)
def get_instance(rt: Runtime, by: Actor, instance_id: UUID) -> shapes.Shape:
    """A process instance: the elements it stands at, its data, its open tasks and timers."""
    return shapes.instance_detail(queries.instance_detail(rt, instance_id, by=by))


@calls.reads(
    "/instances/<uuid:instance_id>/history", access=SIGNED_IN, query=WholeQuery, answer=page_of(HistorySchema)
)
def get_instance_history(rt: Runtime, by: Actor, page: PageRequest, instance_id: UUID) -> Page[HistoryView]:
    """What happened in a process instance, oldest first."""
    return queries.instance_history(rt, instance_id, page, by=by)


@calls.changes(
    "/instances/<uuid:instance_id>/suspend",
    access=SIGNED_IN,
    body=OptionalReasonSchema,
    answer=InstanceSchema,
    current=get_instance,
)
def suspend_instance(rt: Runtime, by: Actor, body: dict[str, str], instance_id: UUID) -> InstanceView:
    """Pause all its waits until it is resumed; a reason goes on record (step-in always asks for one)."""
    return operations.suspend_instance(rt, instance_id, reason=body["reason"], by=by)


@calls.changes(
    "/instances/<uuid:instance_id>/resume",
    access=SIGNED_IN,
    body=OptionalReasonSchema,
    answer=InstanceSchema,
    current=get_instance,
)
def resume_instance(rt: Runtime, by: Actor, body: dict[str, str], instance_id: UUID) -> InstanceView:
    """Let it move again; timers that fell due meanwhile fire in due order."""
    return operations.resume_instance(rt, instance_id, reason=body["reason"], by=by)


@calls.changes(
    "/instances/<uuid:instance_id>/terminate",
    access=SIGNED_IN,
    body=ReasonSchema,
    answer=InstanceSchema,
    current=get_instance,
)
def terminate_instance(rt: Runtime, by: Actor, body: dict[str, str], instance_id: UUID) -> InstanceView:
    """End it early, for a stated reason; every wait is cancelled."""
    return operations.terminate_instance(rt, instance_id, reason=body["reason"], by=by)
