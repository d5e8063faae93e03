"""The same case by our operations: every row written, one transaction a step, on SQLite or PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect, select, text

from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.people import Actor
from service.domain.tasks import UserTask
from service.engine.progress import SourceFile
from service.operations.cases import ContactGiven, CustomerGiven, NewCase, open_case
from service.operations.deployments import deploy
from service.operations.outbox import complete_effect
from service.operations.tasks import complete_task
from service.runtime import Runtime
from tests.bench.bare import answers
from tests.bench.diagram import FORM, OURS, bpmn

Result = TypeVar("Result")

BENCH = Actor(name="bench", groups=frozenset({"customer_service", "process_owner", "supervisor"}))

NEW_CASE = NewCase(
    kind="feedback",
    channel="phone",
    customer=CustomerGiven(name="Lin Wei 林伟", phone="13800000000"),
    contact=ContactGiven(name="Lin Wei 林伟", phone="13800000000"),
    subject="The door does not close",
    description="Since yesterday the left door of the cabinet does not close. 柜门关不上。",
)


@dataclass
class Stopwatch:
    """CPU seconds of this process, of the measured blocks only, lap by lap."""

    laps_s: list[float] = field(default_factory=list)

    @property
    def cpu_s(self) -> float:
        """The sum of the laps."""
        return sum(self.laps_s)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure this block as one step."""
        began = time.process_time()
        yield
        self.laps_s.append(time.process_time() - began)


def deploy_benchmark(rt: Runtime) -> None:
    """Put the benchmark's process live under the key that feedback cases start."""
    files = [
        SourceFile("feedback/feedback.bpmn", bpmn(OURS)),
        SourceFile("feedback/bench.form", FORM),
    ]
    deploy(rt, files, by=BENCH)


def run_case(rt: Runtime, rounds: int, watch: Stopwatch) -> UUID:
    """One case with this many unsatisfied rounds; reading what is open next is not part of the measure."""
    with watch.running():
        opened = open_case(rt, NEW_CASE, by=BENCH)
    while (step := _next_step(rt, opened.instance_id, rounds)) is not None:
        do, asked_customer = step
        with watch.running():
            do()
        rounds -= asked_customer
    return opened.instance_id


def begun(rt: Runtime) -> UUID:
    """A case whose first round is about to begin."""
    opened = open_case(rt, NEW_CASE, by=BENCH)
    for _ in range(2):  # the first task, and the notification it asks for
        step = _next_step(rt, opened.instance_id, 0)
        assert step is not None
        step[0]()
    return opened.instance_id


def go_round(rt: Runtime, instance_id: UUID, watch: Stopwatch) -> None:
    """One round that does not satisfy the customer."""
    asked_customer = False
    while not asked_customer and (step := _next_step(rt, instance_id, 1)) is not None:
        do, asked_customer = step
        with watch.running():
            do()


def open_some(rt: Runtime, number: int) -> None:
    """Cases that wait in their first task, with its boundary timer."""
    for _ in range(number):
        open_case(rt, NEW_CASE, by=BENCH)


def _next_step(rt: Runtime, instance_id: UUID, rounds: int) -> tuple[Callable[[], object], bool] | None:
    """What has to be done next, and whether it asks the customer; None once the case is over."""
    with rt.reading() as session:
        mine = select(UserTask.id, UserTask.activity_id).where(UserTask.instance_id == instance_id)
        task = session.execute(mine.where(UserTask.open)).first()
        effect = session.execute(
            select(OutboxMessage.id).where(
                OutboxMessage.instance_id == instance_id, OutboxMessage.state == OutboxState.PENDING
            )
        ).scalar()
    if task is not None:
        given = {"satisfied": answers(rounds)["satisfied"], "note": answers(rounds)["note"]}
        return lambda: complete_task(rt, task.id, given, by=BENCH), task.activity_id == "call_customer"
    if effect is not None:
        return lambda: complete_effect(rt, effect, {}), False
    return None


def count_rows(rt: Runtime) -> dict[str, int]:
    """How many rows each table holds."""
    with rt.reading() as session:
        names = inspect(session.connection()).get_table_names()
        return {name: int(session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0) for name in names}


def count_bytes(rt: Runtime) -> int:
    """How much room the database takes, its indexes included."""
    with rt.reading() as session:
        if session.get_bind().dialect.name == "postgresql":
            return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages, size = (session.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        return int(pages or 0) * int(size or 0)
