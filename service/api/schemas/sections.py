"""Shapes of signed sections."""

from __future__ import annotations

from service.api.schemas.fields import Free, Identifier, Loaded, Shown


class SectionAnswersSchema(Loaded):
    """The answers of one section."""

    answers = Free("The answers to the fields of the section.", required=True, example={"material_cost": 120})


class ServiceSheetSchema(Shown):
    """A service sheet that is open."""

    instance_id = Identifier("Its process instance.", required=True)
