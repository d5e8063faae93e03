"""One writer at a time on SQLite: a queue of our own, across threads and processes.

SQLite's busy handler lets writers poll with growing pauses, so an unlucky one waits long. Here they queue on
a lock file beside the database: within a process on a mutex, between processes on ``flock``. A killed process
gives its turn back, because the kernel drops its lock.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import Unavailable


class WriterQueue:
    """Whoever writes takes a turn; nothing slow may happen in one."""

    def __init__(self, path: Path, *, wait_s: float) -> None:
        """Queue on this lock file, at most ``wait_s`` seconds behind the other threads of this process."""
        self._path = path
        self._wait_s = wait_s
        self._turn = threading.Lock()
        self._file: int | None = None
        self._pid = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn to write."""
        if os.getpid() != self._pid:
            self._begin_in_this_process()
        if not self._turn.acquire(timeout=self._wait_s):
            raise Unavailable(waited_s=self._wait_s)
        try:
            file = self._opened()
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._turn.release()

    def _begin_in_this_process(self) -> None:
        """Forget what a fork brought along: a lock shared with the parent would exclude nobody."""
        self._pid, self._file, self._turn = os.getpid(), None, threading.Lock()

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file
