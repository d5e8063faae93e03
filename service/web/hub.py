"""What becomes of tasks, heard once per process and told to everybody who listens.

One thread looks into the database every ``EVERY_S`` seconds while anybody listens, with one statement; the
listeners wait on a condition, with no connection and no work. How many may listen is bounded, because each
keeps one of the server's threads: ``docs/decisions/0044`` says why.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from uuid import UUID

from service.errors import AftercareError
from service.queries.changes import Change, changes_since
from service.runtime import Runtime
from service.settings import MOST_STREAMS

log = logging.getLogger(__name__)

EVERY_S = 2.0
IDLE_S = 60.0
"""After so long without anybody asking, the looking stops."""
OVERLAP = timedelta(seconds=10)
"""A transaction is dated when it begins: one that takes long is found by looking back this far."""
KEPT = 2_000
_SLICE_S = 1.0


class Hub:
    """The changes heard lately, in the order they were heard; safe to share between threads."""

    def __init__(self, rt: Runtime) -> None:
        """Listen to this runtime's database, once somebody asks."""
        self.runtime = rt
        self._heard: deque[tuple[int, Change]] = deque(maxlen=KEPT)
        self._known: dict[tuple[UUID, int], datetime] = {}
        """What was heard already of the stretch that is looked at again."""
        self._number = 0
        self._lost = 0
        """Up to this number something may have been missed."""
        self._since = rt.now()
        self._looked = self._since
        """When the last look began that heard something or heard that there is nothing."""
        self._asked_s = 0.0
        self._more = threading.Condition()
        self._looking: threading.Thread | None = None
        self._streams = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the process is about to end: whoever listens should go elsewhere."""
        return self._closed

    def close(self, *_: object) -> None:
        """Let every listener go; called from a signal, too, so that it takes no lock."""
        self._closed = True

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place to listen from, if there is one left."""
        with self._more:
            free = self._streams < MOST_STREAMS and not self._closed
            self._streams += free
        try:
            yield free
        finally:
            with self._more:
                self._streams -= free

    def position(self, heard_at: datetime | None) -> int:
        """From where to go on: after what was heard at this instant; at the present without one.

        What was heard before this process listened is lost: the position then is before everything, and the
        first answer says so.
        """
        self._look()
        with self._more:
            if heard_at is None:
                return self._number
            after = [number for number, change in self._heard if change.at > heard_at - OVERLAP]
            missed = heard_at < self._since
            return -1 if missed else (after[0] - 1 if after else self._number)

    def heard_since(self, position: int, *, wait_s: float = 0.0) -> tuple[int, Sequence[Change] | None]:
        """The changes after this position and where it then stands; None for them: some were lost."""
        self._look()
        until = time.monotonic() + wait_s
        with self._more:
            while self._number <= position and position >= 0 and not self._closed:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._more.wait(min(left, _SLICE_S))
            self._asked_s = time.monotonic()
            if position < self._lost:
                return self._number, None
            return self._number, [change for number, change in self._heard if number > position]

    def _look(self) -> None:
        """Have somebody look, as long as anybody asks.

        What happened while nobody looked was not heard: whoever listened before is told that it is lost.
        """
        with self._more:
            self._asked_s = time.monotonic()
            if self._closed or (self._looking is not None and self._looking.is_alive()):
                return
            self._number += self._looking is not None
            self._lost = self._number
            self._since = self._looked = self.runtime.now()
            self._looking = threading.Thread(target=self._watch, name="hub", daemon=True)
            self._looking.start()
            self._more.notify_all()

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._closed and time.monotonic() - self._asked_s < IDLE_S:
            self._look_once()
            pause.wait(EVERY_S)

    def _look_once(self) -> None:
        """Hear what happened since the last look that succeeded, however long ago that was."""
        begun = self.runtime.now()
        try:
            self._hear(changes_since(self.runtime, max(self._since, self._looked - OVERLAP), self._known))
        except AftercareError as trouble:
            log.warning("hub.deaf: %s", trouble.code)
        except Exception:  # whatever it is, people go on waiting for what happens: the next look may do
            log.exception("hub.deaf")
        else:
            self._looked = begun
            self._known = {key: at for key, at in self._known.items() if at >= begun - OVERLAP}

    def _hear(self, pages: Iterable[Sequence[Change]]) -> None:
        """Keep what happened; what has to make room for it is lost to who has not heard it yet."""
        heard = 0
        for changes in pages:
            heard += len(changes)
            with self._more:
                for each in changes:
                    self._keep(each)
                if heard > KEPT:  # more than anybody can be told: there is no use in reading on
                    self._lost = self._number
                self._more.notify_all()
            if heard > KEPT:
                return

    def _keep(self, change: Change) -> None:
        if len(self._heard) == self._heard.maxlen:
            self._lost = max(self._lost, self._heard[0][0])
        self._number += 1
        self._heard.append((self._number, change))
        self._known[change.key] = change.at


def close_at_the_end(hub: Hub) -> None:
    """Let the listeners go when this process is told to stop, so that it can stop at once."""
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        hub.close()
        if callable(before):
            before(number, frame)

    if callable(before):  # gunicorn's own; without it there is nobody who would wait for the listeners
        signal.signal(signal.SIGTERM, stop)
