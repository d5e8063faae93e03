"""Views of the inbox, kept and dropped from its pages."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.errors import Invalid
from service.operations import saved_views
from service.operations.saved_views import NewView
from service.queries.people import group_names
from service.queries.saved_views import saved_views as kept_views
from service.web.door import HOME, signed_in, visitor
from service.web.inbox_filters import FACETS, address, choices, cleaned
from service.web.refusals import field_sentences
from service.web.rendering import page, runtime

view_pages = Blueprint("view_pages", __name__)


@view_pages.post("/desk/views")
@signed_in
def save(by: Actor) -> Answer:
    """Keep the filter that is on, and show it."""
    asked = cleaned(request.form, by)
    new = NewView(request.form.get("name", ""), asked, request.form.get("share") or None)
    try:
        saved_views.save_view(runtime(), new, by=by)
    except Invalid as invalid:
        return _again(asked, by, field_sentences(invalid))
    return redirect(address(asked, {"told": "view_saved"}), HTTPStatus.SEE_OTHER)


@view_pages.post("/desk/views/<uuid:view_id>/drop")
@signed_in
def drop(by: Actor, view_id: UUID) -> Answer:
    """Drop a view."""
    saved_views.drop_view(runtime(), view_id, by=by)
    return redirect(f"{HOME}?told=view_dropped", HTTPStatus.SEE_OTHER)


def _again(asked: dict[str, str], by: Actor, wrong: dict[str, list[str]]) -> Answer:
    rt = runtime()
    return page(
        "filters.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        visitor=visitor(),
        asked=asked,
        choices=choices(rt, by),
        facets=FACETS,
        views=kept_views(rt, by=by),
        groups=group_names(rt, by.language),
        wrong=wrong,
        typed=request.form,
    )
