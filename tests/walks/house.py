"""The whole house as ``aftercare up`` runs it, in pieces a test can kill: web server, workers, Valkey."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.commands import web
from service.commands.deploy import deploy_folder
from service.demo.people import PEOPLE
from service.operations.people import add_person
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.faults.crew import Crew, OwnValkey, crew
from tests.setup.processes import wait_until
from tests.walks.caller import Caller, answers

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


@dataclass(frozen=True)
class House:
    """Where it answers, and what can be broken."""

    address: str
    rt: Runtime
    workers: Crew
    valkey: OwnValkey

    def as_(self, name: str) -> Caller:
        """Somebody of the made-up staff, signed in."""
        return Caller.signed_in(self.address, name, "demo")


@contextmanager
def house(settings: Settings, valkey: OwnValkey) -> Iterator[House]:
    """Everything running on this database: the staff let in, our processes live."""
    rt = build_runtime(settings)
    for person in PEOPLE:
        add_person(rt, person)
    deploy_folder(rt, PROCESSES)
    with _web(settings) as address, crew(settings, valkey.url) as workers:
        yield House(address, rt, workers, valkey)
    rt.close()


@contextmanager
def _web(settings: Settings) -> Iterator[str]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        told = {"DATABASE_URL": settings.database_url, "AFTERCARE_DATA_DIR": str(settings.data_dir)}
        command = web.command(f"fd://{door.fileno()}", workers=1)
        server = subprocess.Popen(command, env={**os.environ, **told}, pass_fds=(door.fileno(),))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        try:
            wait_until(lambda: answers(address), within_s=60)
            yield address
        finally:
            server.terminate()
            server.wait(30)
