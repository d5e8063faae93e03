"""People as others see them, and a fresh sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who can sign in."""

    name: str
    display_name: str
    groups: tuple[str, ...]
    supervises: tuple[str, ...]
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in; the token is told this once, only its hash is kept. By ``known`` the browser shows
    later that this person signed in there.
    """

    token: str
    expires_at: datetime
    person: PersonView
    known: str
