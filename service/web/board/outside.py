"""Work that waits for programs outside, is held by one, or got stuck there."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.domain.views.external import ExternalStanding
from service.queries import desk
from service.queries.external_tasks import ExternalTaskFilter, external_tasks
from service.web.board.running import must_watch
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

outside_pages = Blueprint("outside_pages", __name__)

ROWS = 100
STANDINGS = tuple(each.value for each in ExternalStanding)


@outside_pages.get("/board/external-tasks")
@signed_in
def outside(by: Actor) -> Answer:
    """The external tasks the address asks for, the oldest first."""
    must_watch(by)
    rt, asked = runtime(), {name: request.args.get(name, "").strip() for name in ("topic", "standing")}
    if asked["standing"] not in STANDINGS:
        asked["standing"] = ""
    standing = ExternalStanding(asked["standing"]) if asked["standing"] else None
    wanted = ExternalTaskFilter(asked["topic"] or None, standing)
    found = external_tasks(rt, wanted, PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        "board/outside.html",
        visitor=visitor(),
        found=found,
        asked=asked,
        standings=STANDINGS,
        names=desk.display_names(rt, sorted({each.account for each in found.items if each.account})),
        address=lambda **more: "/board/external-tasks?" + urlencode({**asked, **more}),
    )
