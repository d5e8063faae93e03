"""An act on one run: its fields and reason, what it would do, and the doing of it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views.stepping_in import Rehearsal
from service.operations.stepping_in.kinds import Intervention, Kind, step_in, try_stepping_in
from service.queries.board.sheet import run_sheet
from service.queries.people import group_names
from service.web.board import acting
from service.web.board.on_behalf import filling
from service.web.board.refusing import GRANTED, Refused, attempt_telling
from service.web.door import is_htmx, signed_in, visitor
from service.web.rendering import page, runtime

step_pages = Blueprint("step_pages", __name__)


@step_pages.get("/board/instances/<uuid:instance_id>/step-in/<act>")
@signed_in
def ask(by: Actor, instance_id: UUID, act: str) -> Answer:
    """The form of an act."""
    return _shown(instance_id, acting.kind_of(act), by)


@step_pages.post("/board/instances/<uuid:instance_id>/step-in/<act>")
@signed_in
def do(by: Actor, instance_id: UUID, act: str) -> Answer:
    """Try it, or (``go``) do it."""
    rt, kind = runtime(), acting.kind_of(act)
    found: list[Rehearsal] = []
    filled = filling(rt, run_sheet(rt, instance_id, by=by), by=by) if kind == Kind.COMPLETE else None

    def call() -> None:
        asked: Intervention = filled.intervention() if filled else acting.intervention(rt, kind)
        if request.form.get("go") == "do":
            step_in(rt, instance_id, asked, by=by)
        else:
            found.append(try_stepping_in(rt, instance_id, asked, by=by))

    if filled and filled.sheet.only_looks:
        return _shown(instance_id, kind, by)
    refused = attempt_telling(call, filled.labels if filled else acting.labels_of(kind))
    if found or refused:
        return _shown(instance_id, kind, by, refused=refused, tried=found[0] if found else None)
    return redirect(f"/board/instances/{instance_id}?told={kind}", HTTPStatus.SEE_OTHER)


def _shown(
    instance_id: UUID, act: Kind, by: Actor, *, refused: Refused = GRANTED, tried: Rehearsal | None = None
) -> Answer:
    rt = runtime()
    sheet = run_sheet(rt, instance_id, by=by)
    offered = acting.offered(rt, sheet.run.process_key, sheet.run.version, by)
    filled = filling(rt, sheet, by=by) if act == Kind.COMPLETE else None
    return page(
        "board/tried.html" if is_htmx() else "board/complete.html" if filled else "board/step_in.html",
        status=refused.status,
        visitor=visitor(),
        act=act,
        fields=acting.FIELDS.get(act, ()),
        sheet=sheet,
        run=sheet.run,
        filled=filled,
        wrong=refused.fields,
        offered=offered,
        clock_name=acting.clock_name,
        clock_words=acting.clock_words(act),
        groups=group_names(rt, by.language),
        people_names=offered.people_names,
        element_names=offered.names,
        typed=request.form,
        refused=refused,
        tried=tried,
        whither=f"/board/instances/{instance_id}/step-in/{act}",
    )
