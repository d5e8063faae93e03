"""Substitutes: named, listed, released before their time."""

from __future__ import annotations

from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.acts import (
    NewSubstitutionSchema,
    OverQuery,
    SubstitutionSchema,
    SubstitutionsSchema,
)
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.domain.views.acts import SubstitutionView
from service.operations import substitutions as operations
from service.operations.substitutions import SubstituteNamed
from service.queries import substitutions as queries
from service.runtime import Runtime

calls = Calls("substitutions", __name__, description="Who does whose work while they are away.")


@calls.reads("/substitutions", access=SIGNED_IN, query=OverQuery, answer=SubstitutionsSchema)
def list_substitutions(rt: Runtime, by: Actor, over: bool) -> shapes.Shape:  # noqa: FBT001 - one loaded value
    """Those you have a part in, and those of groups you supervise."""
    return {"items": queries.substitutions(rt, by=by, over=over)}


@calls.changes(
    "/substitutions",
    access=SIGNED_IN,
    body=NewSubstitutionSchema,
    answer=SubstitutionSchema,
    status=CREATED,
)
def name_substitute(rt: Runtime, by: Actor, named: SubstituteNamed) -> SubstitutionView:
    """Name a substitute for yourself, or as a supervisor of the group for somebody else."""
    return operations.name_substitute(rt, named, by=by)


@calls.changes(
    "/substitutions/<uuid:substitution_id>", method="DELETE", access=SIGNED_IN, answer=SubstitutionSchema
)
def end_substitution(rt: Runtime, by: Actor, substitution_id: UUID) -> SubstitutionView:
    """End it before its time."""
    return operations.end_substitution(rt, substitution_id, by=by)
