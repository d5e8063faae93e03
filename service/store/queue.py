"""One writer at a time on SQLite: a queue of our own, across threads and processes.

SQLite's busy handler lets writers poll with growing pauses, so an unlucky one waits long. Here they queue on
a lock file beside the database: within a process on a mutex, between processes on ``flock``, which serves in
the order of asking. A killed process gives its turn back, because the kernel drops its lock.
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
        """Queue on this lock file, at most ``wait_s`` seconds behind the other threads of this process, and
        as long again behind the other processes.
        """
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
            file = self._locked()
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._turn.release()

    def _begin_in_this_process(self) -> None:
        """Forget what a fork brought along: a lock shared with the parent would exclude nobody."""
        self._pid, self._file, self._turn = os.getpid(), None, threading.Lock()

    def _locked(self) -> int:
        """The lock file, locked: at once when nobody else has it, else when it is our turn."""
        if self._file is None:
            self._file = _open(self._path)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            bid = _Bid(self._path)
            bid.start()
            if not bid.wins_within(self._wait_s):
                raise Unavailable(waited_s=self._wait_s) from None
            os.close(self._file)
            self._file = bid.file
        return self._file


class _Bid(threading.Thread):
    """A place in the line of processes.

    A wait in the kernel cannot be given up, so a thread waits; what it wins too late it gives back.
    """

    def __init__(self, path: Path) -> None:
        """Bid with a file of its own: locks belong to the opening of a file."""
        super().__init__(name="bid", daemon=True)
        self.file = _open(path)
        self._decided = threading.Lock()
        self._won = threading.Event()
        self._given_up = False

    def run(self) -> None:
        """Wait, however long it takes."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with self._decided:
            if self._given_up:
                os.close(self.file)
            else:
                self._won.set()

    def wins_within(self, wait_s: float) -> bool:
        """Whether the lock came in this time; if not, it is not wanted any more."""
        if self._won.wait(wait_s):
            return True
        with self._decided:
            self._given_up = not self._won.is_set()
        return not self._given_up


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
