"""One line of JSON per request: who asked for what, how it was answered, how long it took; no secrets."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import time
from pathlib import Path
from threading import Lock

import orjson
from flask import Flask, Response, g, request

log = logging.getLogger("aftercare.access")

KEPT = 5
"""How many files set aside are kept; the oldest gives way."""


def register(app: Flask, file: SharedFile | None = None) -> None:
    """Write down every request of this app: in this file, or without one as a message of our logger."""
    write = file.write if file is not None else log.info

    @app.before_request
    def begin() -> None:
        g.request_id = os.urandom(8).hex()
        g.began_ns = time.perf_counter_ns()

    @app.after_request
    def answered(response: Response) -> Response:
        response.headers.add("X-Request-Id", g.get("request_id", ""))
        if file is not None or log.isEnabledFor(logging.INFO):
            write(line_of(response))
        return response


class SharedFile:
    """A file several processes write to; whoever finds it too large sets it aside, the others follow.

    It may be moved away at any time.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        """Write to this path, and keep ``KEPT`` older files of this size beside it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._most_bytes = path, most_bytes
        self._lock = Lock()
        self._open: tuple[int, os.stat_result] | None = None

    def write(self, line: str) -> None:
        """Write the line in one piece, into a new file if the present one is full or moved away."""
        try:
            with self._lock:
                os.write(self._opened(), f"{line}\n".encode())
        except OSError:
            log.exception("request.unwritten")

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            os.close(self._open[0])
        self._open = None

    def _opened(self) -> int:
        """The file that is at the path now."""
        found = self._there()
        if found is not None and found.st_size >= self._most_bytes:
            self._set_aside()
            found = self._there()
        if self._open is not None and found is not None and os.path.samestat(found, self._open[1]):
            return self._open[0]
        self.close()
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._open = (file, os.fstat(file))
        return file

    def _there(self) -> os.stat_result | None:
        try:
            return os.stat(self._path)
        except FileNotFoundError:
            return None

    def _is_full(self) -> bool:
        found = self._there()
        return found is not None and found.st_size >= self._most_bytes

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


_LINK = re.compile(r"^(/t|/api/v\d+/tracking)/[^/]+")
"""Where a customer's link stands in a path; a test holds every route with a token against it."""


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
    return _LINK.sub(r"\1/…", path)
