"""What a provider answered to a library that keeps it to itself.

Apprise tells only whether a message was taken; WeCom, DingTalk and Feishu refuse in the body of a 200, which
it does not read. While one of ours sends, the last answer to this thread is kept here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

_here = threading.local()
_plain = requests.Session.send
_KEPT = 300
_CODES = ("errcode", "code", "StatusCode")
"""Where a refusal stands in a body that came with a 200; 0 means taken."""


class Heard:
    """The last answer of whoever was sent to."""

    said = ""
    """Its status and its words, as they came; empty while nobody answered."""
    refused = False
    """Whether it refuses in its body what its status takes."""

    def take(self, answer: requests.Response) -> None:
        """Keep this one."""
        self.said = f"answered {answer.status_code} {' '.join(answer.text.split())}"[:_KEPT].strip()
        self.refused = _refuses(answer.text)


def _refuses(body: str) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return False
    return isinstance(told, dict) and any(told.get(name) not in (None, 0, "0") for name in _CODES)


@contextmanager
def hearing() -> Iterator[Heard]:
    """Keep what this thread is answered."""
    before, _here.ear = getattr(_here, "ear", None), Heard()
    try:
        yield _here.ear
    finally:
        _here.ear = before


def _send(
    session: requests.Session, request: Any, **named: Any
) -> requests.Response:  # Any: the library's own
    answer = _plain(session, request, **named)
    ear: Heard | None = getattr(_here, "ear", None)
    if ear is not None:
        ear.take(answer)
    return answer


requests.Session.send = _send  # type: ignore[method-assign, assignment]  # the library's own shape
