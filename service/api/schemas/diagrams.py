"""Shapes of a drawing's marks."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Inside, Loaded, Shown, Text, Whole


class DrawingQuery(Loaded):
    """Which drawing is asked for."""

    process = Text(
        "A process that the run's own calls; without it the run's own.", load_default="", example="escalate"
    )


class ElementMarkSchema(Shown):
    """What is marked at one element."""

    tokens = Whole("How many tokens stand there.", least=0, most=10**6, required=True, example=1)
    done = Whole("How often it was done.", least=0, most=10**9, required=True, example=2)
    heat = fields.Float(required=True, metadata={"description": "From 0 to 1.", "examples": [0.4]})
    label = Text("Words to show at the element.", required=True, example="Answer the customer")


class DiagramMarksSchema(Shown):
    """What is marked in a drawing."""

    elements = fields.Dict(
        keys=fields.String(),
        values=Inside(ElementMarkSchema),
        required=True,
        metadata={"description": "The marks by element id."},
    )
