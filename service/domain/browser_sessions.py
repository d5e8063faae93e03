"""A sign-in as a browser keeps it: a cookie, one with a token every change must send back, and one that
outlasts the sign-in, by which the browser is known (``service.operations.failed_sign_ins``).

One place for the API and the pages, so that whoever signs in at one is known at the other.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from service.domain.views import SignedIn

SESSION_COOKIE = "aftercare_session"
CSRF_COOKIE = "aftercare_csrf"
KNOWN_COOKIE = "aftercare_known"
_KNOWN_FOR = timedelta(days=365)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Cookie(TypedDict):
    """A cookie as ``set_cookie`` takes it."""

    key: str
    value: str
    expires: datetime
    httponly: bool
    secure: bool
    samesite: str
    path: str


class OldCookie(TypedDict):
    """A cookie as ``delete_cookie`` takes it."""

    key: str
    httponly: bool
    secure: bool
    samesite: str
    path: str


def csrf_of(session_token: str) -> str:
    """What a page must send back with a change: bound to the session, so no page elsewhere knows it."""
    return hmac.new(session_token.encode(), b"aftercare csrf", hashlib.sha256).hexdigest()[:32]


def csrf_on_page(session_token: str, name: str) -> str:
    """The same, and after it whose page it is, so that nobody is handed what another person typed there."""
    return f"{csrf_of(session_token)}.{mark_of(name)}"


def is_csrf_of(session_token: str, sent: str) -> bool:
    """Whether this was sent by a page of ours in that session."""
    return hmac.compare_digest(sent.partition(".")[0].encode(), csrf_of(session_token).encode())


def may_be_from(mark: str, name: str) -> bool:
    """Whether a page with this mark was this person's; an empty one may have been anybody's."""
    return mark in ("", mark_of(name))


def mark_of(name: str) -> str:
    """By what a page tells whose it is, without their name."""
    return hashlib.sha256(f"aftercare page of {name}".encode()).hexdigest()[:16]


def is_somebody(method: str, fetch_mode: str | None) -> bool:
    """Whether a person or a program asks, not a page left open that looks for news by itself."""
    return method not in SAFE_METHODS or fetch_mode in (None, "navigate")


def cookies_of(new: SignedIn, *, secure: bool) -> tuple[Cookie, ...]:
    """The session, unreadable for scripts; the readable CSRF token beside it; and what outlasts both: that
    this person signed in here.
    """
    session = Cookie(
        key=SESSION_COOKIE,
        value=new.token,
        expires=new.expires_at,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/",
    )
    beside: Cookie = {**session, "key": CSRF_COOKIE, "value": csrf_of(new.token), "httponly": False}
    known: Cookie = {**session, "key": KNOWN_COOKIE, "value": new.known}
    return session, beside, {**known, "expires": new.expires_at + _KNOWN_FOR}


def old_cookies(*, secure: bool) -> tuple[OldCookie, OldCookie]:
    """Session and CSRF token, to be taken back from the browser; it stays known who signed in there."""
    session = OldCookie(key=SESSION_COOKIE, httponly=True, secure=secure, samesite="Lax", path="/")
    return session, {**session, "key": CSRF_COOKIE, "httponly": False}
