"""Everything anyone did, as a page and as a file."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.queries import audit as queries
from service.queries import desk
from service.queries.audit import AuditFilter
from service.queries.spreadsheets import FORMATS
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

audit_pages = Blueprint("audit_pages", __name__)

ROWS = 100
KINDS = (
    "task",
    "case",
    "clock",
    "instance",
    "timer",
    "incident",
    "attachment",
    "sign_in",
    "person",
    "processes",
    "calendar",
)
ASKED = ("actor", "type", "case", "first", "last", "everybody")


@audit_pages.get("/board/audit")
@signed_in
def audit(by: Actor) -> Answer:
    """The acts asked for by the address, newest first."""
    rt = runtime()
    told = {name: text for name in ASKED if (text := request.args.get(name, "").strip())}
    if "everybody" in told:
        told["everybody"] = "yes"
    asked = AuditFilter(
        actor=told.get("actor"),
        type=told.get("type"),
        case_number=told.get("case"),
        first=_day(told.get("first", "")),
        last=_day(told.get("last", "")),
        everybody="everybody" in told,
    )
    found = queries.audit(rt, asked, PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        "board/audit.html",
        visitor=visitor(),
        found=found,
        asked=told,
        kinds=KINDS,
        formats=FORMATS,
        names=desk.display_names(rt, [each.actor for each in found.items]),
        address=lambda **more: "/board/audit?" + urlencode({**told, **more}),
        export=lambda kind: "/api/v1/audit/export?" + urlencode({**told, "format": kind}),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
