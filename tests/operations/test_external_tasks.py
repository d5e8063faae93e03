"""Work for programs outside: fetched by one at a time, done, failed, or ended in an error that is caught."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.instances import ProcessInstance
from service.domain.people import Actor
from service.domain.views import OpenedCase, PageRequest
from service.errors import EffectGone, EffectNotFound, InstanceSuspended, Invalid, NotTheWorker
from service.operations.external_reports import Reported
from service.operations.external_tasks import (
    BpmnError,
    ExternalTask,
    Failure,
    complete_external,
    extend_lock,
    fail_external,
    fetch_and_lock,
    report_bpmn_error,
    unlock,
)
from service.operations.incidents import retry_incident
from service.operations.instances import suspend_instance
from service.operations.sweep import take_due
from service.queries.cases import case_history
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, external, task
from tests.operations.stage import MANAGER, a_case, open_tasks, put_live

SCALES = Actor("scales", frozenset({"external_worker"}))
HEAVY = BpmnError("TOO_HEAVY", "31 kg on the scales", {"weight": 31})
A_MINUTE = timedelta(minutes=1)


def caught_by(*errors: str, name: str = "feedback") -> object:
    """Weighing, with boundary events that catch these errors; each leads to a task of its name."""
    events = "".join(
        f'<boundaryEvent id="on_{each}" attachedToRef="weigh"><errorEventDefinition errorRef="{each}" '
        'camunda:errorCodeVariable="code" camunda:errorMessageVariable="text"/></boundaryEvent>'
        for each in errors
    )
    made = drawing(
        name,
        external("weigh", "weigh_parcel"),
        task("send"),
        *(task(each.lower()) for each in errors),
        events,
        chain("start", "weigh", "send", "end"),
        *(chain(f"on_{each}", each.lower()) + chain(each.lower(), "end") for each in errors),
    )
    known = "".join(f'<error id="{each}" errorCode="{each}"/>' for each in errors).encode()
    return replace(made, content=made.content.replace(b"<process ", known + b"<process ", 1))


@pytest.fixture
def case(rt: Runtime) -> OpenedCase:
    """A case whose parcel is to be weighed; too heavy is caught."""
    put_live(rt, caught_by("TOO_HEAVY", "BROKEN"))  # type: ignore[arg-type]
    return a_case(rt)


def fetched(rt: Runtime, worker: str = "one") -> ExternalTask:
    (found,) = fetch_and_lock(rt, worker, {"weigh_parcel": A_MINUTE}, most=10, by=SCALES)
    return found


def nothing_for(rt: Runtime, worker: str) -> bool:
    return fetch_and_lock(rt, worker, {"weigh_parcel": A_MINUTE}, most=10, by=SCALES) == ()


def variables_of(rt: Runtime, instance_id: UUID) -> dict[str, object]:
    with rt.transaction() as tx:
        instance = tx.lock_instance(instance_id)
        return dict(tx.restored(instance).variables_at(""))


def test_one_worker_has_a_task_until_its_lock_is_over(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    found = fetched(rt)
    assert (found.case_number, found.activity_id, found.attempts) == (case.number, "weigh", 0)
    assert found.locked_until == clock.now() + A_MINUTE
    assert nothing_for(rt, "two")
    assert extend_lock(rt, found.id, "one", A_MINUTE * 2, by=SCALES) == clock.now() + A_MINUTE * 2
    clock.advance(A_MINUTE)
    assert nothing_for(rt, "two")
    clock.advance(A_MINUTE)
    with pytest.raises(NotTheWorker):
        extend_lock(rt, found.id, "one", A_MINUTE, by=SCALES)
    again = fetched(rt, "two")
    assert (again.id, again.idempotency_key) == (found.id, found.idempotency_key)
    with pytest.raises(NotTheWorker):
        complete_external(rt, found.id, "one", {}, by=SCALES)
    unlock(rt, found.id, "two", by=SCALES)
    assert fetched(rt).id == found.id


def test_done_work_moves_the_process_once_even_late(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    found = fetched(rt)
    clock.advance(A_MINUTE * 2)
    for _ in range(2):
        assert complete_external(rt, found.id, "one", {"weight": 3}, by=SCALES) == Reported("done")
    assert list(open_tasks(rt, case.instance_id)) == ["send"]
    for worker, told in (("one", {"weight": 4}), ("two", {"weight": 3})):
        with pytest.raises(EffectGone):
            complete_external(rt, found.id, worker, told, by=SCALES)


def test_an_error_goes_to_the_event_that_catches_it_once(rt: Runtime, case: OpenedCase) -> None:
    found = fetched(rt)
    for _ in range(2):
        assert report_bpmn_error(rt, found.id, "one", HEAVY, by=SCALES) == Reported("caught")
    assert list(open_tasks(rt, case.instance_id)) == ["too_heavy"]
    seen = variables_of(rt, case.instance_id)
    assert (seen["weight"], seen["code"], seen["text"]) == (31, "TOO_HEAVY", "31 kg on the scales")
    told = case_history(rt, case.id, PageRequest(limit=200), by=MANAGER).items
    ended = [each for each in told if each.type.startswith("effect.") and each.type != "effect.requested"]
    assert [(each.type, each.actor) for each in ended] == [("effect.error", "scales")]
    with pytest.raises(EffectGone):
        report_bpmn_error(rt, found.id, "one", BpmnError("BROKEN"), by=SCALES)
    with pytest.raises(EffectGone):
        complete_external(rt, found.id, "one", {}, by=SCALES)


def test_an_error_nothing_catches_is_an_incident_and_the_process_waits(rt: Runtime, case: OpenedCase) -> None:
    found = fetched(rt)
    lost = BpmnError("LOST", "No parcel", {"weight": 0})
    first, again = (report_bpmn_error(rt, found.id, "one", lost, by=SCALES) for _ in range(2))
    assert first == again and first.result == "incident"
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert (incident.id, incident.activity_id, incident.times) == (first.incident_id, "weigh", 1)
    assert "LOST" in incident.message and "No parcel" in incident.message
    assert open_tasks(rt, case.instance_id) == {} and nothing_for(rt, "two")
    assert "weight" not in variables_of(rt, case.instance_id)
    retry_incident(rt, incident.id, by=MANAGER)
    with pytest.raises(NotTheWorker):
        report_bpmn_error(rt, found.id, "one", lost, by=SCALES)
    assert report_bpmn_error(rt, fetched(rt, "two").id, "two", HEAVY, by=SCALES).result == "caught"


def test_an_error_is_caught_around_the_sub_process_too(sqlite_rt: Runtime) -> None:
    inner = chain("s", "weigh", "e")
    around = drawing(
        "feedback",
        '<subProcess id="box"><startEvent id="s"/><endEvent id="e"/>',
        external("weigh", "weigh_parcel") + inner + "</subProcess>",
        '<boundaryEvent id="any" attachedToRef="box"><errorEventDefinition/></boundaryEvent>',
        task("look"),
        chain("start", "box", "end") + chain("any", "look") + chain("look", "done"),
        '<endEvent id="done"/>',
    )
    put_live(sqlite_rt, around)
    case = a_case(sqlite_rt)
    assert report_bpmn_error(sqlite_rt, fetched(sqlite_rt).id, "one", HEAVY, by=SCALES).result == "caught"
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["look"]


def test_failed_work_waits_as_long_as_was_said_and_ends_as_an_incident(
    rt: Runtime, clock: SetClock, case: OpenedCase
) -> None:
    found = fetched(rt)
    once_more = Failure("No answer", 1, timedelta(minutes=5))
    told = fail_external(rt, found.id, "one", once_more, by=SCALES)
    assert told == Reported("again", retry_at=clock.now() + timedelta(minutes=5))
    assert nothing_for(rt, "two")
    clock.advance(timedelta(minutes=5))
    assert fetched(rt, "two").attempts == 1
    never = Failure("No answer", 0)
    last, again = (fail_external(rt, found.id, "two", never, by=SCALES) for _ in range(2))
    assert last == again and last.result == "incident"
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert incident.id == last.incident_id
    retry_incident(rt, incident.id, by=MANAGER)
    assert fetched(rt).attempts == 0


def test_a_failure_told_twice_is_one_attempt_and_answered_the_same(
    sqlite_rt: Runtime, clock: SetClock
) -> None:
    put_live(sqlite_rt, caught_by("TOO_HEAVY"))  # type: ignore[arg-type]
    a_case(sqlite_rt)
    found, shortly = fetched(sqlite_rt), Failure("No answer", 5, timedelta(seconds=30))
    first = fail_external(sqlite_rt, found.id, "one", shortly, by=SCALES)
    clock.advance(timedelta(seconds=20))
    assert fail_external(sqlite_rt, found.id, "one", shortly, by=SCALES) == first
    with pytest.raises(NotTheWorker):
        fail_external(sqlite_rt, found.id, "one", replace(shortly, error="No power"), by=SCALES)
    clock.advance(timedelta(seconds=10))
    assert fetched(sqlite_rt, "two").attempts == 1
    assert fail_external(sqlite_rt, found.id, "one", shortly, by=SCALES) == first
    unlock(sqlite_rt, found.id, "two", by=SCALES)
    assert fetched(sqlite_rt).attempts == 1
    second = fail_external(sqlite_rt, found.id, "one", shortly, by=SCALES)
    assert second == Reported("again", retry_at=clock.now() + timedelta(seconds=30))
    clock.advance(timedelta(seconds=30))
    assert fetched(sqlite_rt).attempts == 2


def test_what_the_product_does_itself_is_nobodys_to_fetch_or_report_on(sqlite_rt: Runtime) -> None:
    rt = sqlite_rt
    put_live(rt, drawing("feedback", external("mail", "notify"), chain("start", "mail", "end")))
    a_case(rt)
    with pytest.raises(Invalid):
        fetch_and_lock(rt, "one", {"notify": A_MINUTE}, most=1, by=SCALES)
    (own,) = take_due(rt, 10).outbox
    with pytest.raises(EffectNotFound):
        complete_external(rt, own, "one", {}, by=SCALES)


def test_a_suspended_instance_hands_out_nothing_and_takes_no_report(rt: Runtime, case: OpenedCase) -> None:
    found = fetched(rt)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    for report in (
        lambda: complete_external(rt, found.id, "one", {}, by=SCALES),
        lambda: report_bpmn_error(rt, found.id, "one", HEAVY, by=SCALES),
    ):
        with pytest.raises(InstanceSuspended):
            report()
    unlock(rt, found.id, "one", by=SCALES)
    assert nothing_for(rt, "two")


def test_another_account_is_another_worker_by_whatever_name(rt: Runtime, case: OpenedCase) -> None:
    found = fetched(rt)
    with pytest.raises(NotTheWorker):
        complete_external(rt, found.id, "one", {}, by=Actor("printer", frozenset({"external_worker"})))


def test_competing_workers_never_get_the_same_task(
    rt: Runtime, another_rt: Callable[[], Runtime], case: OpenedCase
) -> None:
    cases = [case, *(a_case(rt) for _ in range(5))]
    start, got = threading.Barrier(3), []

    def work(mine: Runtime, name: str) -> None:
        start.wait()
        while found := fetch_and_lock(mine, name, {"weigh_parcel": A_MINUTE}, most=1, by=SCALES):
            got.append(found[0].id)

    workers = [threading.Thread(target=work, args=(another_rt(), f"w{n}")) for n in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    while found := fetch_and_lock(rt, "last", {"weigh_parcel": A_MINUTE}, most=9, by=SCALES):
        got.extend(each.id for each in found)
    assert len(got) == len(set(got)) == len(cases)


def test_competing_report_and_boundary_leave_one_path(
    rt: Runtime, another_rt: Callable[[], Runtime], case: OpenedCase
) -> None:
    found, start = fetched(rt), threading.Barrier(2)
    came: list[str] = []

    def report(act: Callable[[Runtime], Reported], mine: Runtime) -> None:
        start.wait()
        try:
            came.append(act(mine).result)
        except EffectGone:
            came.append("gone")

    acts = (
        lambda mine: complete_external(mine, found.id, "one", {}, by=SCALES),
        lambda mine: report_bpmn_error(mine, found.id, "one", HEAVY, by=SCALES),
    )
    threads = [threading.Thread(target=report, args=(act, another_rt())) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert "gone" in came and len(set(came)) == 2
    with rt.reading() as session:
        waits = session.execute(select(ProcessInstance.active).where(ProcessInstance.id == case.instance_id))
        assert len(waits.scalar_one()) == 1
