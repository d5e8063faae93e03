"""The pages there are, and how a page tells that something went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from service.domain.views import DefinitionView, Health
from service.errors import AftercareError, Invalid, NotAllowed, NotFound
from service.queries import definitions
from service.queries import health as health_query
from service.runtime import Runtime
from service.web import language
from service.web.act_pages import act_pages
from service.web.attachment_pages import attachment_pages
from service.web.board.audit import audit_pages
from service.web.board.batch_pages import batch_pages
from service.web.board.breaches import breach_pages
from service.web.board.figures import figure_pages
from service.web.board.heat import heat_pages
from service.web.board.outside import outside_pages
from service.web.board.running import run_pages
from service.web.board.stepping import step_pages
from service.web.board.timekeeping import time_pages
from service.web.bundle import is_built, keep_for_ever
from service.web.case_pages import case_pages
from service.web.customer.desk_pages import customer_desk
from service.web.customer.form_pages import form_pages
from service.web.customer.link_pages import link_pages
from service.web.customer_pages import customer_pages
from service.web.diagram_pages import diagram_pages
from service.web.door import HOME, visitor
from service.web.error_page import error_page
from service.web.file_fields import file_fields
from service.web.inbox import inbox
from service.web.live import live
from service.web.merge_pages import merge_pages
from service.web.my_pages import my_pages
from service.web.new_case import new_cases
from service.web.oidc_pages import oidc_pages
from service.web.public import public
from service.web.remark_pages import remark_pages
from service.web.rendering import page, runtime
from service.web.section_pages import section_pages
from service.web.signing import signing
from service.web.task_page import task_pages
from service.web.tier_pages import tier_pages
from service.web.view_pages import view_pages

log = logging.getLogger(__name__)

Refuse = Callable[[HTTPException], Response]

LATE_S = 60
"""Due work older than this means that the workers do not keep up."""

pages = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)
pages.after_request(keep_for_ever)


@pages.get("/")
@public("says which processes run here, not how many cases")
def front() -> Answer:
    """What runs here, in plain words, with the facts of this moment; whoever is signed in goes to work."""
    rt = runtime()
    if visitor() is not None:
        return redirect(HOME, HTTPStatus.SEE_OTHER)
    health = health_query.health(rt)
    well = health.ok and bool(health.workers) and health.oldest_due_s < LATE_S
    return page("front.html", health=health, well=well, late_s=LATE_S, live=live_definitions(rt, health))


@pages.get("/docs")
@public("the API's description is no secret")
def docs() -> Response:
    """The API browser."""
    return page("docs.html", built=is_built("docs.js"))


def live_definitions(rt: Runtime, health: Health) -> tuple[DefinitionView, ...] | None:
    """The newest version of each process; None while the database cannot say."""
    if not health.ok:
        return None
    reads = language.asked_language()
    return tuple(_named(rt, each, reads) for each in definitions.newest_of_each(rt))


def _named(rt: Runtime, definition: DefinitionView, reads: str) -> DefinitionView:
    """The definition with its name in the reader's language, where its catalogue has one."""
    names = rt.definitions.names(definition.id, reads) if reads != "en" else {}
    return replace(definition, name=names.get(definition.key, definition.name))


def register(app: Flask, *, refuse: Refuse) -> None:
    """Add the pages to this app; ``refuse`` answers programs that ask for what is not there."""
    for each in ROOMS:
        app.register_blueprint(each)
    for status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        app.register_error_handler(status, lambda error: _lost(error, refuse))


def _lost(error: HTTPException, refuse: Refuse) -> Response:
    wants = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if wants == "text/html" and not request.path.startswith("/api/"):
        _know_visitor()
        return error_page(HTTPStatus(error.code or HTTPStatus.NOT_FOUND))
    return refuse(error)


def _know_visitor() -> None:
    """Whose address it was, so that they stay at the desk; nobody's, where that cannot be told now."""
    with suppress(Exception):
        visitor()


def _not_found(_error: NotFound | Invalid) -> Response:
    return error_page(HTTPStatus.NOT_FOUND)


def _refused(_error: NotAllowed) -> Response:
    return error_page(HTTPStatus.FORBIDDEN)


def _trouble(error: AftercareError) -> Response:
    log.error("page.failed", extra={"code": error.code, "path": request.path}, exc_info=error)
    return error_page(HTTPStatus.SERVICE_UNAVAILABLE)


def _crashed(error: Exception) -> Response:
    """Log it whole, tell nothing of it."""
    if isinstance(error, HTTPException):
        return error_page(HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR))
    log.error("page.crashed", extra={"path": request.path}, exc_info=error)
    return error_page(HTTPStatus.INTERNAL_SERVER_ERROR)


ROOMS = (
    pages,
    signing,
    oidc_pages,
    inbox,
    view_pages,
    live,
    task_pages,
    act_pages,
    my_pages,
    new_cases,
    case_pages,
    customer_pages,
    merge_pages,
    tier_pages,
    diagram_pages,
    attachment_pages,
    file_fields,
    section_pages,
    customer_desk,
    form_pages,
    link_pages,
    remark_pages,
    run_pages,
    step_pages,
    batch_pages,
    breach_pages,
    heat_pages,
    figure_pages,
    time_pages,
    outside_pages,
    audit_pages,
)
_TROUBLES: tuple[tuple[type[Exception], Callable[..., Response]], ...] = (
    (NotFound, _not_found),
    (Invalid, _not_found),
    (NotAllowed, _refused),
    (AftercareError, _trouble),
    (Exception, _crashed),
)
for _room in ROOMS:
    for _kind, _handler in _TROUBLES:
        _room.register_error_handler(_kind, _handler)
