"""The pages there are, and how a page tells that something went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from service import __version__
from service.domain.people import SYSTEM
from service.domain.views import DefinitionView, Health, PageRequest
from service.errors import AftercareError, NotFound
from service.queries import cases, definitions
from service.queries import health as health_query
from service.runtime import Runtime
from service.web import language, words
from service.web.bundle import asset_url, is_built, keep_for_ever

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., object])
Refuse = Callable[[HTTPException], Response]

LATE_S = 60
"""Due work older than this means that the workers do not keep up."""

pages = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)
pages.after_request(keep_for_ever)


def public(why: str) -> Callable[[View], View]:
    """Declare that a page is for everybody; a test fails on a page that declares nothing."""

    def declare(view: View) -> View:
        view.public_because = why  # type: ignore[attr-defined]
        return view

    return declare


@pages.get("/")
@public("says which processes run here, not how many cases")
def front() -> Response:
    """What runs here, in plain words, with the facts of this moment."""
    rt = _runtime()
    health = health_query.health(rt)
    well = health.ok and bool(health.workers) and health.oldest_due_s < LATE_S
    return _page("front.html", health=health, well=well, late_s=LATE_S, live=live_definitions(rt, health))


@pages.get("/docs")
@public("the API's description is no secret")
def docs() -> Response:
    """The API browser."""
    return _page("docs.html", built=is_built("docs.js"))


@pages.get("/t/<token>")
@public("whoever has the link is the customer")
def tracked(token: str) -> Response:
    """How a customer's case stands, in plain words."""
    response = _page("tracked.html", case=cases.tracked_case(_runtime(), token))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def live_definitions(rt: Runtime, health: Health) -> tuple[DefinitionView, ...] | None:
    """The newest version of each process; None while the database cannot say."""
    if not health.ok:
        return None
    page = definitions.definitions(rt, PageRequest(limit=100), latest=True, by=SYSTEM)
    reads = language.asked_language()
    return tuple(_named(rt, each, reads) for each in sorted(page.items, key=lambda each: each.key))


def _named(rt: Runtime, definition: DefinitionView, reads: str) -> DefinitionView:
    """The definition with its name in the reader's language, where its catalogue has one."""
    names = rt.definitions.names(definition.id, reads) if reads != "en" else {}
    return replace(definition, name=names.get(definition.key, definition.name))


def register(app: Flask, *, refuse: Refuse) -> None:
    """Add the pages to this app; ``refuse`` answers programs that ask for what is not there."""
    app.register_blueprint(pages)
    app.register_error_handler(HTTPStatus.NOT_FOUND, lambda error: _lost(error, refuse))


@pages.errorhandler(NotFound)
def _not_found(_error: NotFound) -> Response:
    return _page("refused.html", status=HTTPStatus.NOT_FOUND, about="lost")


@pages.errorhandler(AftercareError)
def _trouble(_error: AftercareError) -> Response:
    return _page("refused.html", status=HTTPStatus.SERVICE_UNAVAILABLE, about="trouble")


@pages.errorhandler(Exception)
def _crashed(error: Exception) -> Response:
    """Log it whole, tell nothing of it."""
    log.error("page.crashed", extra={"path": request.path}, exc_info=error)
    return _page("refused.html", status=HTTPStatus.INTERNAL_SERVER_ERROR, about="trouble")


def _lost(error: HTTPException, refuse: Refuse) -> Response:
    wants = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if wants == "text/html" and not request.path.startswith("/api/"):
        return _page("refused.html", status=HTTPStatus.NOT_FOUND, about="lost")
    return refuse(error)


def _page(template: str, *, status: HTTPStatus = HTTPStatus.OK, **facts: object) -> Response:
    """A page in the reader's language."""
    reads = language.asked_language()
    html = render_template(
        template,
        say=words.TABLES[reads].__getitem__,
        language=reads,
        tags=language.TAGS,
        languages=language.LANGUAGES,
        asset=asset_url,
        lasting=lambda seconds: words.lasting(seconds, reads),
        release=__version__,
        **facts,
    )
    response = make_response(html, status)
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Cache-Control"] = "no-cache"
    return language.keep_choice(response, secure=_runtime().settings.secure_cookies)


def _runtime() -> Runtime:
    rt: Runtime = current_app.extensions["aftercare"]
    return rt
