"""Real worker processes and a real Valkey that tests can kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from service.commands import valkey
from service.settings import Settings
from tests.setup.processes import wait_until

HASTE: Mapping[str, str] = {
    "AFTERCARE_SWEEP_EVERY": "0.05",
    "AFTERCARE_REDISPATCH_AFTER": "2",
    "AFTERCARE_SQLITE_SYNCHRONOUS": "normal",
}
"""Shorter waits than in earnest; nothing else differs."""


class Crew:
    """A sweeper and two job workers, as ``aftercare work`` starts them."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self.duties = (("sweep",), ("jobs", "timers", "outbox"), ("jobs", "outbox", "timers"))
        self.processes = [self._start(duty) for duty in self.duties]

    def kill(self, position: int) -> None:
        """Kill -9 one of them and start another in its place."""
        self.processes[position].kill()
        self.processes[position].wait()
        self.processes[position] = self._start(self.duties[position])

    def stop(self, *, by: signal.Signals = signal.SIGTERM) -> list[int]:
        """End all of them; their exit codes."""
        for process in self.processes:
            process.send_signal(by)
        return [process.wait(20) for process in self.processes]

    def _start(self, duty: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with open(self._log, "ab") as log:
            words = [sys.executable, "-m", "workers", *duty]
            return subprocess.Popen(words, env=dict(self._environment), stdout=log, stderr=log)


@contextmanager
def crew(settings: Settings, redis_url: str, **more: str) -> Iterator[Crew]:
    """Workers on this database and this Valkey."""
    told = {"DATABASE_URL": settings.database_url, "REDIS_URL": redis_url}
    told |= {"AFTERCARE_DATA_DIR": str(settings.data_dir), **HASTE, **more}
    log = settings.data_dir / "workers.log"
    environment = {**os.environ, **told}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # they are started often
    workers = Crew(environment, log)
    try:
        yield workers
    finally:
        workers.stop(by=signal.SIGKILL)


class OwnValkey:
    """A Valkey that can be stopped and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)
        self.url = valkey.url(folder)
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server = subprocess.Popen(valkey.command(self._folder))
        wait_until(lambda: valkey.answers(self._folder))

    def kill(self) -> None:
        """Kill -9."""
        self._server.kill()
        self._server.wait()

    def pause(self, *, on: bool) -> None:
        """Let it hang: connections stand, nothing answers."""
        self._server.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def empty(self) -> None:
        """Lose everything."""
        Redis.from_url(self.url).flushall()
