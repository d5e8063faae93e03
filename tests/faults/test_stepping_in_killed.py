"""R18 and batches: whoever dies in the middle, each instance is wholly old or wholly new, and done once."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.clocks.rows import Clock
from service.domain.history import HistoryEvent
from service.domain.people import ALL, Actor
from service.domain.timers import TimerJob
from service.domain.views import PageRequest
from service.engine.progress import SourceFile
from service.operations.people import NewPerson, add_person
from service.operations.stepping_in.batches import Order, order_batch
from service.operations.stepping_in.kinds import Intervention, Kind, step_in
from service.queries.board.asking import RunFilter
from service.queries.board.batches import batch_detail, batch_items
from service.queries.instances import instance_detail
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.crew import OwnValkey, crew
from tests.faults.dying import survives
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import boundary, chain, drawing, flows, task
from tests.operations.stage import a_case, open_tasks, put_live
from tests.setup.processes import wait_until

MANY = 1_000
FEWER = 200
"""On SQLite, where one writes at a time: more instances show nothing that fewer do not."""
STATEMENTS_AT_MOST = 60
LEAD = Actor("lead", frozenset({"supervisor"}), ALL)


def version(*more: str) -> SourceFile:
    """One version of the process; ``more`` tasks come behind the first."""
    names = ("respond", *more)
    return drawing(
        "feedback",
        *(task(name) for name in names),
        boundary("late", "respond", "PT4H", interrupting=False),
        task("hurry"),
        chain("start", *names, "end"),
        flows("late>hurry", "hurry>end"),
    )


def people_and_first_version(rt: Runtime) -> None:
    add_person(rt, NewPerson("lead", "secret words", groups=LEAD.groups, supervises=["*"]))
    put_live(rt, version())


def test_a_migration_killed_at_any_statement_leaves_the_instance_wholly_old_or_wholly_new(
    rt: Runtime, settings: Settings, clock: SetClock
) -> None:
    people_and_first_version(rt)
    cases = [a_case(rt).instance_id for _ in range(STATEMENTS_AT_MOST)]
    put_live(rt, version("extra"))
    asked = Intervention(Kind.MIGRATE, "the new version asks more", version=2)
    killed = 0
    for statement, instance_id in enumerate(cases, 1):
        before = standing(rt, instance_id)
        rt.close()
        if survives(statement, settings, clock, lambda its: step_in(its, instance_id, asked, by=LEAD)):  # noqa: B023
            break
        killed += 1
        assert (on_version(rt, instance_id), standing(rt, instance_id)) == (1, before)
        step_in(rt, instance_id, asked, by=LEAD)
        assert (on_version(rt, instance_id), standing(rt, instance_id)) == (2, before)
    check_after_fault(rt)
    assert 3 < killed < STATEMENTS_AT_MOST - 2


def on_version(rt: Runtime, instance_id: UUID) -> int:
    return instance_detail(rt, instance_id, by=LEAD).instance.version


def standing(rt: Runtime, instance_id: UUID) -> object:
    """The open tasks, timers and clocks of an instance, with their due instants."""
    with rt.reading() as session:
        timers = select(TimerJob.id, TimerJob.due_at, TimerJob.state)
        clocks = select(Clock.id, Clock.due_at, Clock.entries)
        found = (
            session.execute(timers.where(TimerJob.instance_id == instance_id)).all(),
            session.execute(clocks.where(Clock.instance_id == instance_id)).all(),
        )
    return {each.id for each in open_tasks(rt, instance_id).values()}, found


@pytest.mark.slow
def test_a_batch_of_a_thousand_with_kills_in_the_middle_does_each_instance_once(
    live_rt: Runtime, settings: Settings, own_valkey: OwnValkey
) -> None:
    people_and_first_version(live_rt)
    many = FEWER if settings.database_url.startswith("sqlite") else MANY
    with live_rt.transaction():
        instances = {a_case(live_rt).instance_id for _ in range(many)}
    put_live(live_rt, version("extra"))
    asked = Intervention(Kind.MIGRATE, "the new version asks more", version=2)
    batch = order_batch(live_rt, Order(asked, RunFilter(process_key="feedback")), by=LEAD)

    def done() -> int:
        return batch_detail(live_rt, batch.id, by=LEAD).done

    with crew(settings, own_valkey.url) as workers:
        for position, so_far in ((1, 1), (2, many // 2)):
            wait_until(lambda enough=so_far: done() >= enough, within_s=60)  # type: ignore[misc]
            workers.kill(position)
        wait_until(lambda: batch_detail(live_rt, batch.id, by=LEAD).state == "done", within_s=90)
    with live_rt.reading() as session:
        told = select(HistoryEvent.instance_id, func.count()).where(HistoryEvent.type == "instance.migrated")
        counted = {each[0]: each[1] for each in session.execute(told.group_by(HistoryEvent.instance_id))}
    assert counted == dict.fromkeys(instances, 1)
    assert done() == many
    assert batch_items(live_rt, batch.id, "failed", PageRequest(), by=LEAD).items == ()
    check_after_fault(live_rt)
