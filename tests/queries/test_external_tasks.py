"""Work for programs outside, as supervisors see it: what waits, who has it, what is stuck."""

from __future__ import annotations

from typing import Any

from service.clock import SetClock
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.domain.views.external import ExternalStanding, ExternalTaskView
from service.operations.external_tasks import complete_external
from service.operations.incidents import retry_incident
from service.operations.instances import suspend_instance
from service.queries.external_tasks import ExternalTaskFilter, external_tasks
from service.runtime import Runtime
from tests.desk.outside import A_MINUTE, SCALES, fetched, some_of_each
from tests.operations.drawings import chain, drawing, external, task
from tests.operations.stage import AGENT, MANAGER, OWNER, TECH_LEAD, a_case, put_live


def seen(rt: Runtime, *, by: Actor = MANAGER, **asked: Any) -> tuple[ExternalTaskView, ...]:
    return external_tasks(rt, ExternalTaskFilter(**asked), PageRequest(), by=by).items


def standings(rt: Runtime) -> list[str]:
    return [each.standing.value for each in seen(rt)]


def test_each_stands_as_its_worker_its_lock_and_its_incident_say(rt: Runtime, clock: SetClock) -> None:
    runs = some_of_each(rt)
    stuck, later, held, waiting = seen(rt)
    assert [each.instance_id for each in (stuck, later, held, waiting)] == runs
    assert standings(rt) == ["stuck", "later", "held", "waiting"]
    for each in (stuck, later, held, waiting):
        assert seen(rt, standing=each.standing) == (each,)
    assert (stuck.attempts, stuck.retries_left, stuck.error) == (1, 0, "The scales do not answer.")
    assert (later.attempts, later.retries_left, later.worker_id) == (1, 2, None)
    assert (held.account, held.worker_id, held.locked_until) == ("scales", "scales-1", clock.now() + A_MINUTE)
    assert (waiting.retries_left, waiting.error) == (rt.settings.effect_attempts, None)
    assert stuck.incident_id is not None
    suspend_instance(rt, waiting.instance_id, by=MANAGER)
    retry_incident(rt, stuck.incident_id, by=MANAGER)
    clock.advance(A_MINUTE * 2)
    assert standings(rt) == ["waiting", "later", "waiting", "paused"]
    assert [each.id for each in seen(rt, standing=ExternalStanding.WAITING)] == [stuck.id, held.id]
    complete_external(rt, held.id, "scales-1", {}, by=SCALES)
    assert held.id not in [each.id for each in seen(rt)]


def test_topics_are_counted_and_asked_for(sqlite_rt: Runtime) -> None:
    some_of_each(sqlite_rt)
    put_live(sqlite_rt, drawing("feedback", external("print", "print_label"), chain("start", "print", "end")))
    case = a_case(sqlite_rt)
    told = external_tasks(sqlite_rt, ExternalTaskFilter(topic="print_label"), PageRequest(), by=MANAGER)
    assert told.topics == {"print_label": 1, "weigh_parcel": 4}
    assert [(each.case_id, each.case_number) for each in told.items] == [(case.id, case.number)]


def test_they_are_seen_by_whoever_sees_the_run(sqlite_rt: Runtime) -> None:
    both = chain("start", "assess", "end") + chain("start", "weigh", "end")
    fork = drawing("feedback", task("assess", "technical_support"), external("weigh", "weigh_parcel"), both)
    put_live(
        sqlite_rt,
        fork,
        drawing("complaint", external("weigh", "weigh_parcel"), chain("start", "weigh", "end")),
    )
    mine, other = a_case(sqlite_rt), a_case(sqlite_rt, kind="complaint")
    assert {each.case_id for each in seen(sqlite_rt)} == {mine.id, other.id}
    assert {each.case_id for each in seen(sqlite_rt, by=OWNER)} == {mine.id, other.id}
    assert {each.case_id for each in seen(sqlite_rt, by=TECH_LEAD)} == {mine.id}
    assert seen(sqlite_rt, by=AGENT) == seen(sqlite_rt, by=SCALES) == ()


def test_what_is_done_is_not_walked_through_to_find_what_is_not(sqlite_rt: Runtime) -> None:
    some_of_each(sqlite_rt)
    asked: list[str] = []
    with sqlite_rt.reading() as session:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        seen(sqlite_rt)
        fetched(sqlite_rt)
        driver.set_trace_callback(None)
        walked = [each for each in asked if "FROM outbox_message" in each]
        plans = [row[3] for each in walked for row in driver.execute(f"EXPLAIN QUERY PLAN {each}")]
    scanned = {
        step for step in plans if step.startswith("SCAN") and "outbox" in step or "SCAN waiting" in step
    }
    assert scanned == {"SCAN waiting USING INDEX ix_outbox_message_due"}
