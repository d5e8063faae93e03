"""One line of JSON per request: who asked for what, how it was answered, how long it took; no secrets."""

from __future__ import annotations

import logging
import logging.handlers
import os
import time
from pathlib import Path

import orjson
from flask import Flask, Response, g, request

log = logging.getLogger("aftercare.access")


def register(app: Flask) -> None:
    """Log every request of this app."""

    @app.before_request
    def begin() -> None:
        g.request_id = os.urandom(8).hex()
        g.began_ns = time.perf_counter_ns()

    @app.after_request
    def write(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if log.isEnabledFor(logging.INFO):
            log.info(line_of(response))
        return response


def write_to(folder: Path) -> None:
    """Write the lines into ``access.jsonl`` in this folder; the file may be moved away at any time."""
    folder.mkdir(parents=True, exist_ok=True)
    log.addHandler(logging.handlers.WatchedFileHandler(folder / "access.jsonl", encoding="utf-8", delay=True))
    log.setLevel(logging.INFO)
    log.propagate = False


def line_of(response: Response) -> str:
    """The request and its answer as one line of JSON."""
    facts = {
        "event": "request.answered",
        "request": g.get("request_id", ""),
        "method": request.method,
        "path": _without_secrets(request.path),
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round((time.perf_counter_ns() - g.get("began_ns", 0)) / 1e6, 2),
        "actor": g.get("actor_name"),
        "address": request.remote_addr,
    }
    return orjson.dumps(facts).decode()


def _without_secrets(path: str) -> str:
    """The path, less the token of a tracking link."""
    return "/t/…" if path.startswith("/t/") else path
