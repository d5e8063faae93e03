"""gunicorn's threaded worker, whose threads wait a moment for the next request of the same connection.

Handing a connection back to be watched, and over to a thread again, costs more than a small request; and
browsers, like programs that work through a case, send one request after another.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # its stubs are a package apart

_LINGER_MS = 20
"""So long a thread is kept from others: 40 of them still take up 2,000 connections a second."""


class LingeringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Serves like ``gthread``."""

    def handle(self, conn: Any) -> Any:  # Any: gunicorn's connection, and what it says of its fate
        """Serve a request, and those that follow at once; a worker that is to stop does not wait."""
        kept = super().handle(conn)
        while kept is True and self.alive and comes_again(conn):
            kept = super().handle(conn)
        return kept


def comes_again(conn: Any) -> bool:
    """Whether more comes in a moment; what was read ahead already is the worker's own business."""
    if conn.is_http2 or conn.parser.unreader.buf.getvalue():
        return False
    waiting = select.poll()
    waiting.register(conn.sock, select.POLLIN)
    return bool(waiting.poll(_LINGER_MS))
