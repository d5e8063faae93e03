"""Signs of life: every worker process says every few seconds that it is there."""

from __future__ import annotations

import logging
import os
import socket
import threading

from service.ids import new_id
from service.operations.sweep import farewell, heartbeat
from service.runtime import Runtime

log = logging.getLogger(__name__)

_SIGNS_WITHIN_THE_TIME_ALLOWED = 3


class Heart(threading.Thread):
    """Beats beside the work, so that long work is not taken for death."""

    def __init__(self, rt: Runtime, kind: str, stopping: threading.Event) -> None:
        """Beat for a process of this kind until it stops."""
        super().__init__(name="heart", daemon=True)
        self._rt = rt
        self._kind = kind
        self._stopping = stopping
        self._id = new_id()

    def run(self) -> None:
        """Beat; a database that is away is somebody else's to report."""
        every = self._rt.settings.worker_seen_within.total_seconds() / _SIGNS_WITHIN_THE_TIME_ALLOWED
        while True:
            try:
                heartbeat(self._rt, self._id, kind=self._kind, host=socket.gethostname(), pid=os.getpid())
            except Exception as trouble:
                log.warning("heartbeat.missed: %s", trouble)
            if self._stopping.wait(every):
                self._say_farewell()
                return

    def _say_farewell(self) -> None:
        try:
            farewell(self._rt, self._id)
        except Exception as trouble:
            log.warning("heartbeat.farewell_missed: %s", trouble)
