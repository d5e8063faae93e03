"""Shapes of mentions, and of those who may be mentioned."""

from __future__ import annotations

from service.api.schemas.fields import LONG, Identifier, Inside, Instant, Loaded, Many, Shown, Text, WholeList


class NameableQuery(Loaded):
    """Whose name is looked for."""

    q = Text("What the name holds.", load_default="", example="amy")


class NameableSchema(Shown):
    """Somebody who may be mentioned."""

    name = Text("The user name, as a remark writes it after an @.", required=True, example="agent2")
    display_name = Text("What people call them.", required=True, example="Ben Ho")
    groups = Many(Text(), "Their groups.", required=True, example=["customer_service"])


class NameablePeopleSchema(WholeList):
    """Those who may be mentioned."""

    items = Many(Inside(NameableSchema), "By name.", required=True)


class MentionSchema(Shown):
    """A remark that names you."""

    id = Identifier("The mention.", required=True)
    at = Instant("When it was written.", required=True)
    by = Text("Who wrote it.", required=True, example="agent")
    text = Text("The remark.", most=LONG, required=True, example="@agent2 can you call them back?")
    task_id = Identifier("The task it is on.", required=True)
    case_id = Identifier("The case.", required=True, allow_none=True)
    case_number = Text("The case's number.", required=True, example="FB-2026-000001")
    seen_at = Instant("When you saw it.", required=True, allow_none=True)


class SeenSchema(Shown):
    """A mention that was seen."""

    task_id = Identifier("The task the remark is on.", required=True)
