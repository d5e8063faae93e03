"""One act on many instances: each once, whatever dies; none after the stop; who is refused is told why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.history import HistoryEvent
from service.domain.people import ALL, Actor
from service.domain.stepping_in.batches import BatchItem
from service.domain.stepping_in.refusals import BatchNotFound, BatchOver
from service.domain.views import PageRequest
from service.errors import Invalid, NotASupervisor
from service.operations.instances import terminate_instance
from service.operations.people import NewPerson, add_person, deactivate_person
from service.operations.stepping_in import working
from service.operations.stepping_in.batches import Order, order_batch, stop_batch, try_batch
from service.operations.stepping_in.kinds import Intervention, Kind
from service.operations.stepping_in.working import work_off_batch
from service.operations.sweep import take_due
from service.queries.board.asking import RunFilter
from service.queries.board.batches import batch_detail, batch_items
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.dying import survives
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, TECH_LEAD, a_case, put_live

LEAD = Actor("lead", frozenset({"supervisor"}), ALL)
LINE = drawing(
    "feedback",
    task("respond"),
    task("assess", "technical_support"),
    chain("start", "respond", "assess", "end"),
)
SUSPEND = Order(Intervention(Kind.SUSPEND, "recall of the lot"), RunFilter(process_key="feedback"))
AGAIN = Order(
    Intervention(Kind.MODIFY, "wrong way", cancel=("respond",), start_before=("assess",)),
    RunFilter(process_key="feedback", element="respond"),
)


def some(rt: Runtime, count: int) -> list[UUID]:
    add_person(rt, NewPerson("lead", "secret words", groups=LEAD.groups, supervises=["*"]))
    put_live(rt, LINE)
    return [a_case(rt).instance_id for _ in range(count)]


def told(rt: Runtime, kind: str) -> Counter[UUID]:
    with rt.reading() as session:
        return Counter(
            session.execute(select(HistoryEvent.instance_id).where(HistoryEvent.type == kind)).scalars()
        )


def finish(rt: Runtime, batch_id: UUID) -> None:
    while work_off_batch(rt, batch_id):
        pass


def test_a_batch_does_its_act_to_every_instance_that_fits(rt: Runtime) -> None:
    instances = some(rt, 5)
    trial = try_batch(rt, AGAIN, by=LEAD)
    assert (trial.total, trial.too_many, len(trial.sample)) == (5, False, 5)
    assert all(each.rehearsal and each.rehearsal.appears for each in trial.sample)
    assert told(rt, "instance.modified") == {}
    batch = order_batch(rt, AGAIN, by=LEAD)
    assert take_due(rt, 10).batches == (batch.id,)
    finish(rt, batch.id)
    done = batch_detail(rt, batch.id, by=LEAD)
    assert (done.state, done.total, done.done, done.failed) == ("done", 5, 5, 0)
    assert told(rt, "instance.modified") == dict.fromkeys(instances, 1)
    assert take_due(rt, 10).batches == ()
    check_after_fault(rt)


def test_an_instance_that_cannot_be_done_is_told_and_the_others_are_done(sqlite_rt: Runtime) -> None:
    instances = some(sqlite_rt, 3)
    batch = order_batch(sqlite_rt, SUSPEND, by=LEAD)
    terminate_instance(sqlite_rt, instances[1], reason="twice", by=LEAD)
    finish(sqlite_rt, batch.id)
    done = batch_detail(sqlite_rt, batch.id, by=LEAD)
    assert (done.state, done.done, done.failed) == ("done", 2, 1)
    (failed,) = batch_items(sqlite_rt, batch.id, "failed", PageRequest(), by=LEAD).items
    assert failed.instance_id == instances[1]
    assert failed.detail is not None
    assert failed.detail["code"] == "instance_ended"


def test_a_fault_at_one_instance_keeps_none_behind_it_waiting(
    sqlite_rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    instances = some(sqlite_rt, 3)
    whole = working.step_in

    def breaks_at_the_first(rt: Runtime, instance_id: UUID, asked: Intervention, *, by: Actor) -> object:
        if instance_id == instances[0]:
            raise ZeroDivisionError("a fault of ours")
        return whole(rt, instance_id, asked, by=by)

    monkeypatch.setattr(working, "step_in", breaks_at_the_first)
    batch = order_batch(sqlite_rt, SUSPEND, by=LEAD)
    finish(sqlite_rt, batch.id)
    done = batch_detail(sqlite_rt, batch.id, by=LEAD)
    assert (done.state, done.done, done.failed) == ("done", 2, 1)
    (failed,) = batch_items(sqlite_rt, batch.id, "failed", PageRequest(), by=LEAD).items
    assert failed.detail is not None and failed.detail["code"] == "internal_error"


def test_a_stopped_batch_does_nothing_more(sqlite_rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "HANDFUL", 2)
    some(sqlite_rt, 5)
    batch = order_batch(sqlite_rt, SUSPEND, by=LEAD)
    assert work_off_batch(sqlite_rt, batch.id) == 2
    assert stop_batch(sqlite_rt, batch.id, by=LEAD).state == "stopped"
    assert work_off_batch(sqlite_rt, batch.id) == 0
    assert sum(told(sqlite_rt, "instance.suspended").values()) == 2
    with pytest.raises(BatchOver):
        stop_batch(sqlite_rt, batch.id, by=LEAD)


def test_a_batch_of_somebody_let_go_stops(sqlite_rt: Runtime) -> None:
    some(sqlite_rt, 2)
    batch = order_batch(sqlite_rt, SUSPEND, by=LEAD)
    deactivate_person(sqlite_rt, "lead")
    assert work_off_batch(sqlite_rt, batch.id) == 0
    assert batch_detail(sqlite_rt, batch.id, by=LEAD).state == "stopped"


def test_only_supervisors_order_and_see_only_their_own(sqlite_rt: Runtime) -> None:
    some(sqlite_rt, 2)
    for orders in (try_batch, order_batch):
        with pytest.raises(NotASupervisor):
            orders(sqlite_rt, SUSPEND, by=AGENT)
    with pytest.raises(Invalid):
        order_batch(sqlite_rt, SUSPEND, by=TECH_LEAD)  # none of their groups has a task there yet
    batch = order_batch(sqlite_rt, SUSPEND, by=LEAD)
    for asks in (batch_detail, stop_batch):
        with pytest.raises(BatchNotFound):
            asks(sqlite_rt, batch.id, by=TECH_LEAD)


def test_competing_workers_do_each_instance_once(rt: Runtime, another_rt: Callable[[], Runtime]) -> None:
    instances = some(rt, 12)
    batch = order_batch(rt, AGAIN, by=LEAD)
    others = [another_rt(), another_rt()]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: finish(each, batch.id), others))
    finish(rt, batch.id)
    done = batch_detail(rt, batch.id, by=LEAD)
    assert (done.state, done.done, done.failed) == ("done", 12, 0)
    assert told(rt, "instance.modified") == dict.fromkeys(instances, 1)


def test_crash_at_any_statement_of_a_batch_leaves_each_instance_done_once(
    sqlite_rt: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = sqlite_rt.settings
    instances = some(sqlite_rt, 3)
    batch = order_batch(sqlite_rt, AGAIN, by=LEAD)
    for statement in range(2, 60, 3):
        sqlite_rt.close()
        if survives(statement, settings, clock, lambda its: work_off_batch(its, batch.id)):
            break
        done = batch_detail(sqlite_rt, batch.id, by=LEAD).done
        with sqlite_rt.reading() as session:
            marked = select(func.count()).where(BatchItem.batch_id == batch.id, BatchItem.state == "done")
            assert session.execute(marked).scalar_one() == done == len(told(sqlite_rt, "instance.modified"))
        check_after_fault(sqlite_rt)
    finish(sqlite_rt, batch.id)
    assert told(sqlite_rt, "instance.modified") == dict.fromkeys(instances, 1)
