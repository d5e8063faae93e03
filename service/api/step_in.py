"""Stepping in by hand: every act a supervisor has, tried first if they like."""

from __future__ import annotations

from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.step_in import DifferenceSchema, DryRunQuery, InterventionSchema
from service.domain.people import Actor
from service.operations.stepping_in import kinds
from service.operations.stepping_in.kinds import Intervention
from service.runtime import Runtime

calls = Calls("step_in", __name__, description="What supervisors do to running process instances by hand.")


@calls.changes(
    "/instances/<uuid:instance_id>/step-in",
    access=SIGNED_IN,
    query=DryRunQuery,
    body=InterventionSchema,
    answer=DifferenceSchema,
    example={"act": "modify", "reason": "Wrong way.", "cancel": ["assess"], "start_before": ["solve"]},
)
def step_in(rt: Runtime, by: Actor, dry_run: bool, asked: Intervention, instance_id: UUID) -> shapes.Shape:
    """Do something to a running instance by hand, for a stated reason; or try what it would do."""
    does = kinds.try_stepping_in if dry_run else kinds.step_in_watched
    return {"done": not dry_run} | shapes.flat(does(rt, instance_id, asked, by=by))
