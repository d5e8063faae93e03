"""Drawings of processes as people look at them: named in their language, marked with where a run stands."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.diagrams import DiagramMarksSchema, DrawingQuery
from service.domain.people import Actor
from service.domain.views.diagrams import DiagramMarks
from service.queries import diagrams as queries
from service.runtime import Runtime

calls = Calls("diagrams", __name__, description="Drawings of processes, with where a run stands.")

WATCHERS = members("process_owner", "supervisor")
_VERSION = f"<int(max={2**31 - 1}):version>"


@calls.reads(
    "/instances/<uuid:instance_id>/diagram",
    access=SIGNED_IN,
    query=DrawingQuery,
    media_type="application/xml",
)
def get_instance_diagram(rt: Runtime, by: Actor, asked: dict[str, str], instance_id: UUID) -> Response:
    """The drawing of the version a run is on, named in your language, without what runs it."""
    drawing = queries.instance_drawing(rt, instance_id, asked["process"], by=by)
    return Response(drawing, mimetype="application/xml")


@calls.reads("/instances/<uuid:instance_id>/diagram/marks", access=SIGNED_IN, answer=DiagramMarksSchema)
def get_instance_marks(rt: Runtime, by: Actor, instance_id: UUID) -> DiagramMarks:
    """Where a run stands, and what it has done so far, by element of its drawing."""
    return queries.instance_marks(rt, instance_id, by=by)


@calls.reads(f"/definitions/<key>/{_VERSION}/diagram", access=WATCHERS, media_type="application/xml")
def get_definition_diagram(rt: Runtime, by: Actor, key: str, version: int) -> Response:
    """The drawing of a version, named in your language, without what runs it."""
    return Response(queries.definition_drawing(rt, key, version, by=by), mimetype="application/xml")
