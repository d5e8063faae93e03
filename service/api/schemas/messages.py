"""Shapes of BPMN messages from outside."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Choice, Free, Identifier, Loaded, Shown, Text


class NewMessageSchema(Loaded):
    """A message for the one process instance that waits for it."""

    name = Text("The message's name in the diagram.", required=True, example="customer_message")
    correlation_keys = fields.Dict(
        keys=fields.String(),
        values=Text(required=True),
        load_default=dict,
        metadata={
            "description": "What tells the instance it is for from others; by default its business key.",
            "examples": [{"business_key": "FB-2026-000001"}],
        },
        error_messages={"invalid": "This must be an object with fields.", "null": "This cannot be null."},
    )
    variables = Free(
        "Data it brings: no more than the event that takes it names in its property `brings`.",
        load_default=dict,
        example={"message_text": "When will somebody come?"},
    )


class MessageTakenSchema(Shown):
    """What became of a message from outside."""

    result = Choice(("delivered", "started", "kept"), "`kept`: nobody waits for it yet.", required=True)
    instance_id = Identifier("The process instance that took it.", required=True, allow_none=True)
