"""Who is at the desk: the session cookie, its CSRF token, and the way to the sign-in for everybody else.

The cookies are the API's own (``service.domain.browser_sessions``): whoever signs in here is known there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, after_this_request, g, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.browser_sessions import (
    KNOWN_COOKIE,
    SAFE_METHODS,
    SESSION_COOKIE,
    cookies_of,
    csrf_on_page,
    is_csrf_of,
    is_somebody,
    old_cookies,
)
from service.domain.people import FRONT_DESK, Actor
from service.domain.views import SignedIn, TaskView
from service.operations import sessions
from service.operations.failed_sign_ins import Whence
from service.web import language
from service.web.error_page import error_page
from service.web.rendering import runtime
from service.web.typed import asked_in, offered_again, typed_here

HOME = "/desk"

View = Callable[..., Answer]


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, with the token their browser sent."""

    actor: Actor
    token: str

    @cached_property
    def csrf(self) -> str:
        """What a form must send back: bound to the session, so no page elsewhere knows it."""
        return csrf_on_page(self.token, self.actor.name)

    @property
    def opens_cases(self) -> bool:
        """Whether they take the customers' words."""
        return self.actor.is_in(FRONT_DESK) or self.actor.is_supervisor

    def signs(self, task: TaskView) -> bool:
        """Whether a section of it waits for their signature."""
        return not self.actor.groups_worked.isdisjoint(task.unsigned)

    def may_claim(self, task: TaskView) -> bool:
        """Whether the task is offered to a group whose work is theirs; the operation has the last word."""
        return not self.actor.groups_worked.isdisjoint(task.candidate_groups)


def visitor() -> Visitor | None:
    """Whoever this request's cookie belongs to; asked once per request."""
    if "visitor" not in g:
        token = request.cookies.get(SESSION_COOKIE, "")
        actor, used = sessions.holder_of(runtime(), token) if token else (None, False)
        if used and is_somebody(request.method, request.headers.get("Sec-Fetch-Mode")):
            after_this_request(partial(_noted, token))
        reads = language.asked_language()
        g.visitor = Visitor(replace(actor, language=reads), token) if actor is not None else None
    found: Visitor | None = g.visitor
    return found


def _noted(token: str, answer: Response) -> Response:
    """Once the page is read: a change in its middle would need a second connection, and part its state."""
    sessions.note_use(runtime(), token)
    return answer


def signed_in(view: View) -> View:
    """Let only those signed in see this page, as its first argument; a change needs the CSRF token too."""

    @wraps(view)
    def guarded(**path: Any) -> Answer:  # Any: each page has its own path arguments
        if request.method in SAFE_METHODS:
            with runtime().reading():  # one state of the database for the whole page
                return admitted(**path)
        return admitted(**path)

    def admitted(**path: Any) -> Answer:
        found = visitor()
        if found is None:
            return _to_sign_in()
        g.actor_name = found.actor.name
        if request.method not in SAFE_METHODS and not _is_ours(found):
            return _stale(found)
        return _private(view(found.actor, **path))

    guarded.for_staff = True  # type: ignore[attr-defined]  # a test looks for it on every page
    return guarded


def same_origin() -> bool:
    """Whether the page that sent this form is ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def safe_next(wanted: str | None) -> str:
    """Where to go after the sign-in: an address of this site, never one elsewhere."""
    if not wanted or not wanted.isprintable() or "\\" in wanted or not wanted.startswith(("/desk", "/board")):
        return HOME
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else HOME


def let_in(response: Answer, new: SignedIn) -> Answer:
    """Give the browser its session, in place of any it had."""
    for cookie in cookies_of(new, secure=_over_tls()):
        response.set_cookie(**cookie)
    return response


def let_out(response: Answer) -> Answer:
    """Take the session back from the browser."""
    for cookie in old_cookies(secure=_over_tls()):
        response.delete_cookie(**cookie)
    return response


def whence() -> Whence:
    """Where a sign-in comes from."""
    known = request.cookies.get(KNOWN_COOKIE, "")
    return Whence(request.remote_addr or "", device(), known)


def device() -> str:
    """What the browser says it is, so that people know their sign-ins apart."""
    agent = request.user_agent.string
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(each for each in (browser, system) if each) or agent[:80] or "?"


# The first that fits: each pretends to be those after it.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def is_htmx() -> bool:
    """Whether a part of a page is asked for, not the whole."""
    return request.headers.get("HX-Request") == "true"


def _over_tls() -> bool:
    return runtime().settings.over_tls or request.is_secure


def _is_ours(found: Visitor) -> bool:
    return is_csrf_of(found.token, request.form.get("csrf") or request.headers.get("X-CSRF-Token", ""))


def _to_sign_in() -> Answer:
    """The way in, and what was typed with it; a part of a page leads back to the whole."""
    if is_htmx():
        address = "/sign-in?" + urlencode({"next": _page_before()})
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    if request.method in SAFE_METHODS:
        return redirect("/sign-in?" + urlencode({"next": _untold()}), HTTPStatus.SEE_OTHER)
    if typed := typed_here():
        return asked_in(safe_next(_here()), typed)
    return redirect("/sign-in?" + urlencode({"next": _page_before()}), HTTPStatus.SEE_OTHER)


def _stale(found: Visitor) -> Answer:
    """A form of another sign-in: offered again under this one, if it is ours."""
    if is_htmx():
        return _to_sign_in()
    if (typed := typed_here()) and safe_next(_here()) != HOME:
        asked = HTTPStatus.FORBIDDEN
        return offered_again(_here(), typed, name=found.actor.name, token=found.token, status=asked)
    return error_page(HTTPStatus.FORBIDDEN, "stale")


def _untold() -> str:
    """This address without what it was to tell: that was told, and would be again after the sign-in."""
    asked = [each for each in request.args.items(multi=True) if each[0] != "told"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _here() -> str:
    return request.full_path.rstrip("?")


def _page_before() -> str:
    """The page this was asked from, if it is one of the desk's."""
    parts = urlsplit(request.headers.get("Referer", ""))
    within = parts._replace(scheme="", netloc="", fragment="").geturl()
    return safe_next(within) if parts.netloc == request.host else HOME


def _private(answer: Answer) -> Answer:
    answer.headers["Cache-Control"] = "no-store"
    return answer
