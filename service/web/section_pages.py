"""Sections of a form signed from its task's page."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest, TaskSheet
from service.errors import AftercareError, Invalid, NotFound
from service.operations.sections import SectionGiven, sign_section, take_back_signature
from service.operations.service_sheets import open_service_sheet
from service.queries import sheets
from service.queries.tasks import TaskFilter, inbox
from service.web.door import HOME, signed_in
from service.web.refusals import attempt, field_sentences, sentence
from service.web.rendering import runtime
from service.web.task_page import Refusal, after, shown

section_pages = Blueprint("section_pages", __name__)


@section_pages.post("/desk/tasks/<uuid:task_id>/sections/<section>")
@signed_in
def sign(by: Actor, task_id: UUID, section: str) -> Answer:
    """Put one's name under a section; what does not fit is told at its field."""
    rt = runtime()
    entries = {name: request.form.getlist(name) for name in request.form}
    posted = sheets.task_sheet(rt, task_id, entries, by=by)
    if posted.only_looks:
        return shown(_with(sheets.task_sheet(rt, task_id, by=by), posted, section), by)
    inside = {each.name.partition(".")[0] for each in posted.asked if each.section == section}
    answers = {name: value for name, value in posted.answers.items() if name in inside}
    try:
        sign_section(rt, task_id, SectionGiven(section, answers), by=by)
    except Invalid as invalid:
        sheet = _with(sheets.task_sheet(rt, task_id, by=by), posted, section)
        wrong = field_sentences(invalid)
        return shown(sheet, by, Refusal(wrong=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY))
    except NotFound:
        raise
    except AftercareError as refused:
        return after(task_id, sentence(refused), by)
    return redirect(f"{HOME}/tasks/{task_id}#section-{section}", HTTPStatus.SEE_OTHER)


@section_pages.post("/desk/cases/<uuid:case_id>/service-sheet")
@signed_in
def open_sheet(by: Actor, case_id: UUID) -> Answer:
    """Open the sheet of table 1 for a case, and go to it."""
    rt = runtime()
    instance_id = open_service_sheet(rt, case_id, by=by)
    found = inbox(rt, TaskFilter(instance_id=instance_id), PageRequest(1), by=by).items
    place = f"tasks/{found[0].id}" if found else f"cases/{case_id}"
    return redirect(f"{HOME}/{place}", HTTPStatus.SEE_OTHER)


@section_pages.post("/desk/tasks/<uuid:task_id>/sections/<section>/reopen")
@signed_in
def reopen(by: Actor, task_id: UUID, section: str) -> Answer:
    """Take a name back."""
    refused = attempt(lambda: take_back_signature(runtime(), task_id, section, by=by))
    return after(task_id, refused, by, gone_to=f"{HOME}/tasks/{task_id}#section-{section}")


def _with(sheet: TaskSheet, posted: TaskSheet, section: str) -> TaskSheet:
    """The sheet as it stands, with what was just typed into one section."""
    typed = {each.name: each for each in posted.fields if each.section == section}
    return replace(sheet, fields=tuple(typed.get(each.name, each) for each in sheet.fields))
