"""A message reaches the one wait it fits: now, or when that wait begins; never two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.clock import SetClock
from service.domain.people import SYSTEM
from service.errors import AmbiguousCorrelation, CaseNotFound, Invalid
from service.operations.cases import NewCaseMessage, add_message
from service.operations.instances import resume_instance, suspend_instance
from service.operations.messages import deliver_message
from service.operations.outbox import deliver_thrown, open_effect
from service.operations.sweep import purge, take_due
from service.queries.cases import case_detail
from service.runtime import Runtime
from tests.operations.drawings import catch, chain, drawing, flows, properties, task
from tests.operations.stage import AGENT, MANAGER, OWNER, a_case, do, open_tasks, put_live

LISTENING = drawing(
    "feedback",
    task("respond"),
    catch("parcel", "parcel_arrived", brings="amount, answer, x, anything"),
    task("inspect"),
    chain("start", "respond", "parcel", "inspect", "end"),
    messages=("parcel_arrived",),
)
WITHDRAWABLE = drawing(
    "feedback",
    task("respond"),
    chain("start", "respond", "end"),
    '<subProcess id="withdrawal" triggeredByEvent="true">'
    f'<startEvent id="withdrawn">{properties(brings="reason")}'
    '<messageEventDefinition messageRef="case_withdrawn_message"/></startEvent>'
    '<endEvent id="gone"><terminateEventDefinition/></endEvent>'
    '<sequenceFlow id="w" sourceRef="withdrawn" targetRef="gone"/></subProcess>'
    '<subProcess id="reading" triggeredByEvent="true">'
    '<startEvent id="said" isInterrupting="false">'
    '<messageEventDefinition messageRef="customer_message_message"/></startEvent>'
    + task("read_message")
    + '<endEvent id="read"/>'
    + flows("said>read_message", "read_message>read")
    + "</subProcess>",
    messages=("case_withdrawn", "customer_message"),
)


def test_a_message_moves_the_instance_that_waits_for_it(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case, other = a_case(rt), a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    do(rt, other.instance_id, "respond", AGENT)
    found = deliver_message(rt, "parcel_arrived", {"case_number": case.number}, {"amount": 3}, by=SYSTEM)
    assert (found.result, found.instance_id) == ("delivered", case.instance_id)
    assert list(open_tasks(rt, case.instance_id)) == ["inspect"]
    assert open_tasks(rt, other.instance_id) == {}


def test_a_message_cannot_bring_the_outcome_of_a_case_along(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    with pytest.raises(Invalid) as refused:
        deliver_message(
            rt,
            "parcel_arrived",
            {"case_number": case.number},
            {"status": "closed_satisfied", "round": 9, "note": "here"},
            by=AGENT,
        )
    assert set(refused.value.fields) == {"variables.round", "variables.status"}
    assert case_detail(rt, case.id, by=AGENT).case.status == "open"


def test_a_message_brings_only_what_the_event_that_takes_it_declares(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    keys = {"case_number": case.number}
    for moment in ("kept for the event", "waited for"):
        with pytest.raises(Invalid) as refused:
            deliver_message(rt, "parcel_arrived", keys, {"approved": True, "amount": 3}, by=AGENT)
        allowed = "this message brings only: amount, answer, anything, x"
        assert refused.value.fields == {"variables.approved": [allowed]}, moment
        if moment == "kept for the event":
            do(rt, case.instance_id, "respond", AGENT)
    deliver_message(rt, "parcel_arrived", keys, {"amount": 3}, by=AGENT)
    assert list(open_tasks(rt, case.instance_id)) == ["inspect"]


def test_a_message_to_an_event_that_declares_nothing_brings_nothing(rt: Runtime) -> None:
    put_live(rt, WITHDRAWABLE)
    keys = {"business_key": a_case(rt).number}
    with pytest.raises(Invalid) as refused:
        deliver_message(rt, "customer_message", keys, {"compensation": 9}, by=AGENT)
    assert refused.value.fields == {"variables.compensation": ["this message brings no variables"]}


def test_a_message_that_comes_early_is_delivered_once(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    keys = {"business_key": case.number}
    assert deliver_message(rt, "parcel_arrived", keys, {"answer": "here"}, by=SYSTEM).result == "kept"
    do(rt, case.instance_id, "respond", AGENT)
    assert list(open_tasks(rt, case.instance_id)) == ["inspect"]
    assert deliver_message(rt, "parcel_arrived", keys, {}, by=SYSTEM).result == "kept"


def test_a_message_kept_too_long_is_not_delivered(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    deliver_message(rt, "parcel_arrived", {"business_key": case.number}, {}, by=SYSTEM)
    clock.advance(rt.settings.early_message_for + timedelta(seconds=1))
    do(rt, case.instance_id, "respond", AGENT)
    assert open_tasks(rt, case.instance_id) == {}
    purge(rt)


def test_a_message_that_fits_two_waits_is_refused(rt: Runtime) -> None:
    same = LISTENING.content.decode().replace(
        "<camunda:properties>",
        '<camunda:properties><camunda:property name="correlation_key" value="=parcel_no"/>',
    )
    put_live(rt, type(LISTENING)(LISTENING.path, same.encode()))
    for _ in range(2):
        do(rt, a_case(rt, parcel_no="A-7").instance_id, "respond", AGENT)
    with pytest.raises(AmbiguousCorrelation):
        deliver_message(rt, "parcel_arrived", {"correlation_key": "A-7"}, {}, by=SYSTEM)


def test_a_message_moves_no_case_its_sender_may_not_work_on(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    keys = {"business_key": case.number}
    with pytest.raises(CaseNotFound):  # though nothing waits for it yet
        deliver_message(rt, "parcel_arrived", keys, {}, by=OWNER)
    do(rt, case.instance_id, "respond", AGENT)
    with pytest.raises(CaseNotFound):
        deliver_message(rt, "parcel_arrived", keys, {}, by=OWNER)
    assert deliver_message(rt, "parcel_arrived", keys, {}, by=AGENT).result == "delivered"


def test_a_message_for_a_suspended_instance_waits_for_its_resumption(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    found = deliver_message(rt, "parcel_arrived", {"business_key": case.number}, {}, by=SYSTEM)
    assert found.result == "kept"
    assert open_tasks(rt, case.instance_id) == {}
    resume_instance(rt, case.instance_id, by=MANAGER)
    assert list(open_tasks(rt, case.instance_id)) == ["inspect"]


def test_what_one_instance_throws_another_catches_once(rt: Runtime) -> None:
    throwing = drawing(
        "complaint",
        task("acknowledge"),
        '<intermediateThrowEvent id="tell"><extensionElements><camunda:properties>'
        '<camunda:property name="correlation_key" value="=other"/></camunda:properties></extensionElements>'
        '<messageEventDefinition messageRef="parcel_arrived_message"/></intermediateThrowEvent>',
        chain("start", "acknowledge", "tell", "end"),
        messages=("parcel_arrived",),
    )
    put_live(rt, LISTENING, throwing)
    listener = a_case(rt)
    do(rt, listener.instance_id, "respond", AGENT)
    thrower = a_case(rt, kind="complaint", other=listener.number)
    do(rt, thrower.instance_id, "acknowledge", AGENT)
    due = take_due(rt, 10)
    assert len(due.outbox) == 1
    assert [deliver_thrown(rt, due.outbox[0]) for _ in range(2)] == [True, False]
    assert list(open_tasks(rt, listener.instance_id)) == ["inspect"]


def test_the_customers_words_reach_the_process_and_ours_do_not(rt: Runtime) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    add_message(rt, case.id, NewCaseMessage("We look into it.", "out", "phone"), by=AGENT)
    assert set(open_tasks(rt, case.instance_id)) == {"respond"}
    add_message(rt, case.id, NewCaseMessage("Any news?", "in", "phone"), by=AGENT)
    assert set(open_tasks(rt, case.instance_id)) == {"respond", "read_message"}
    detail = case_detail(rt, case.id, by=AGENT)
    assert [message.direction for message in detail.messages] == ["out", "in"]
    with pytest.raises(Invalid):
        add_message(rt, case.id, NewCaseMessage("  ", "in", "phone"), by=AGENT)


def test_what_a_customer_says_after_the_case_was_closed_is_told_to_the_front_desk(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    assert not case_detail(rt, case.id, by=AGENT).wrote_after_closing
    before = set(take_due(rt, 100).outbox)
    clock.advance(timedelta(minutes=5))
    add_message(rt, case.id, NewCaseMessage("Now it squeaks again.", "in", "phone"), by=AGENT)
    add_message(rt, case.id, NewCaseMessage("We call you back.", "out", "phone"), by=AGENT)
    (notice,) = set(take_due(rt, 100).outbox) - before
    work = open_effect(rt, notice)
    assert work is not None
    payload = work.payload
    assert payload["to"] == ["group:customer_service"]
    assert (payload["template"], payload["text"]) == ("wrote_after_closing", "Now it squeaks again.")
    assert case_detail(rt, case.id, by=AGENT).wrote_after_closing
