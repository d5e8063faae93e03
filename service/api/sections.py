"""Sections of a task's form, signed by members of different groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.sections import SectionAnswersSchema, ServiceSheetSchema
from service.api.schemas.tasks import TaskDetailSchema
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.operations import service_sheets
from service.operations.sections import SectionGiven, sign_section, take_back_signature
from service.queries.tasks import task_detail
from service.runtime import Runtime

calls = Calls("sections", __name__, description="Sections of a form that people of different groups sign.")

_PLACE = "/tasks/<uuid:task_id>/sections/<section>"


@calls.changes(f"{_PLACE}/sign", access=SIGNED_IN, body=SectionAnswersSchema, answer=TaskDetailSchema)
def sign_task_section(
    rt: Runtime, by: Actor, body: dict[str, Any], task_id: UUID, section: str
) -> shapes.Shape:
    """Put your name under a section of your group, with its answers; nothing else becomes its answers."""
    sign_section(rt, task_id, SectionGiven(section, body["answers"]), by=by)
    return shapes.task_detail(task_detail(rt, task_id, by=by))


@calls.changes(
    "/cases/<uuid:case_id>/service-sheet", access=SIGNED_IN, answer=ServiceSheetSchema, status=CREATED
)
def open_service_sheet(rt: Runtime, by: Actor, case_id: UUID) -> dict[str, UUID]:
    """Open the service sheet of table 1 for a case; one that is open already stays the one."""
    return {"instance_id": service_sheets.open_service_sheet(rt, case_id, by=by)}


@calls.changes(f"{_PLACE}/reopen", access=SIGNED_IN, answer=TaskDetailSchema)
def reopen_task_section(rt: Runtime, by: Actor, task_id: UUID, section: str) -> shapes.Shape:
    """Take a signature back, so that the section can be put right and signed again; both stay on record."""
    take_back_signature(rt, task_id, section, by=by)
    return shapes.task_detail(task_detail(rt, task_id, by=by))
