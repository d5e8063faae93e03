"""Shapes of what a supervisor does to running instances by hand."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

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
from service.operations.stepping_in.kinds import Intervention, Kind

KINDS = tuple(each.value for each in Kind)
THINGS = ("instance", "task", "timer", "message", "effect", "sent", "clock", "incident")
_NEWEST = 10**6


class DryRunQuery(Loaded):
    """Whether it is only tried."""

    dry_run = YesNo("Only try it: nothing is changed, and the answer says what would be.", load_default=False)

    @post_load
    def as_flag(self, found: dict[str, Any], **_: object) -> bool:
        """Whether to try only."""
        return bool(found["dry_run"])


class InterventionSchema(Loaded):
    """An act with its reason; each kind of act reads the fields it needs."""

    act = Choice(KINDS, "What to do.", example="modify", required=True)
    reason = Text("Why, for the record.", required=True, most=LONG, example="The part arrived after all.")
    element = Text(
        "The element meant: the task to complete or hand on, the timer to move, where to begin again.",
        load_default=None,
        allow_none=True,
        example="assess",
    )
    to = Text(
        "Whom to hand tasks to, or in whose name to complete one; null gives tasks back to their groups.",
        load_default=None,
        allow_none=True,
        example="chen",
    )
    due_at = Instant("When the timer fires; a past time means at once.", load_default=None, allow_none=True)
    version = Whole(
        "The version to go on in.", least=1, most=_NEWEST, load_default=None, allow_none=True, example=2
    )
    cancel = Many(
        Text(), "Element ids (or engine ids of waits) to give up.", load_default=[], example=["assess"]
    )
    start_before = Many(Text(), "Element ids to start before.", load_default=[], example=["solve"])
    seen_from = Text(
        "The engine id of the wait whose variables are meant, inside a called process.",
        load_default=None,
        allow_none=True,
        example="42",
    )
    variables = Free(
        "Variables to set; the answers of a task.", load_default={}, example={"severity": "major"}
    )
    elements = fields.Dict(
        keys=fields.String(),
        values=Text(allow_none=True),
        load_default={},
        metadata={
            "description": "For elements called otherwise in the other version: old id to new id; null gives "
            "up the wait of an event that only listens.",
            "examples": [{"assess": "assess_again"}],
        },
    )

    @post_load
    def as_intervention(self, found: dict[str, Any], **_: object) -> Intervention:
        """The act."""
        told = {name: value for name, value in found.items() if name != "act"}
        told |= {"cancel": tuple(found["cancel"]), "start_before": tuple(found["start_before"])}
        return Intervention(act=Kind(found["act"]), **told)


class StandingSchema(Shown):
    """One thing an instance has."""

    kind = Choice(THINGS, "What it is.", example="task", required=True)
    id = Identifier("Its id.", required=True)
    activity_id = Text(
        "The element in the diagram; empty if there is none.", example="respond", required=True
    )
    name = Text("Its name, kind or topic.", example="Answer the customer", required=True)
    at = Instant("When it is due.", required=True, allow_none=True)
    told = Text("How it stands, or whose it is.", example="customer_service", required=True)


class MovedSchema(Shown):
    """The same thing, before and after."""

    before = Inside(StandingSchema, "Before.", required=True)
    after = Inside(StandingSchema, "After.", required=True)


class DifferenceSchema(Shown):
    """What an act makes different, or (a dry run) would make."""

    done = YesNo("Whether it was done, not only tried.", required=True)
    appears = Many(Inside(StandingSchema), "What appears.", required=True)
    vanishes = Many(Inside(StandingSchema), "What vanishes.", required=True)
    changes = Many(Inside(MovedSchema), "What is otherwise.", required=True)
    variables = Many(Text(), "Variables with another value.", required=True, example=["severity"])
