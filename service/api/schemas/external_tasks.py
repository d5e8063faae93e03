"""Shapes of external tasks: what a program outside asks for, gets, and reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, post_load, validate

from service.api.schemas.fields import (
    LONG,
    Choice,
    Free,
    Identifier,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
)
from service.api.schemas.pages import PageQuery
from service.domain.views import PageRequest
from service.domain.views.external import ExternalStanding
from service.operations.external_tasks import BpmnError, Failure
from service.queries.external_tasks import ExternalTaskFilter

STANDINGS = tuple(each.value for each in ExternalStanding)
_A_DAY = 86_400
_WORKER = "Who you are among the programs of this account."


class _Lock(Whole):
    def __init__(self, **given: Any) -> None:
        super().__init__(
            "For how many seconds it is yours alone.", least=1, most=_A_DAY, example=300, **given
        )


class _ByWorker(Loaded):
    worker_id = Text(_WORKER, required=True, most=120, example="scales-1")


class WantedTopicSchema(Loaded):
    """One topic, as the diagram names it in `camunda:topic`."""

    topic = Text("The topic.", required=True, example="weigh_parcel")
    lock_for_s = _Lock(load_default=300)


class FetchSchema(_ByWorker):
    """Which work is wanted, and how much of it."""

    topics = Many(
        fields.Nested(WantedTopicSchema),
        "The topics; those aftercare does itself are refused.",
        required=True,
        validate=validate.Length(min=1, max=50, error="This must name 1 to 50 topics."),
    )
    max_tasks = Whole("At most so many.", least=1, most=100, load_default=10, example=10)

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> dict[str, Any]:
        """The topics by name, each with its time."""
        named = {each["topic"]: timedelta(seconds=each["lock_for_s"]) for each in found["topics"]}
        return found | {"topics": named}


class ExternalTaskSchema(Shown):
    """Work for a program outside."""

    id = Identifier("The external task.", required=True)
    topic = Text("Its topic.", required=True, example="weigh_parcel")
    activity_id = Text("The service task in the diagram.", required=True, example="weigh")
    process_key = Text("The process.", required=True, example="feedback")
    instance_id = Identifier("The process instance.", required=True)
    case_id = Identifier("The case it belongs to.", required=True, allow_none=True)
    case_number = Text("Its number.", required=True, example="FB-2026-000001")
    variables = Free("What the diagram hands over.", required=True, example={"weight": 3})
    idempotency_key = Text(
        "The same each time this work is handed out: doing it twice under one key must not matter.",
        required=True,
        example="019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b:7",
    )
    attempts = Whole("How often it failed.", least=0, most=10**6, required=True, example=0)
    worker_id = Text(_WORKER, required=True, example="scales-1")
    locked_until = Instant("Until when nobody else gets it.", required=True)


class ExternalTasksSchema(Shown):
    """Work fetched."""

    items = Many(fields.Nested(ExternalTaskSchema), "The oldest first.", required=True)


class ExternalTaskQuery(PageQuery):
    """Which external tasks are asked for."""

    topic = Text("On this topic.", load_default=None)
    standing = Choice(STANDINGS, "That stand like this.", load_default=None)
    instance = Identifier("Of this process instance.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[ExternalTaskFilter, PageRequest]:
        """What the query takes."""
        standing = ExternalStanding(found["standing"]) if found["standing"] else None
        wanted = ExternalTaskFilter(found["topic"], standing, found["instance"])
        return wanted, PageRequest(found["limit"], found["cursor"])


class ExternalTaskStandingSchema(Shown):
    """How work for a program outside stands."""

    id = Identifier("The external task.", required=True)
    topic = Text("Its topic.", required=True, example="weigh_parcel")
    activity_id = Text("The service task in the diagram.", required=True, example="weigh")
    name = Text("What the diagram calls it.", required=True, example="Weigh the parcel")
    process_key = Text("The process.", required=True, example="feedback")
    instance_id = Identifier("The process instance.", required=True)
    case_id = Identifier("The case it belongs to.", required=True, allow_none=True)
    case_number = Text("Its number.", required=True, example="FB-2026-000001")
    standing = Choice(
        STANDINGS,
        "`waiting` for any worker, `held` by one, to be handed out `later`, `stuck` with an incident, or "
        "`paused` with its instance.",
        required=True,
        example="held",
    )
    since = Instant("Since when.", required=True)
    account = Text("The account that fetched it last.", required=True, allow_none=True, example="scales")
    worker_id = Text("The worker of that account.", required=True, allow_none=True, example="scales-1")
    locked_until = Instant("Until when it is not handed out.", required=True, allow_none=True)
    attempts = Whole("How often it failed.", least=0, most=10**6, required=True, example=1)
    retries_left = Whole("How often it is still tried.", least=0, most=10**6, required=True, example=7)
    error = Text("What went wrong last.", required=True, allow_none=True, most=LONG)
    incident_id = Identifier("The incident it is stuck with.", required=True, allow_none=True)


class ExternalTaskPageSchema(Shown):
    """Part of the list of external tasks."""

    items = Many(fields.Nested(ExternalTaskStandingSchema), "The oldest first.", required=True)
    next_cursor = Text("Fetches what follows; null at the end.", allow_none=True, required=True)
    topics = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many there are on each topic.", "example": {"weigh_parcel": 3}},
    )


class DoneSchema(_ByWorker):
    """The work is done."""

    variables = Free("What the process goes on with.", load_default=dict, example={"weight_kg": 3})


class FailureSchema(_ByWorker):
    """An attempt that failed."""

    error_message = Text("What went wrong.", required=True, most=LONG, example="The scales do not answer.")
    retries = Whole(
        "How often it may be tried again; 0 opens an incident. By default as for work of our own.",
        least=0,
        most=1_000,
        load_default=None,
        allow_none=True,
        example=3,
    )
    retry_in_s = Whole(
        "In how many seconds; by default after pauses that grow.",
        least=0,
        most=30 * _A_DAY,
        load_default=None,
        allow_none=True,
        example=60,
    )

    @post_load
    def as_failure(self, found: dict[str, Any], **_: object) -> tuple[str, Failure]:
        """Who, and what."""
        wait = found["retry_in_s"]
        retry_in = timedelta(seconds=wait) if wait is not None else None
        return found["worker_id"], Failure(found["error_message"], found["retries"], retry_in)


class BpmnErrorSchema(_ByWorker):
    """An error the process deals with."""

    error_code = Text("The code an error event in the diagram catches.", required=True, example="TOO_HEAVY")
    error_message = Text("What happened.", load_default="", most=LONG, example="31 kg on the scales.")
    variables = Free("What whoever catches it goes on with.", load_default=dict, example={"weight_kg": 31})

    @post_load
    def as_error(self, found: dict[str, Any], **_: object) -> tuple[str, BpmnError]:
        """Who, and what."""
        error = BpmnError(found["error_code"], found["error_message"], found["variables"])
        return found["worker_id"], error


class LockSchema(_ByWorker):
    """A lock that is to last longer."""

    lock_for_s = _Lock(required=True)


class UnlockSchema(_ByWorker):
    """Who gives it back."""


class ReportedSchema(Shown):
    """What came of a report."""

    result = Choice(
        ("done", "caught", "again", "incident"),
        "`done`: the process goes on. `caught`: an error event took it. `again`: it is handed out again from "
        "`retry_at` on. `incident`: nothing catches the error, or no retries are left: a supervisor looks at "
        "it.",
        required=True,
    )
    retry_at = Instant("When it is handed out again.", required=True, allow_none=True)
    incident_id = Identifier("The incident.", required=True, allow_none=True)


class LockedSchema(Shown):
    """A lock."""

    locked_until = Instant("Until when nobody else gets it.", required=True)
