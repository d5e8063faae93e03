"""Customers are called by tier: planned ahead on working days, begun on the day, counted when done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from service.clock import SetClock
from service.commands.deploy import deploy_folder
from service.domain.customers import Customer, ServiceRecord
from service.domain.follow_ups import PlannedVisit
from service.domain.instances import ProcessInstance
from service.domain.people import Actor
from service.domain.tasks import UserTask
from service.errors import Invalid
from service.ids import new_id
from service.operations.follow_ups import begin_visits
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries.follow_ups import plan_month, trend
from service.runtime import Runtime
from tests.processes.diagrams import PROCESSES
from workers.due import Hands, work_off
from workers.follow_ups import due_visits, visit_ended
from workers.handlers import Inside

AGENT = Actor("agent", frozenset({"customer_service"}))
NAMES = {"Lin Hai": 1, "Hua Mei": 1, "Ren Yi": 1, "Qi Fang": 2, "Bo Wen": 4}
A_DAY = timedelta(days=1)


@pytest.fixture
def rt(sqlite_rt: Runtime, clock: SetClock) -> Runtime:
    """Customers of several tiers, known since this morning, 8:29 in China."""
    clock.set(datetime(2027, 3, 1, 0, 29, tzinfo=UTC))
    deploy_folder(sqlite_rt, PROCESSES)
    for name, tier in NAMES.items():
        with sqlite_rt.transaction() as tx:
            blank = dict.fromkeys(("phone", "email", "company", "industry", "address"), "")
            tx.add(Customer(id=new_id(), name=name, tier=tier, demo=False, created_at=tx.at, **blank))
    return sqlite_rt


def live_until(rt: Runtime, clock: SetClock, day: date) -> None:
    """Let the days pass, the workers doing each morning what is due."""
    hands = Hands(rt, {"due_visits": Inside(due_visits), "visit_ended": Inside(visit_ended)})
    while clock.now().date() <= day:
        clock.set(clock.now() + timedelta(minutes=1))
        while not (due := take_due(rt, 100)).empty:
            work_off(hands, due)
        clock.set(clock.now() + A_DAY - timedelta(minutes=1))


def visits(rt: Runtime) -> list[tuple[str, date, str]]:
    with rt.reading() as session:
        wanted = select(Customer.name, PlannedVisit.due_on, PlannedVisit.state).join(
            Customer, Customer.id == PlannedVisit.customer_id
        )
        return [tuple(row) for row in session.execute(wanted.order_by(PlannedVisit.due_on))]  # type: ignore[misc]


def open_tasks(rt: Runtime) -> list[UserTask]:
    with rt.reading() as session:
        return list(session.execute(select(UserTask).where(UserTask.open)).scalars())


def test_important_customers_get_a_day_each_and_the_last_tier_none(rt: Runtime, clock: SetClock) -> None:
    live_until(rt, clock, date(2027, 3, 1))
    planned = visits(rt)
    assert {name for name, _, _ in planned} == {"Lin Hai", "Hua Mei", "Ren Yi"}
    days = [day for _, day, _ in planned]
    assert len(set(days)) == 3 and all(day.weekday() < 5 for day in days)
    assert all(abs(day - date(2027, 4, 1)) <= timedelta(days=3) for day in days)


def test_a_visit_becomes_a_task_on_its_day_and_counts_when_the_customer_was_reached(
    rt: Runtime, clock: SetClock
) -> None:
    live_until(rt, clock, date(2027, 3, 28))
    assert open_tasks(rt) == []
    live_until(rt, clock, date(2027, 4, 6))
    tasks = open_tasks(rt)
    assert [task.activity_id for task in tasks] == ["visit_customer"] * 3
    answers = ({"satisfaction": 5, "experience": "Works well."}, {"satisfaction": 2}, None)
    for task, said in zip(tasks, answers, strict=True):
        answer(rt, task, said)
    live_until(rt, clock, date(2027, 4, 8))
    months = trend(rt, "2027-04", 2, by=AGENT)
    assert [each.month for each in months] == ["2027-03", "2027-04"]
    assert sum(each.planned for each in months) == 3
    assert sum(each.done for each in months) == 2
    assert sum(each.results["satisfied"] for each in months) == 1
    assert sum(each.results["unsatisfied"] for each in months) == 1
    assert {task.activity_id for task in open_tasks(rt)} == {"look_into_visit", "visit_customer"}
    with rt.reading() as session:
        entries = session.scalars(select(ServiceRecord).order_by(ServiceRecord.id)).all()
    assert [each.detail["satisfaction"] for each in entries] == [5, 2, None]
    assert (entries[0].kind, entries[0].text) == ("follow_up_visit", "Works well.")


def answer(rt: Runtime, task: UserTask, said: dict[str, object] | None) -> None:
    """Somebody called: the customer said this, or was not reached."""
    claim_task(rt, task.id, by=AGENT)
    complete_task(rt, task.id, {"reached": said is not None, **(said or {})}, by=AGENT)


def test_a_customer_who_is_not_reached_is_tried_again_on_the_next_working_day_three_times_in_all(
    rt: Runtime, clock: SetClock
) -> None:
    live_until(rt, clock, date(2027, 4, 6))
    first, *others = open_tasks(rt)
    for task in others:
        answer(rt, task, {"satisfaction": 4})
    answer(rt, first, None)
    for day in (
        date(2027, 4, 8),
        date(2027, 4, 12),
    ):  # called on Wednesday and Friday morning, before the work
        live_until(rt, clock, day)
        (again,) = open_tasks(rt)
        answer(rt, again, None)
    live_until(rt, clock, date(2027, 4, 14))
    assert open_tasks(rt) == []
    with rt.reading() as session:
        ended = session.scalars(select(PlannedVisit).where(PlannedVisit.state == "unreached")).all()
    assert [each.attempts for each in ended] == [3]


def test_as_many_as_a_day_can_bear_are_planned_and_begun_and_the_next_day_goes_on(
    rt: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.operations.follow_ups._A_DAY", 2)
    planned = []
    for day in (1, 2):
        live_until(rt, clock, date(2027, 3, day))
        planned.append(len(visits(rt)))
    assert planned == [2, 3]
    with rt.transaction() as tx:
        tx.session.execute(update(PlannedVisit).values(due_on=date(2027, 3, 3)))
    begun = []
    for day in (3, 4):
        live_until(rt, clock, date(2027, 3, day))
        begun.append(len(open_tasks(rt)))
    assert begun == [2, 3]


def test_what_a_day_takes_does_not_grow_with_the_visits_begun(
    rt: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_until(rt, clock, date(2027, 3, 1))
    with rt.reading() as session:
        [instance_id] = session.scalars(select(ProcessInstance.id).limit(1)).all()
    asked: list[str] = []
    event.listen(rt.database.engine, "before_cursor_execute", lambda *call: asked.append(str(call[2])))
    counts = []
    for due in (1, 2):
        with rt.transaction() as tx:
            some = select(PlannedVisit.id).where(PlannedVisit.state == "planned").limit(due)
            tx.session.execute(
                update(PlannedVisit)
                .where(PlannedVisit.id.in_(some))
                .values(due_on=date(2027, 3, 1))
                .execution_options(synchronize_session=False)
            )
        asked.clear()
        assert len(begin_visits(rt, instance_id)) == due
        counts.append(sum(each.lstrip().startswith("SELECT") for each in asked))
    assert counts[0] == counts[1]


def test_nobody_has_two_visits_open(rt: Runtime, clock: SetClock) -> None:
    live_until(rt, clock, date(2027, 5, 20))
    names = [name for name, _, _ in visits(rt)]
    assert sorted(names) == ["Hua Mei", "Lin Hai", "Qi Fang", "Ren Yi"]


def test_a_month_without_visits_has_no_rate(rt: Runtime) -> None:
    assert plan_month(rt, "2026-01", by=AGENT).rate is None
    with pytest.raises(Invalid):
        plan_month(rt, "January", by=AGENT)


def test_whoever_was_merged_into_another_is_planned_no_call(rt: Runtime, clock: SetClock) -> None:
    ids = select(Customer.id).where(Customer.name == "Lin Hai").scalar_subquery()
    with rt.transaction() as tx:
        tx.session.execute(update(Customer).where(Customer.name == "Hua Mei").values(merged_into_id=ids))
    live_until(rt, clock, date(2027, 3, 1))
    assert {name for name, _, _ in visits(rt)} == {"Lin Hai", "Ren Yi"}
