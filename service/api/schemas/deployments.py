"""Shapes of deployments and definition versions."""

from __future__ import annotations

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import post_load

from service.api.schemas.fields import (
    Choice,
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
from service.api.schemas.pages import PageQuery
from service.api.schemas.problems import FindingSchema
from service.domain.views import PageRequest


class NewDeploymentSchema(Loaded):
    """Process files to put live: several parts named `files`, or one zip archive of them."""

    files = Many(Upload(), "BPMN, DMN, form and catalogue files, or one zip archive.", required=True)


class DefinitionSchema(Shown):
    """A deployed, immutable version of a process."""

    id = Identifier("The definition version.", required=True)
    key = Text("The process.", example="feedback", required=True)
    version = Whole("Its number.", least=1, most=10**9, example=1, required=True)
    name = Text("Its name.", example="Feedback", required=True)
    digest = Text("Names exactly this behaviour: the same files give the same digest.", required=True)
    deployed_at = Instant("When it was put live.", required=True)
    running = Whole("How many instances run it now.", least=0, most=10**9, example=0)


class DeploymentSchema(Shown):
    """One act of putting files live."""

    result = Choice(
        ("deployed", "unchanged"),
        "`unchanged`: all of it was live already.",
        required=True,
        example="deployed",
    )
    id = Identifier("The deployment; null when nothing was new.", required=True, allow_none=True)
    deployed_at = Instant("When.", required=True)
    deployed_by = Text("Who.", example="owner", required=True)
    definitions = Many(
        Inside(DefinitionSchema), "The versions these files now are, new or not.", required=True
    )
    created = Many(Inside(DefinitionSchema), "The versions this deployment made.", required=True)
    unchanged = Many(Inside(DefinitionSchema), "The versions that were the same already.", required=True)
    findings = Many(Inside(FindingSchema), "What might be mended; nothing that refuses.", required=True)


class DefinitionQuery(PageQuery):
    """Which definition versions are asked for."""

    key = Text("Versions of this process.", load_default=None, example="feedback")
    latest = YesNo("Only the newest version of each process.", load_default=False)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[str | None, bool, PageRequest]:
        """What the query takes."""
        return found["key"], found["latest"], PageRequest(found["limit"], found["cursor"])
