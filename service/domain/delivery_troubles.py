"""Why a message did not get out, as people can act on it: read from the words of whoever refused it.

Mail servers, telephone gateways and messengers each answer in words of their own; what is kept of a failed
attempt is that answer, and this tells it apart by the few things somebody can do about it.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Trouble(StrEnum):
    """What is wrong, by who can mend it."""

    ADDRESS = "address"
    """The address or number is wrong or gone: whoever knows the customer."""
    FULL = "full"
    """Their mailbox is full or they hold mail back: wait, or ring them."""
    REFUSED = "refused"
    """The receiver takes nothing from us, or nothing that reads like this: the administrator."""
    SIGN_IN = "sign_in"
    """Our account or key is not accepted: the administrator."""
    TOO_MANY = "too_many"
    """We sent too much too fast: it is tried again by itself."""
    UNREACHABLE = "unreachable"
    """Nobody answered there: it is tried again; if it stays so, the administrator."""
    SET_UP = "set_up"
    """The way is not set up, or leads to an address that is refused: the administrator."""
    UNSUBSCRIBED = "unsubscribed"
    NO_WAY = "no_way"
    """Nothing that is set up reaches them: enter an address, or ring them."""
    OTHER = "other"


_SIGNS: tuple[tuple[Trouble, str], ...] = (
    (Trouble.UNSUBSCRIBED, r"^unsubscribed$"),
    (Trouble.NO_WAY, r"^nothing that is set up reaches them$"),
    (Trouble.SET_UP, r"is not set up|private address|certificate|answered 3\d\d\b|host .* is not known"),
    (
        Trouble.SIGN_IN,
        r"\b(530|534|535|538)\b|authenticat|unauthori[sz]ed|answered 40[13]\b"
        r"|errcode\W+(40001|40014|42001|93000|300001|310000)\b|\bcode\W+(19001|19021)\b"
        r"|invalid (webhook|token|key|credential)|token is not exist",
    ),
    (
        Trouble.TOO_MANY,
        r"\b(421|450|451)\b.*(rate|limit|too many|greylist|try again)|too many|too fast|answered 429\b"
        r"|errcode\W+(45009|130101|410100)\b|\bcode\W+(9499|11232)\b",
    ),
    (Trouble.FULL, r"\b[45]\.2\.\d\b|\b(452|552)\b|mailbox.*full|over quota|quota exceeded"),
    (
        Trouble.ADDRESS,
        r"\b[45]\.1\.\d+\b|\b(550|551|553)\b.*(user|mailbox|recipient|address|account)|user unknown"
        r"|no such (user|recipient|mailbox)|unknown (user|recipient)|invalid (recipient|mobile|number|phone)",
    ),
    (
        Trouble.REFUSED,
        r"\b(550|554|571)\b|\b5\.[67]\.\d+\b|spam|blocked|blacklist|answered 4\d\d\b|errcode|did not take it",
    ),
    (
        Trouble.UNREACHABLE,
        r"timed out|timeout|refused|reset|broke off|not reachable|unreachable|getaddrinfo|name or service"
        r"|connection|answered 5\d\d\b|\b4\d\d\b",
    ),
)
_READ = tuple((trouble, re.compile(signs, re.IGNORECASE | re.DOTALL)) for trouble, signs in _SIGNS)


def trouble_of(said: str) -> Trouble | None:
    """What these words mean for people; None where nothing went wrong."""
    if not said.strip():
        return None
    return next((trouble for trouble, signs in _READ if signs.search(said)), Trouble.OTHER)
