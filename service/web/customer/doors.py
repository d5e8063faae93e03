"""The doors open to everybody: who stands there, how often they knocked, what every answer there carries."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from service.errors import CaseNotFound, Conflict, TooMany
from service.operations.customer import knocks
from service.operations.customer.acts import case_id_behind
from service.web import language
from service.web.door import same_origin
from service.web.rendering import page, runtime

log = logging.getLogger(__name__)

View = Callable[..., Answer]


def address() -> str:
    """Where this visitor comes from; behind trusted proxies, as the farthest of them saw it."""
    return request.remote_addr or ""


def ours() -> bool:
    """Whether the page that sent this form is ours, as far as the browser says.

    Our pages tell our own site where a form comes from, so browsers name the origin; one that hides it must
    say by ``Sec-Fetch-Site`` that it is ours.
    """
    if request.headers.get("Origin") == "null":
        return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    return same_origin()


def at_the_link(view: View) -> View:
    """Let only whoever holds a good link in; wrong ones are counted, and too many close the door."""
    return _guarded(view)


def at_any_link_of_ours(view: View) -> View:
    """The same for a link that was good once, and for forms mail programs send by themselves."""
    return _guarded(view, once_good=True)


def _guarded(view: View, *, once_good: bool = False) -> View:
    @wraps(view)
    def guarded(token: str, **path: Any) -> Answer:  # Any: each page has its own path arguments
        rt = runtime()
        knocks.must_be_let(rt, knocks.LINK, address())
        try:
            case_id_behind(rt, token, revoked_too=once_good)
        except CaseNotFound:
            knocks.knocked(rt, knocks.LINK, address())
            raise
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes and not once_good and not ours():
            return private(refused("stale", HTTPStatus.FORBIDDEN))
        return private(view(token, **path))

    return guarded


def private(answer: Answer) -> Answer:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def our_page(template: str, **facts: Any) -> Response:  # Any: facts of a page
    """A page of the customer's, under the company's name."""
    called = runtime().settings.called(language.asked_language())
    return page(template, company=called[:1].upper() + called[1:], **facts)


def refused(about: str, status: HTTPStatus) -> Response:
    """A page that says in plain words why not."""
    return our_page("customer/refused.html", status=status, about=about)


def in_plain_words(room: Blueprint) -> None:
    """Have this room tell customers what went wrong as people say it."""
    room.register_error_handler(TooMany, _too_many)
    room.register_error_handler(Conflict, _too_late)
    room.register_error_handler(CaseNotFound, _no_such_link)
    room.register_error_handler(RequestEntityTooLarge, _too_large)


def _no_such_link(_error: CaseNotFound) -> Answer:
    return private(refused("no_link", HTTPStatus.NOT_FOUND))


def _too_many(error: TooMany) -> Answer:
    answer = private(refused("too_many", HTTPStatus.TOO_MANY_REQUESTS))
    answer.headers["Retry-After"] = str(error.facts.get("retry_after", 60))
    return answer


def _too_large(_error: RequestEntityTooLarge) -> Answer:
    return private(refused("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE))


def _too_late(error: Conflict) -> Answer:
    log.info("customer.too_late: %s", error)
    return private(refused("too_late", HTTPStatus.CONFLICT))
