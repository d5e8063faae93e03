"""The ways messages leave the house, as the settings name them, and whom each can reach.

Only names and schemes are known here: addresses and passwords stay in the settings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

_NAMES = {
    "smtp": "mail",
    "smtps": "mail",
    "http": "webhook",
    "https": "webhook",
    "wecombot": "wecom",
    "feishu": "feishu",
    "lark": "feishu",
    "dingtalk": "dingtalk",
}
PHONE_PLACE = "{to}"
"""Where an address of a short-message service takes the telephone number."""


class Reach(StrEnum):
    """What a way needs to know of whoever it is for."""

    MAIL = "mail"
    PHONE = "phone"
    ROOM = "room"
    """A room of staff: nobody else is told there."""
    PROGRAM = "program"
    """A program of the company's own, or the log: told of everything."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out."""

    name: str
    reach: Reach

    @property
    def rings(self) -> bool:
        """Whether it makes a telephone ring at night."""
        return self.reach in (Reach.PHONE, Reach.ROOM)


def ways_of(urls: str) -> tuple[tuple[Way, str], ...]:
    """The ways of these addresses in their order, each with its address; names are unique."""
    return tuple(_named(urls.split()))


def _named(urls: list[str]) -> Iterator[tuple[Way, str]]:
    seen: Counter[str] = Counter()
    for url in urls:
        scheme = urlsplit(url.replace(PHONE_PLACE, "0")).scheme.lower()
        reach = _reach(scheme, url)
        name = "sms" if reach is Reach.PHONE else _NAMES.get(scheme, scheme or "service")
        seen[name] += 1
        yield Way(name if seen[name] == 1 else f"{name}-{seen[name]}", reach), url


def _reach(scheme: str, url: str) -> Reach:
    if scheme in ("smtp", "smtps"):
        return Reach.MAIL
    if scheme in ("http", "https", "console"):
        return Reach.PROGRAM
    return Reach.PHONE if PHONE_PLACE in url else Reach.ROOM
