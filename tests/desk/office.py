"""An office of the demo's staff over our own processes, furnished once and copied for each use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from service.clock import Clock
from service.commands.deploy import deploy_folder
from service.demo.people import PEOPLE
from service.domain.people import Actor
from service.domain.views import OpenedCase, PageRequest
from service.operations import cases, people
from service.operations.cases import ContactGiven, CustomerGiven, NewCase
from service.operations.people import add_person
from service.queries import tasks
from service.queries.tasks import TaskFilter
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.conftest import copy_sqlite

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
AGENT = Actor("agent", frozenset({"customer_service"}))


@contextmanager
def furnished(template: Path) -> Iterator[Path]:
    """A database with the staff let in, by cheap passwords, and the processes live."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-office-"))
    dear, people._SCRYPT_N = people._SCRYPT_N, 2
    try:
        rt = build_runtime(Settings(database_url=copy_sqlite(template, folder), data_dir=folder))
        for person in PEOPLE:
            add_person(rt, person)
        deploy_folder(rt, PROCESSES)
        rt.close()
        yield folder / "aftercare.db"
    finally:
        people._SCRYPT_N = dear
        shutil.rmtree(folder, ignore_errors=True)


def open_office(template: Path, folder: Path, clock: Clock | None = None) -> Runtime:
    """A runtime over a copy of the furnished office."""
    url = copy_sqlite(template, folder)
    told = Settings(database_url=url, data_dir=folder, sqlite_synchronous="normal")
    return build_runtime(replace(told, time_zone="Asia/Shanghai"), clock=clock)


def feedback(rt: Runtime, subject: str = "Cabinet door sticks", phone: str = "13900000001") -> OpenedCase:
    """A customer's feedback taken down by the front desk."""
    new = NewCase(
        kind="feedback",
        channel="hotline",
        customer=CustomerGiven(name="Wang Fang", phone=phone, tier=2),
        contact=ContactGiven("Wang Fang", phone),
        subject=subject,
        description="The left door sticks since Monday.",
    )
    return cases.open_case(rt, new, by=AGENT)


def task_of(rt: Runtime, case: OpenedCase) -> UUID:
    """The one task the front desk sees in a case."""
    (task,) = tasks.inbox(rt, TaskFilter(case_id=case.id), PageRequest(), by=AGENT).items
    return task.id
