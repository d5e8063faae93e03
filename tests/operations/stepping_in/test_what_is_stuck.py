"""What is stuck stays so until it is mended, whatever a supervisor does beside it; who may close it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.clock import SetClock
from service.domain.incidents import Incident
from service.domain.people import Actor
from service.domain.views import IncidentView, PageRequest
from service.errors import NotASupervisor
from service.operations.incidents import resolve_incident, retry_incident
from service.operations.outbox import fail_effect
from service.operations.stepping_in.kinds import Intervention, Kind, step_in
from service.operations.sweep import take_due
from service.operations.timers import fire_timer
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, task, timer
from tests.operations.stage import AGENT, MANAGER, a_case, do, put_live, timers_of

THROWING = drawing(
    "feedback",
    task("respond"),
    task("call"),
    '<intermediateThrowEvent id="tell"><extensionElements><camunda:properties>'
    '<camunda:property name="business_key" value="=other"/></camunda:properties></extensionElements>'
    '<messageEventDefinition messageRef="parcel_arrived_message"/></intermediateThrowEvent>',
    chain("start", "respond", "tell", "call", "end"),
    messages=("parcel_arrived",),
)
STUCK = drawing(
    "feedback",
    timer("pause", "PT1S"),
    task("fails", more='camunda:priority="=case_number"'),
    chain("start", "pause", "fails", "end"),
)


def the_incident(rt: Runtime) -> IncidentView:
    (found,) = incidents(rt, IncidentFilter(state="open"), PageRequest(), by=MANAGER).items
    return found


def test_a_thrown_message_nobody_got_can_still_be_sent_after_variables_were_put_right(rt: Runtime) -> None:
    put_live(rt, THROWING)
    case = a_case(rt, other="FB-0")
    do(rt, case.instance_id, "respond", AGENT)
    (thrown,) = take_due(rt, 10).outbox
    fail_effect(rt, thrown, "two instances wait for it", final=True)
    told = Intervention(Kind.VARIABLES, "the number was misread", variables={"other": "FB-1"})
    step_in(rt, case.instance_id, told, by=MANAGER)
    assert retry_incident(rt, the_incident(rt).id, by=MANAGER).state == "resolved"
    assert take_due(rt, 10).outbox == (thrown,)


def test_a_timer_tried_again_in_vain_is_told_as_stuck_anew(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, STUCK)
    case = a_case(rt)
    for _ in range(rt.settings.timer_attempts):
        clock.advance(timedelta(hours=2))
        fire_timer(rt, timers_of(rt, case.instance_id)[0].id)
    first = the_incident(rt)
    again = retry_incident(rt, first.id, by=MANAGER)
    assert (again.state, again.id) == ("open", the_incident(rt).id)
    with rt.reading() as session:
        assert session.get_one(Incident, first.id).state == "resolved"


def test_who_supervises_another_group_closes_no_incident_though_they_own_the_process(rt: Runtime) -> None:
    put_live(rt, THROWING)
    case = a_case(rt, other="FB-0")
    do(rt, case.instance_id, "respond", AGENT)
    fail_effect(rt, take_due(rt, 10).outbox[0], "two instances wait for it", final=True)
    both = Actor("owner", frozenset({"process_owner"}), frozenset({"logistics"}))
    with pytest.raises(NotASupervisor):
        resolve_incident(rt, the_incident(rt).id, note="not mine to close", by=both)
    assert resolve_incident(rt, the_incident(rt).id, note="called them", by=MANAGER).state == "resolved"
