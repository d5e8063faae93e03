"""What the web server needs for the same case over HTTP: its own CPU, and its memory."""

from __future__ import annotations

import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.outbox import OutboxMessage
from service.operations.outbox import complete_effect
from service.operations.people import NewPerson, add_person
from service.runtime import Runtime
from service.settings import Settings
from tests.bench.durable import BENCH, deploy_benchmark
from tests.bench.places import free_port, running, runtime, wait_until

_WARM = 20
_PASSWORD = "a bench's password"
_CASE = {
    "kind": "feedback",
    "channel": "phone",
    "customer": {"name": "Lin Wei 林伟", "phone": "13800000000"},
    "contact": {"name": "Lin Wei 林伟", "phone": "13800000000"},
    "subject": "The door does not close",
    "description": "Since yesterday the left door of the cabinet does not close. 柜门关不上。",
}
_ANSWERS = {"answers": {"satisfied": True, "note": "It closes now. 好了。"}}


@dataclass(frozen=True, slots=True)
class Serving:
    """Server CPU for a case, and the memory of one web process and how it grew over the cases."""

    case_cpu_ms: float
    rss_mb: float
    rss_growth_mb: float


def measure(settings: Settings, *, cases: int) -> Serving:
    """Drive this many whole cases through one gunicorn worker over one kept connection."""
    with served(settings) as (client, worker):
        for _ in range(_WARM):
            client.run_case()
        spent_s, rss_mb = cpu_s(worker), resident_mb(worker)
        for _ in range(cases):
            client.run_case()
        spent_s, after_mb = cpu_s(worker) - spent_s, resident_mb(worker)
        return Serving(spent_s / cases * 1e3, after_mb, after_mb - rss_mb)


@contextmanager
def served(settings: Settings) -> Iterator[tuple[Client, int]]:
    """A client that is signed in, and the process that serves it."""
    port = free_port()
    with runtime(settings) as rt:
        deploy_benchmark(rt)
        add_person(rt, NewPerson(name=BENCH.name, password=_PASSWORD, groups=tuple(sorted(BENCH.groups))))
        words = [sys.executable, "-m", "service.cli", "web", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
        with running(words, settings) as server:
            client = Client(rt, port)
            wait_until(client.answers)
            client.sign_in(_PASSWORD)
            yield client, _worker_of(server)


class Client:
    """A client with one connection; what a worker would do on the side is done behind the server's back."""

    def __init__(self, rt: Runtime, port: int) -> None:
        """Speak to the server on this port; ``rt`` stands on the same database."""
        self._rt = rt
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._headers = {"Content-Type": "application/json"}

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            self._connection.request("GET", "/health")
            self._connection.getresponse().read()
        except OSError:
            self._connection.close()
            return False
        return True

    def call(self, method: str, path: str, sent: object = None) -> Any:
        """One request; anything but success ends the benchmark with what the server said."""
        self._connection.request(method, f"/api/v1{path}", json.dumps(sent) if sent else None, self._headers)
        response = self._connection.getresponse()
        told = response.read()
        if response.status >= 300:
            sys.exit(f"{method} {path}: {response.status} {told.decode()}")
        return json.loads(told)

    def sign_in(self, password: str) -> None:
        """Carry a token from here on."""
        token = self.call("POST", "/sessions", {"username": BENCH.name, "password": password})["token"]
        self._headers["Authorization"] = f"Bearer {token}"

    def run_case(self) -> None:
        """One case, satisfied in its first round: five calls that change something, and the reads between."""
        case = self.call("POST", "/cases", _CASE)
        for _ in range(4):
            (task,) = self.call("GET", f"/tasks?case={case['id']}&assignee={BENCH.name}")["items"]
            self.call("POST", f"/tasks/{task['id']}/complete", _ANSWERS)
            if task["activity_id"] == "respond":
                self._do_effect(UUID(case["instance_id"]))

    def _do_effect(self, instance_id: UUID) -> None:
        with self._rt.reading() as session:
            asked = select(OutboxMessage.id).where(OutboxMessage.instance_id == instance_id)
            effect = session.scalars(asked).one()
        complete_effect(self._rt, effect, {})


def _worker_of(server: Popen[bytes]) -> int:
    """The process id of gunicorn's one worker."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return int(children.read_text().split()[0])


def cpu_s(pid: int) -> float:
    """The CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """The memory a process holds."""
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return resident * os.sysconf("SC_PAGE_SIZE") / 1e6
