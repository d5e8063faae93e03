"""The shape of the service's health."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Identifier, Inside, Instant, Many, Shown, Text, Whole, YesNo


class WorkerSchema(Shown):
    """A worker process seen lately."""

    id = Identifier("The worker.", required=True)
    kind = Text("What it does.", example="sweeper", required=True)
    seen_at = Instant("When it was last seen.", required=True)


class LatenessSchema(Shown):
    """How late the last timers fired, in milliseconds."""

    p50 = Whole("Half of them no later than this.", least=0, most=10**12, example=120, required=True)
    p99 = Whole(
        "All but one in a hundred no later than this.", least=0, most=10**12, example=480, required=True
    )
    count = Whole("How many timers these figures are of.", least=0, most=10**6, example=1000, required=True)


class HealthSchema(Shown):
    """Whether the service can do its work."""

    ok = YesNo("Whether it can.", required=True)
    database = Text("`ok`, `unavailable` or `needs an upgrade`.", example="ok", required=True)
    backend = Text("Which kind of database it is.", example="sqlite", required=True, allow_none=True)
    schema = Text("The version its tables are at.", example="0001", required=True)
    queue = Text("`ok` when workers were seen and nothing due is left lying.", example="ok", required=True)
    oldest_due_s = fields.Float(
        required=True, metadata={"description": "Age of the oldest due row, in seconds.", "examples": [0.0]}
    )
    due_timers = Whole("Timers that are due.", least=0, most=10**12, required=True, example=0)
    due_effects = Whole("Outbox messages that are due.", least=0, most=10**12, required=True, example=0)
    open_incidents = Whole("Incidents that need somebody.", least=0, most=10**12, required=True, example=0)
    workers = Many(Inside(WorkerSchema), "Worker processes seen lately.", required=True)
    timers_late_ms = Inside(LatenessSchema, "How late the last timers fired.", required=True, allow_none=True)
    calendar_warnings = Many(Text(), "Calendars whose known holidays run out.", required=True)
