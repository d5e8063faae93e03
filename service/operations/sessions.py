"""Sign-ins: a password for a token, a token for an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.views import SignedIn

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def sign_in(rt: Runtime, username: str, password: str) -> SignedIn:
    """Check the password and hand out a token; too many failures close the door for a while."""
    raise NotImplementedError


def sign_out(rt: Runtime, token: str) -> None:
    """Make the token worthless; one that already is stays so."""
    raise NotImplementedError


def actor_of(rt: Runtime, token: str) -> Actor | None:
    """Whoever holds this token, or None if it is unknown, expired, revoked or its person inactive."""
    raise NotImplementedError
