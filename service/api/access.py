"""Who may call a route, and who is calling: by bearer token, or by session cookie and its CSRF token.

Every route declares one ``Access``. What a caller may *see* is decided inside the queries, what they may do
to the thing they see inside the operations; here stands only what holds for the whole route.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from flask import Response, after_this_request, g, request

from service.api import words
from service.api.problems import CsrfTokenMissing
from service.domain.browser_sessions import (
    SAFE_METHODS,
    SESSION_COOKIE,
    cookies_of,
    is_csrf_of,
    is_somebody,
    old_cookies,
)
from service.domain.people import Actor
from service.domain.views import SignedIn
from service.errors import NotInGroup, NotSignedIn
from service.operations import sessions
from service.runtime import Runtime

CSRF_HEADER = "X-CSRF-Token"

ANONYMOUS = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller: nothing, a sign-in, or membership of one of these groups."""

    told: str
    signed_in: bool = True
    groups: frozenset[str] = frozenset()

    def check(self, actor: Actor) -> None:
        """Refuse a caller for whom this route is not."""
        if self.groups and not actor.is_in(*self.groups):
            raise NotInGroup(name=actor.display_name or actor.name, groups=", ".join(sorted(self.groups)))


PUBLIC = Access("Anybody.", signed_in=False)
SIGNED_IN = Access("Everybody signed in; it shows and changes only what is theirs to see and do.")


def members(*groups: str) -> Access:
    """Only members of one of these groups."""
    return Access("Members of: " + ", ".join(groups) + ".", groups=frozenset(groups))


def caller(rt: Runtime, access: Access) -> Actor:
    """Whoever sends this request, checked against the route's declaration."""
    if not access.signed_in:
        return ANONYMOUS
    token, by_cookie = presented_token()
    actor, used = sessions.holder_of(rt, token) if token else (None, False)
    if actor is None:
        raise NotSignedIn
    if by_cookie and request.method not in SAFE_METHODS:
        _check_csrf(token)
    g.actor_name = actor.name
    if used and is_somebody(request.method, request.headers.get("Sec-Fetch-Mode")):
        after_this_request(partial(_noted, rt, token))
    access.check(actor)
    return _in_asked_language(actor)


def _noted(rt: Runtime, token: str, answer: Response) -> Response:
    """After the answer: a change in the middle of a reading would need a second connection."""
    sessions.note_use(rt, token)
    return answer


def presented_token() -> tuple[str, bool]:
    """The token of this request and whether it came as a cookie; an Authorization header goes first."""
    header = request.environ.get("HTTP_AUTHORIZATION")
    if header is not None:
        scheme, _, token = header.partition(" ")
        return (token.strip() if scheme.lower() == "bearer" else ""), False
    return request.cookies.get(SESSION_COOKIE, ""), True


def _check_csrf(session_token: str) -> None:
    if not is_csrf_of(session_token, request.headers.get(CSRF_HEADER, "")):
        raise CsrfTokenMissing


def _in_asked_language(actor: Actor) -> Actor:
    """The actor, answered in the language of the request when it asks for one."""
    if "HTTP_ACCEPT_LANGUAGE" not in request.environ:
        return actor
    return replace(actor, language=words.asked_language())


def over_tls(rt: Runtime) -> bool:
    """Whether this request, or everything (by setting), comes over HTTPS: then cookies must, too."""
    return rt.settings.over_tls or request.is_secure


def set_session_cookies(response: Response, new: SignedIn, *, secure: bool) -> None:
    """Give the browser its session: unreadable for scripts, with a readable CSRF token beside it."""
    for cookie in cookies_of(new, secure=secure):
        response.set_cookie(**cookie)


def drop_session_cookies(response: Response, *, secure: bool) -> None:
    """Take the session back from the browser."""
    for cookie in old_cookies(secure=secure):
        response.delete_cookie(**cookie)
