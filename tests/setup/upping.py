"""``aftercare up`` as a person starts it, on a port and a data folder of the test's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.setup.processes import wait_until

WITHIN_S = 90.0


@dataclass
class Up:
    """A running ``aftercare up``."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """Everything it printed so far."""
        return self.log.read_text(encoding="utf-8")

    def wait_until_it_answers(self) -> None:
        """Wait for the line that names the address."""
        wait_until(lambda: "answers at" in self.said() or self.process.poll() is not None, within_s=WITHIN_S)
        assert self.process.poll() is None, self.said()

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(by)
        return self.process.wait(60)


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def up(data: Path, *words: str, port: int | None = None) -> Iterator[Up]:
    """Start it; whatever happens, it is gone afterwards."""
    port = port or free_port()
    data.mkdir(exist_ok=True)
    log = data / f"up-{port}.log"
    command = [sys.executable, "-m", "service.cli", "up", "--data", str(data), "--port", str(port), *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCARE_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    with open(log, "wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        yield Up(process, port, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
