"""One line of JSON per request: who asked for what, how it was answered, how long it took; no secrets."""

from __future__ import annotations

import fcntl
import logging
import logging.handlers
import os
import time
from pathlib import Path

import orjson
from flask import Flask, Response, g, request

log = logging.getLogger("aftercare.access")

KEPT = 5
"""How many files set aside are kept; the oldest gives way."""


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


def write_to(folder: Path, *, most_bytes: int) -> None:
    """Write the lines into ``access.jsonl`` in this folder; the file may be moved away at any time."""
    folder.mkdir(parents=True, exist_ok=True)
    log.addHandler(SharedFile(folder / "access.jsonl", most_bytes))
    log.setLevel(logging.INFO)
    log.propagate = False


class SharedFile(logging.handlers.WatchedFileHandler):
    """A file several processes write to; whoever finds it too large sets it aside, the others follow."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        """Write to this path, and keep ``KEPT`` older files of this size beside it."""
        super().__init__(path, encoding="utf-8", delay=True)
        self._path, self._most_bytes = path, most_bytes

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, into a new file if the present one is full."""
        if self._is_full():
            self._set_aside()
        super().emit(record)

    def _is_full(self) -> bool:
        try:
            return self._path.stat().st_size >= self._most_bytes
        except FileNotFoundError:
            return False

    def _set_aside(self) -> None:
        """One process at a time: who comes second finds the new file."""
        with open(self._path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._is_full():
                return
            for number in range(KEPT - 1, 0, -1):
                older = self._path.with_suffix(f".{number}.jsonl")
                if older.exists():
                    older.replace(self._path.with_suffix(f".{number + 1}.jsonl"))
            self._path.replace(self._path.with_suffix(".1.jsonl"))


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
