"""A web thread waits a moment for the next request of its connection, and no longer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from service.commands.lingering import comes_again

REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[tuple[TConn, socket.socket]]:
    """A connection as gunicorn holds it, and the client's end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        held = TConn(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        held.init()
        yield held, theirs


def test_a_request_that_follows_at_once_is_served_by_the_same_thread(
    ends: tuple[TConn, socket.socket],
) -> None:
    held, client = ends
    client.sendall(REQUEST)
    assert comes_again(held)


def test_a_client_that_is_silent_for_a_moment_gives_the_thread_back(
    ends: tuple[TConn, socket.socket],
) -> None:
    assert not comes_again(ends[0])


def test_a_client_that_left_is_noticed_at_once(ends: tuple[TConn, socket.socket]) -> None:
    held, client = ends
    client.close()
    assert comes_again(held)  # what comes is the end, which gunicorn closes the connection on


def test_what_was_read_ahead_is_left_to_the_worker(ends: tuple[TConn, socket.socket]) -> None:
    held, client = ends
    client.sendall(REQUEST + REQUEST)
    next(held.parser)
    assert not comes_again(held)
