"""Failed sign-ins: counted, so that nobody guesses a password and nobody locks others out by trying to.

A browser in which a person signed in before has a counter of its own for that person; all others share that
of the name, and each address has one, whatever the names. So whoever fills the others' counters keeps nobody
from signing in where they did before, and gains no guess by it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from service.domain.addresses import neighbourhood
from service.domain.people import FailedSignIn
from service.errors import TooManySignIns
from service.ids import new_id
from service.operations.people import may_be_a_name
from service.runtime.secret import signed

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction
    from service.settings import Settings

_BROWSER = re.compile(r"[\w-]{22}", re.ASCII)
_MOST_PEOPLE = 8
"""Of one browser: at a shared desk the last so many are known, and the cookie does not grow for ever."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a sign-in comes from: its address, what the browser says it is, and by what it shows who signed
    in there before.
    """

    address: str = ""
    device: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """What failures are counted under, and how many of them close the door for a while."""

    name: str
    most: int


def counters_of(rt: Runtime, username: str, whence: Whence) -> tuple[Counter, ...]:
    """What a sign-in under this name from there counts for; none of the names has a space."""
    each, here = rt.settings.sign_in_attempts, whence.address
    named = may_be_a_name(username)  # else nobody's, and not to be counted as somebody's
    if named and (mark := _mark_of(rt.settings, username, whence.known)):
        return (Counter(f"known {mark}", each),)
    by_name = [Counter(username, each)] if named else []
    most = rt.settings.sign_in_attempts_per_address
    return (*by_name, *([Counter(f"from {neighbourhood(here)}", most)] if here else []))


def must_be_let(rt: Runtime, counters: tuple[Counter, ...]) -> None:
    """Refuse to look at a password while one of these is full."""
    now, window = rt.now(), rt.settings.sign_in_window
    for counter in counters:
        recent = select(func.count(), func.min(FailedSignIn.at)).where(
            FailedSignIn.name == counter.name, FailedSignIn.at > now - window
        )
        with rt.reading() as session:
            failed, first = session.execute(recent).one()
        if failed >= counter.most:
            raise TooManySignIns(retry_after=max(1, int((window - (now - first)).total_seconds())))


def count(tx: Transaction, counters: tuple[Counter, ...]) -> None:
    """Count one failure for each."""
    for counter in counters:
        tx.add(FailedSignIn(id=new_id(), name=counter.name, at=tx.at))


def forget(tx: Transaction, counters: tuple[Counter, ...]) -> None:
    """Whoever knows the password was not guessing; what came from the address beside them still counts."""
    theirs = [each.name for each in counters if not each.name.startswith("from ")]
    tx.session.execute(delete(FailedSignIn).where(FailedSignIn.name.in_(theirs)))


def known_from_now(settings: Settings, name: str, known: str) -> str:
    """What the browser keeps, so that it is known that this person signed in there, and who did before."""
    browser, *marks = known.split(".")
    if not _BROWSER.fullmatch(browser):
        browser, marks = secrets.token_urlsafe(16), []
    mark = _made(settings, name, browser)
    return ".".join([browser, mark, *(each for each in marks if each != mark)][: _MOST_PEOPLE + 1])


def _mark_of(settings: Settings, name: str, known: str) -> str:
    """Our mark under this name in what the browser shows; empty where there is none."""
    browser, *marks = known.split(".")
    ours = _made(settings, name, browser)
    return ours if any(hmac.compare_digest(ours.encode(), each.encode()) for each in marks) else ""


def _made(settings: Settings, name: str, browser: str) -> str:
    return signed(settings, "known browser", f"{browser} {name}")
