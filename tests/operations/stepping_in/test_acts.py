"""A supervisor steps in: each act, its dry run, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.incidents import Incident
from service.domain.people import Actor
from service.domain.stepping_in.refusals import CannotMigrate, CannotStepIn, NothingThere, WouldFail
from service.domain.views import OpenedCase, PageRequest
from service.domain.views.stepping_in import Rehearsal
from service.errors import InstanceEnded, InstanceNotFound, Invalid, NotASupervisor, StepFailed
from service.operations.people import NewPerson, add_person
from service.operations.stepping_in.kinds import Intervention, Kind, step_in, try_stepping_in
from service.operations.tasks import claim_task
from service.operations.timers import fire_timer
from service.queries.instances import instance_detail, instance_history
from service.runtime import Runtime
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import boundary, chain, drawing, external, flows, task, timer
from tests.operations.stage import (
    AGENT,
    MANAGER,
    OWNER,
    TECH_LEAD,
    a_case,
    do,
    open_tasks,
    put_live,
    the_task,
    timers_of,
)

WHY = "the wrong way was taken"
LINE = drawing(
    "feedback",
    task("respond"),
    boundary("late", "respond", "PT4H", interrupting=False),
    task("hurry"),
    task("assess", "technical_support"),
    timer("pause", "P1D"),
    task("call"),
    chain("start", "respond", "assess", "pause", "call", "end"),
    flows("late>hurry", "hurry>end"),
)
LONGER = drawing(
    "feedback",
    task("respond"),
    boundary("late", "respond", "PT8H", interrupting=False),
    task("hurry"),
    task("assess", "technical_support"),
    task("extra"),
    timer("pause", "P1D"),
    task("call"),
    chain("start", "respond", "extra", "assess", "pause", "call", "end"),
    flows("late>hurry", "hurry>end"),
)


FAILS = task("fails", more='camunda:priority="=case_number"')
"""A task whose priority is no number, so that no step can come to it."""


@pytest.fixture
def case(sqlite_rt: Runtime) -> OpenedCase:
    put_live(sqlite_rt, LINE)
    return a_case(sqlite_rt)


def act(rt: Runtime, case: OpenedCase, kind: Kind, **told: object) -> None:
    step_in(rt, case.instance_id, Intervention(kind, WHY, **told), by=MANAGER)  # type: ignore[arg-type]
    check_after_fault(rt)


def tried(rt: Runtime, case: OpenedCase, kind: Kind, **told: object) -> Rehearsal:
    before = told_of(rt, case.instance_id)
    found = try_stepping_in(rt, case.instance_id, Intervention(kind, WHY, **told), by=MANAGER)  # type: ignore[arg-type]
    assert told_of(rt, case.instance_id) == before, "a dry run changed something"
    return found


def told_of(rt: Runtime, instance_id: UUID) -> object:
    """Everything there is to know of an instance."""
    detail = instance_detail(rt, instance_id, by=MANAGER)
    history = instance_history(rt, instance_id, PageRequest(limit=200), by=MANAGER)
    with rt.reading() as session:
        incidents = session.execute(select(Incident.id, Incident.state)).all()
    return detail, history, incidents


def let_in(rt: Runtime, who: Actor) -> None:
    add_person(rt, NewPerson(who.name, "secret words", groups=who.groups))


def named(things: object) -> set[tuple[str, str]]:
    return {(each.kind, each.activity_id or each.name) for each in things}  # type: ignore[attr-defined]


def test_a_token_is_moved_and_the_dry_run_told_so(sqlite_rt: Runtime, case: OpenedCase) -> None:
    asked = {"cancel": ("respond",), "start_before": ("assess",)}
    found = tried(sqlite_rt, case, Kind.MODIFY, **asked)
    assert named(found.appears) == {("task", "assess")}
    assert named(found.vanishes) == {("task", "respond"), ("timer", "late")}
    act(sqlite_rt, case, Kind.MODIFY, **asked)
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["assess"]


def test_an_act_is_on_record_with_who_and_why(sqlite_rt: Runtime, case: OpenedCase) -> None:
    act(sqlite_rt, case, Kind.MODIFY, cancel=("respond",), start_before=("call",), variables={"n": 1})
    events = instance_history(sqlite_rt, case.instance_id, PageRequest(limit=200), by=MANAGER).items
    told = next(event for event in events if event.type == "instance.modified")
    assert told.actor == MANAGER.name
    assert told.detail == {
        "cancel": ["respond"],
        "start_before": ["call"],
        "reason": WHY,
        "changed": {"n": 1},
    }


def test_a_variable_is_put_right_and_nothing_moves(sqlite_rt: Runtime, case: OpenedCase) -> None:
    found = tried(sqlite_rt, case, Kind.VARIABLES, variables={"amount": 7, "severity": "high"})
    assert (found.appears, found.vanishes, found.variables) == ((), (), ("amount", "severity"))
    act(sqlite_rt, case, Kind.VARIABLES, variables={"amount": 7})
    assert instance_detail(sqlite_rt, case.instance_id, by=MANAGER).variables["amount"] == 7
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["respond"]


def test_a_case_is_begun_again_from_an_element(sqlite_rt: Runtime, case: OpenedCase) -> None:
    do(sqlite_rt, case.instance_id, "respond", AGENT)
    act(sqlite_rt, case, Kind.RESTART, element="respond")
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["respond"]
    assert [each.state for each in timers_of(sqlite_rt, case.instance_id)] == ["cancelled", "scheduled"]


def test_a_task_is_completed_for_whoever_has_it(sqlite_rt: Runtime, case: OpenedCase) -> None:
    let_in(sqlite_rt, AGENT)
    claim_task(sqlite_rt, the_task(sqlite_rt, case.instance_id, "respond"), by=AGENT)
    found = tried(sqlite_rt, case, Kind.COMPLETE, element="respond", variables={"answer": "told by phone"})
    assert named(found.appears) == {("task", "assess")}
    act(sqlite_rt, case, Kind.COMPLETE, element="respond", variables={"answer": "told by phone"})
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["assess"]


def test_open_tasks_are_handed_on(sqlite_rt: Runtime, case: OpenedCase) -> None:
    let_in(sqlite_rt, AGENT)
    found = tried(sqlite_rt, case, Kind.REASSIGN, to=AGENT.name)
    assert [(each.before.told, each.after.told) for each in found.changes] == [("customer_service", "agent")]
    act(sqlite_rt, case, Kind.REASSIGN, to=AGENT.name)
    assert open_tasks(sqlite_rt, case.instance_id)["respond"].assignee == AGENT.name


def test_a_timer_is_moved(sqlite_rt: Runtime, case: OpenedCase, clock: SetClock) -> None:
    later = clock.now() + timedelta(hours=9)
    found = tried(sqlite_rt, case, Kind.MOVE_TIMER, element="late", due_at=later)
    assert [each.after.at for each in found.changes] == [later]
    act(sqlite_rt, case, Kind.MOVE_TIMER, element="late", due_at=later)
    assert timers_of(sqlite_rt, case.instance_id)[0].due_at == later
    act(sqlite_rt, case, Kind.MOVE_TIMER, element="late", due_at=clock.now() - timedelta(days=1))
    assert fire_timer(sqlite_rt, timers_of(sqlite_rt, case.instance_id)[0].id)
    assert sorted(open_tasks(sqlite_rt, case.instance_id)) == ["hurry", "respond"]


def test_an_instance_is_suspended_resumed_and_ended(sqlite_rt: Runtime, case: OpenedCase) -> None:
    found = tried(sqlite_rt, case, Kind.SUSPEND)
    assert [
        (each.before.told, each.after.told) for each in found.changes if each.after.kind == "instance"
    ] == [("active", "suspended")]
    act(sqlite_rt, case, Kind.SUSPEND)
    act(sqlite_rt, case, Kind.RESUME)
    gone = tried(sqlite_rt, case, Kind.TERMINATE)
    assert {("task", "respond"), ("timer", "late")} <= named(gone.vanishes)
    act(sqlite_rt, case, Kind.TERMINATE)
    with pytest.raises(InstanceEnded):
        act(sqlite_rt, case, Kind.MODIFY, start_before=("respond",))


def test_an_incident_whose_wait_is_given_up_is_closed_with_it(sqlite_rt: Runtime, clock: SetClock) -> None:
    stuck = drawing(
        "feedback",
        task("respond"),
        timer("pause", "PT1S"),
        FAILS,
        task("call"),
        chain("start", "pause", "fails", "call", "respond", "end"),
    )
    put_live(sqlite_rt, stuck)
    case = a_case(sqlite_rt)
    for _ in range(sqlite_rt.settings.timer_attempts):
        clock.advance(timedelta(hours=2))
        fire_timer(sqlite_rt, timers_of(sqlite_rt, case.instance_id)[0].id)
    assert incidents(sqlite_rt) == ["open"]
    again = tried(sqlite_rt, case, Kind.RETRY)
    assert named(again.vanishes) == {("incident", "pause")}
    act(sqlite_rt, case, Kind.MODIFY, cancel=("pause",), start_before=("call",))
    assert incidents(sqlite_rt) == ["resolved"]
    with pytest.raises(NothingThere):
        act(sqlite_rt, case, Kind.RETRY)


def test_an_effect_given_up_is_not_done_any_more(sqlite_rt: Runtime) -> None:
    put_live(
        sqlite_rt,
        drawing("feedback", external("tell", "notify"), task("call"), chain("start", "tell", "call", "end")),
    )
    case = a_case(sqlite_rt)
    found = tried(sqlite_rt, case, Kind.MODIFY, cancel=("tell",), start_before=("call",))
    assert named(found.vanishes) == {("effect", "tell")}


def incidents(rt: Runtime) -> list[str]:
    with rt.reading() as session:
        return list(session.execute(select(Incident.state)).scalars())


def test_a_running_instance_goes_on_in_the_newer_version(rt: Runtime) -> None:
    put_live(rt, LINE)
    case = a_case(rt)
    task_before = open_tasks(rt, case.instance_id)["respond"]
    due = timers_of(rt, case.instance_id)[0].due_at
    put_live(rt, LONGER)
    assert instance_detail(rt, case.instance_id, by=MANAGER).instance.version == 1
    found = tried(rt, case, Kind.MIGRATE, version=2)
    assert (found.appears, found.vanishes) == ((), ())
    act(rt, case, Kind.MIGRATE, version=2)
    assert instance_detail(rt, case.instance_id, by=MANAGER).instance.version == 2
    assert open_tasks(rt, case.instance_id)["respond"].id == task_before.id
    assert [each.due_at for each in timers_of(rt, case.instance_id)] == [due]
    do(rt, case.instance_id, "respond", AGENT)
    assert list(open_tasks(rt, case.instance_id)) == ["extra"]
    with pytest.raises(Invalid):
        act(rt, case, Kind.MIGRATE, version=2)


def test_what_has_no_place_in_the_newer_version_is_named(sqlite_rt: Runtime, case: OpenedCase) -> None:
    put_live(
        sqlite_rt, drawing("feedback", task("answer"), task("call"), chain("start", "answer", "call", "end"))
    )
    with pytest.raises(CannotMigrate) as refused:
        act(sqlite_rt, case, Kind.MIGRATE, version=2)
    assert [each["activity_id"] for each in refused.value.facts["blocks"]] == ["respond"]  # type: ignore[index]
    act(sqlite_rt, case, Kind.MIGRATE, version=2, elements={"respond": "answer", "late": None})
    moved = open_tasks(sqlite_rt, case.instance_id)["answer"]
    assert (moved.name, [each.state for each in timers_of(sqlite_rt, case.instance_id)]) == (
        "Answer",
        ["cancelled"],
    )
    do(sqlite_rt, case.instance_id, "answer", AGENT)
    assert list(open_tasks(sqlite_rt, case.instance_id)) == ["call"]


def test_who_does_not_supervise_its_groups_cannot_step_in(sqlite_rt: Runtime, case: OpenedCase) -> None:
    asked = Intervention(Kind.MODIFY, WHY, cancel=("respond",), start_before=("call",))
    for by, refusal in ((AGENT, InstanceNotFound), (TECH_LEAD, InstanceNotFound), (OWNER, NotASupervisor)):
        for do_it in (step_in, try_stepping_in):
            with pytest.raises(refusal):
                do_it(sqlite_rt, case.instance_id, asked, by=by)


def test_an_act_needs_a_reason(sqlite_rt: Runtime, case: OpenedCase) -> None:
    for kind in Kind:
        with pytest.raises(Invalid):
            step_in(sqlite_rt, case.instance_id, Intervention(kind, "  "), by=MANAGER)


def test_what_does_not_fit_is_refused_without_an_incident(sqlite_rt: Runtime, case: OpenedCase) -> None:
    for asked in ({"start_before": ("nowhere",)}, {"cancel": ("respond",)}, {"start_before": ("late",)}):
        with pytest.raises(CannotStepIn):
            act(sqlite_rt, case, Kind.MODIFY, **asked)
        with pytest.raises(CannotStepIn):
            tried(sqlite_rt, case, Kind.MODIFY, **asked)
    with pytest.raises(Invalid):
        act(sqlite_rt, case, Kind.MODIFY)
    assert incidents(sqlite_rt) == []


def test_a_dry_run_of_what_would_fail_leaves_no_incident_behind(sqlite_rt: Runtime) -> None:
    put_live(
        sqlite_rt, drawing("feedback", task("respond"), FAILS, chain("start", "respond", "fails", "end"))
    )
    case = a_case(sqlite_rt)
    let_in(sqlite_rt, AGENT)
    claim_task(sqlite_rt, the_task(sqlite_rt, case.instance_id, "respond"), by=AGENT)
    with pytest.raises(WouldFail):
        tried(sqlite_rt, case, Kind.COMPLETE, element="respond")
    assert incidents(sqlite_rt) == []
    with pytest.raises(StepFailed):
        act(sqlite_rt, case, Kind.COMPLETE, element="respond")
    assert incidents(sqlite_rt) == ["open"]
