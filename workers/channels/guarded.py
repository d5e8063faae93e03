"""Connections of libraries that open them by themselves, kept to the open internet.

A library asks a name's address anew for each connection, follows redirects, and knows nothing of inner doors.
While one of ours sends, every connection it opens is judged here, by the very address it goes to: a name that
changes what it stands for, or a redirect to a private address, is refused where it would connect.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3.util.connection as connections

from workers.channels import NotSent
from workers.channels.addresses import public_address

_here = threading.local()
_plain = connections.create_connection
_plain_socket = socket.create_connection


class PrivateAddress(OSError):
    """A library was about to connect to a private address."""


@contextmanager
def only_public() -> Iterator[None]:
    """Let this thread open connections to public addresses only; one within another ends with the outer."""
    before = getattr(_here, "guarded", False)
    _here.guarded = True
    try:
        yield
    finally:
        _here.guarded = before


def _judged(address: tuple[str, int]) -> tuple[str, int]:
    """The address to connect to: the one that was found public, never the name asked again."""
    if not getattr(_here, "guarded", False):
        return address
    host, port = address
    try:
        return public_address(host.strip("[]"), port), port
    except NotSent as private:
        raise PrivateAddress(str(private)) from private


def _create_connection(
    address: tuple[str, int], *more: Any, **named: Any
) -> Any:  # Any: as the library's own
    return _plain(_judged(address), *more, **named)


def _create_socket(address: tuple[str, int], *more: Any, **named: Any) -> Any:  # Any: as the library's own
    return _plain_socket(_judged(address), *more, **named)


connections.create_connection = _create_connection
socket.create_connection = _create_socket  # type: ignore[assignment]  # the library's own shape
