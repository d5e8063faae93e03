"""Shapes of everything anyone did."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import Choice, Day, Free, Identifier, Instant, Shown, Text, Whole
from service.api.schemas.pages import PageQuery
from service.domain.views import PageRequest
from service.queries.audit import AuditFilter
from service.queries.spreadsheets import FORMATS

_MOST = 10**9


class AuditQuery(PageQuery):
    """Which acts."""

    actor = Text("Done by.", load_default=None, allow_none=True, example="agent")
    type = Text("A type or its first part.", load_default=None, allow_none=True, example="task")
    case = Text("In this case.", load_default=None, allow_none=True, example="FB-2026-000001")
    first = Day("From this day.", load_default=None, allow_none=True)
    last = Day("To this day.", load_default=None, allow_none=True)
    everybody = Choice(("yes", "no"), "What the service did by itself, too.", load_default="no")
    format = Choice(FORMATS, "The kind of file, of an export.", load_default="csv", example="csv")

    @post_load
    def as_filter(self, told: dict[str, Any], **_: object) -> tuple[AuditFilter, PageRequest, str]:
        """The filter, the page and the kind of file."""
        asked = AuditFilter(
            told["actor"],
            told["type"],
            told["case"],
            told["first"],
            told["last"],
            everybody=told["everybody"] == "yes",
        )
        return asked, PageRequest(told["limit"], told.get("cursor")), told["format"]


class AuditSchema(Shown):
    """One act."""

    id = Identifier("The instance, or the act itself.", required=True)
    seq = Whole("Its number within the instance.", least=0, most=_MOST, required=True)
    at = Instant("When.", required=True)
    actor = Text("Who.", required=True, example="agent")
    type = Text("What.", required=True, example="task.completed")
    subject = Text("What it was done to, outside of cases.", required=True)
    activity_id = Text("The element in the diagram.", required=True, allow_none=True)
    activity = Text("Its name.", required=True)
    case_id = Identifier("The case.", required=True, allow_none=True)
    case_number = Text("Its number.", required=True, allow_none=True, example="FB-2026-000001")
    instance_id = Identifier("The process instance.", required=True, allow_none=True)
    detail = Free("Whatever else is on record.", required=True)
