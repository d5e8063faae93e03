"""Remarks: whom one may name while typing, and the remarks that name oneself."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

import orjson
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.mentions import pieces_of
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.errors import NotFound
from service.operations.mentions import see_mention
from service.queries import desk, mentions
from service.queries.tasks import task_detail
from service.web.door import HOME, signed_in, visitor
from service.web.rendering import page, runtime

remark_pages = Blueprint("remark_pages", __name__)

ROWS = 40
remark_pages.app_template_filter("mention_pieces")(pieces_of)


@remark_pages.get("/desk/tasks/<uuid:task_id>/people")
@signed_in
def nameable(by: Actor, task_id: UUID) -> Answer:
    """Those who may be named in a remark on this task, by what was typed so far."""
    found = mentions.nameable(runtime(), task_id, request.args.get("q", ""), by=by)
    told = [{"name": each.name, "told": each.display_name or each.name} for each in found]
    return Response(orjson.dumps(told), mimetype="application/json")


@remark_pages.get("/desk/mentions")
@signed_in
def mentioned(by: Actor) -> Answer:
    """The remarks that name whoever looks, the last first."""
    rt = runtime()
    found = mentions.mentions(rt, PageRequest(ROWS, request.args.get("after")), by=by)
    names = desk.display_names(rt, [each.by for each in found.items])
    return page("mentions.html", visitor=visitor(), found=found, names=names)


@remark_pages.get("/desk/mentions/<uuid:mention_id>")
@signed_in
def follow(by: Actor, mention_id: UUID) -> Answer:
    """To the remark, which is read from now on: on its task, or in the case of who may not see the task."""
    rt = runtime()
    task_id = see_mention(rt, mention_id, by=by)
    try:
        task_detail(rt, task_id, by=by)
    except NotFound:
        case_id = mentions.case_of(rt, task_id)
        return redirect(f"{HOME}/cases/{case_id}#story", HTTPStatus.SEE_OTHER)
    return redirect(f"{HOME}/tasks/{task_id}#said", HTTPStatus.SEE_OTHER)
