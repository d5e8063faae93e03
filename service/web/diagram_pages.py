"""What the viewer of drawings fetches: the drawing in the reader's language, and its marks."""

from __future__ import annotations

from uuid import UUID

import orjson
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views.diagrams import DiagramMarks
from service.queries import diagrams
from service.web.door import signed_in
from service.web.rendering import runtime

diagram_pages = Blueprint("diagram_pages", __name__)


@diagram_pages.get("/desk/diagrams/instances/<uuid:instance_id>.bpmn")
@signed_in
def instance_drawing(by: Actor, instance_id: UUID) -> Answer:
    """The drawing of the version a run is on; ``process`` asks for one that it calls."""
    called = request.args.get("process", "")
    return _xml(diagrams.instance_drawing(runtime(), instance_id, called, by=by))


@diagram_pages.get("/desk/diagrams/instances/<uuid:instance_id>.json")
@signed_in
def instance_marks(by: Actor, instance_id: UUID) -> Answer:
    """Where a run stands, and what it has done."""
    return marks_answer(diagrams.instance_marks(runtime(), instance_id, by=by))


@diagram_pages.get("/desk/diagrams/definitions/<key>/<int(max=2147483647):version>.bpmn")
@signed_in
def definition_drawing(by: Actor, key: str, version: int) -> Answer:
    """The drawing of a version."""
    return _xml(diagrams.definition_drawing(runtime(), key, version, by=by))


def marks_answer(marks: DiagramMarks) -> Answer:
    """Marks as the viewer reads them; whoever shows heat or figures on a drawing answers with these too."""
    return Response(orjson.dumps(marks), mimetype="application/json")


def _xml(drawing: bytes) -> Answer:
    return Response(drawing, mimetype="application/xml")
