"""Everything anyone did, for supervisors."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.files import file_answer
from service.api.schemas.audit import AuditQuery, AuditSchema
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.audit import AuditView
from service.operations.audit import note_reading
from service.queries import audit as queries
from service.queries.audit import AuditFilter
from service.queries.figures.sheets import audit_sheet
from service.runtime import Runtime

calls = Calls("audit", __name__, description="Everything anyone did.")

Asked = tuple[AuditFilter, PageRequest, str]


@calls.reads("/audit", access=SIGNED_IN, query=AuditQuery, answer=page_of(AuditSchema))
def list_acts(rt: Runtime, by: Actor, asked: Asked) -> Page[AuditView]:
    """What people did, newest first: in the cases of one's groups, and by the people in them."""
    return queries.audit(rt, asked[0], asked[1], by=by)


@calls.reads("/audit/export", access=SIGNED_IN, query=AuditQuery, media_type="text/csv")
def export_acts(rt: Runtime, by: Actor, asked: Asked) -> Response:
    """The same as a CSV or XLSX file, at most 100,000 of them; who took it along is on record."""
    queries.audit(rt, asked[0], PageRequest(1), by=by)
    note_reading(rt, "audit.exported", asked[0].case_number or "", by=by.name, actor=asked[0].actor)
    found = queries.audited(rt, asked[0], by=by)
    return file_answer(audit_sheet(found, ZoneInfo(rt.settings.time_zone), by.language), asked[2])
