"""The service's health."""

from __future__ import annotations

from flask import Response

from service.api import answers, problems, shapes
from service.api.access import PUBLIC
from service.api.calls import Calls
from service.api.schemas.health import HealthSchema
from service.domain.people import Actor
from service.queries import health as queries
from service.runtime import Runtime

calls = Calls("health", __name__, description="Whether the service can do its work.")


@calls.reads("/health", access=PUBLIC, answer=HealthSchema)
@calls.alt_response(problems.status_of_health(ok=False), schema=HealthSchema)  # type: ignore[untyped-decorator]
def get_health(rt: Runtime, by: Actor) -> Response:
    """Whether the service can do its work: database, queue, age of the oldest due row, workers seen."""
    health = queries.health(rt)
    return answers.change_answer(shapes.health(health), problems.status_of_health(ok=health.ok))
