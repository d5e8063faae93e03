"""Shapes of process instances, their timers and incidents."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    LONG,
    Choice,
    Free,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    YesNo,
)
from service.api.schemas.pages import PageQuery
from service.api.schemas.tasks import TaskSchema
from service.domain.instances import InstanceState
from service.domain.timers import TimerState
from service.domain.views import PageRequest
from service.queries.instances import IncidentFilter, InstanceFilter, TimerFilter

STATES = tuple(each.value for each in InstanceState)
TIMER_STATES = tuple(each.value for each in TimerState)
INCIDENT_STATES = ("open", "resolved")


class InstanceSchema(Shown):
    """One run of a process."""

    id = Identifier("The process instance.", required=True)
    case_id = Identifier("The case it handles.", required=True, allow_none=True)
    business_key = Text("The case's number.", example="FB-2026-000001", required=True)
    definition_id = Identifier("The definition version it runs.", required=True)
    process_key = Text("The process.", example="feedback", required=True)
    version = Whole("The version it runs.", least=1, most=10**9, example=1, required=True)
    state = Choice(STATES, "How far it is.", example="active", required=True)
    active = Many(Text(), "The elements it stands at.", example=["respond"], required=True)
    incidents = Whole("How many incidents are open.", least=0, most=10**9, example=0, required=True)
    started_at = Instant("When it began.", required=True)
    ended_at = Instant("When it ended.", required=True, allow_none=True)


class TimerSchema(Shown):
    """A durable wake-up."""

    id = Identifier("The timer.", required=True)
    instance_id = Identifier("The process instance.", required=True)
    activity_id = Text("The timer event in the diagram.", example="respond_overdue", required=True)
    process_key = Text("The process.", example="feedback", required=True)
    due_at = Instant("When it fires.", required=True)
    state = Choice(TIMER_STATES, "How far it is.", example="scheduled", required=True)
    attempts = Whole("How often it was tried.", least=0, most=10**6)
    fired_at = Instant("When it fired.", allow_none=True)
    lateness_ms = Whole("How much later than due.", least=0, most=10**12, allow_none=True)


class InstanceDetailSchema(InstanceSchema):
    """One run of a process with what it waits for."""

    variables = Free("The process's data one may see.", required=True)
    variables_withheld = YesNo(
        "Whether the data is kept from you: a process owner sees it only where they see the case.",
        required=True,
    )
    tasks = Many(Inside(TaskSchema), "User tasks that wait.", required=True)
    timers = Many(Inside(TimerSchema), "Timers that wait.", required=True)
    outcome = Many(Text(), "The end events it reached.", required=True)


class InstanceQuery(PageQuery):
    """Which process instances are asked for."""

    state = Choice(STATES, "How far it is.", load_default=None)
    process = Text("Runs of this process.", load_default=None, example="feedback")
    case = Identifier("Runs for this case.", load_default=None)
    business_key = Text("Runs with this business key.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[InstanceFilter, PageRequest]:
        """What the query takes."""
        wanted = InstanceFilter(found["state"], found["process"], found["case"], found["business_key"])
        return wanted, PageRequest(found["limit"], found["cursor"])


class ReasonSchema(Loaded):
    """Why, for the record."""

    reason = Text("Why.", required=True, most=LONG, example="Opened twice by mistake.")


class OptionalReasonSchema(Loaded):
    """Why, if there is more to say."""

    reason = Text("Why.", load_default="", most=LONG)


class TimerQuery(PageQuery):
    """Which timers are asked for."""

    state = Choice(
        ("pending", *TIMER_STATES, "any"), "`pending` is scheduled or dispatched.", load_default="pending"
    )
    instance = Identifier("Timers of this process instance.", load_default=None)
    case = Identifier("Timers of this case.", load_default=None)
    activity = Text("Timers of this element.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[TimerFilter, PageRequest]:
        """What the query takes."""
        state = None if found["state"] == "any" else found["state"]
        wanted = TimerFilter(state, found["instance"], found["activity"], found["case"])
        return wanted, PageRequest(found["limit"], found["cursor"])


class MoveTimerSchema(Loaded):
    """When a timer is to fire instead."""

    due_at = Instant("The new time; a past one fires it now.", required=True)
    reason = Text("Why.", required=True, most=LONG, example="The customer asked for Thursday.")


class IncidentSchema(Shown):
    """Something stuck that needs a supervisor."""

    id = Identifier("The incident.", required=True)
    instance_id = Identifier("The process instance.", required=True, allow_none=True)
    case_id = Identifier("The case.", allow_none=True)
    process_key = Text("The process.", example="feedback")
    activity_id = Text("The element in the diagram.", allow_none=True, example="route")
    kind = Text("What sort of trouble.", example="step_failed", required=True)
    message = Text("What went wrong.", most=LONG, required=True)
    state = Choice(INCIDENT_STATES, "Whether it still needs somebody.", required=True, example="open")
    times = Whole("How often it happened.", least=1, most=10**9, example=1)
    opened_at = Instant("Since when.", required=True)
    resolved_at = Instant("When it was resolved.", allow_none=True)
    resolved_by = Text("Who resolved it.", allow_none=True)
    note = Text("What was done.", allow_none=True, most=LONG)


class IncidentQuery(PageQuery):
    """Which incidents are asked for."""

    state = Choice((*INCIDENT_STATES, "any"), "Whether it still needs somebody.", load_default="open")
    instance = Identifier("Incidents of this process instance.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[IncidentFilter, PageRequest]:
        """What the query takes."""
        state = None if found["state"] == "any" else found["state"]
        return IncidentFilter(state, found["instance"]), PageRequest(found["limit"], found["cursor"])


class NoteSchema(Loaded):
    """What was done about it."""

    note = Text("What was done.", required=True, most=LONG, example="The customer's address was corrected.")
