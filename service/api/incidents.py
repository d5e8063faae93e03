"""Incidents: what is stuck, trying it again, closing it with a note."""

from __future__ import annotations

from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.instances import (
    IncidentQuery,
    IncidentSchema,
    NoteSchema,
    OptionalReasonSchema,
)
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import IncidentView, Page, PageRequest
from service.operations import incidents as operations
from service.queries import instances as queries
from service.queries.instances import IncidentFilter
from service.runtime import Runtime

calls = Calls("incidents", __name__, description="What is stuck and needs a supervisor.")


@calls.reads("/incidents", access=SIGNED_IN, query=IncidentQuery, answer=page_of(IncidentSchema))
def list_incidents(rt: Runtime, by: Actor, asked: tuple[IncidentFilter, PageRequest]) -> Page[IncidentView]:
    """The incidents you may see, newest first."""
    return queries.incidents(rt, *asked, by=by)


@calls.reads("/incidents/<uuid:incident_id>", access=SIGNED_IN, answer=IncidentSchema)
def get_incident(rt: Runtime, by: Actor, incident_id: UUID) -> IncidentView:
    """One incident."""
    return queries.incident_detail(rt, incident_id, by=by)


@calls.changes(
    "/incidents/<uuid:incident_id>/retry",
    access=SIGNED_IN,
    body=OptionalReasonSchema,
    answer=IncidentSchema,
    current=get_incident,
)
def retry_incident(rt: Runtime, by: Actor, body: dict[str, str], incident_id: UUID) -> IncidentView:
    """Try what got stuck once more; a reason goes on record (step-in always asks for one)."""
    return operations.retry_incident(rt, incident_id, reason=body["reason"], by=by)


@calls.changes(
    "/incidents/<uuid:incident_id>/resolve",
    access=SIGNED_IN,
    body=NoteSchema,
    answer=IncidentSchema,
    current=get_incident,
)
def resolve_incident(rt: Runtime, by: Actor, body: dict[str, str], incident_id: UUID) -> IncidentView:
    """Close an incident by hand, saying what was done."""
    return operations.resolve_incident(rt, incident_id, note=body["note"], by=by)
