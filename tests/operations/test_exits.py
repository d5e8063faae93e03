"""The exits of "until the customer is satisfied", and the pauses on the way, as records."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.clock import SetClock
from service.domain.clocks import Waiting
from service.domain.views import PageRequest
from service.domain.views.exits import ExitPage, WaitingView
from service.operations.cases import NewCaseMessage, add_message, withdraw_case
from service.operations.instances import terminate_instance
from service.operations.messages import deliver_message
from service.operations.pauses import pause_case, resume_case
from service.queries.clocks import case_clocks
from service.queries.exits import ExitFilter, exits
from service.queries.pauses import PauseFilter, pauses
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.promises import PROMISED, at, deadlines
from tests.operations.stage import AGENT, AGENT2, LOGISTICS, MANAGER, TWO_TASKS, a_case, do, put_live

FOR_PHOTOS = Waiting("cannot be judged without them", "photos of the damage", date(2026, 11, 25))
_WITHDRAWN = (
    '<subProcess id="withdrawal" triggeredByEvent="true"><startEvent id="withdrawn" isInterrupting="true">'
    + properties(brings="reason")
    + '<messageEventDefinition messageRef="case_withdrawn_message"/></startEvent><endEvent id="out"/>'
    + chain("withdrawn", "out")
    + "</subProcess>"
)
_HEARD = (
    '<subProcess id="heard" triggeredByEvent="true"><startEvent id="wrote" isInterrupting="false">'
    '<messageEventDefinition messageRef="customer_message_message"/></startEvent><endEvent id="read"/>'
    + chain("wrote", "read")
    + "</subProcess>"
)
ENDS = drawing(
    "feedback",
    task("decide", inside=properties(exit="decides")),
    task("approve", inside=properties(exit="approves", not_by="decide")),
    _WITHDRAWN,
    chain("start", "decide", "approve", "end"),
    messages=("case_withdrawn",),
)


def left(rt: Runtime, **wanted: object) -> ExitPage:
    return exits(rt, ExitFilter(**wanted), PageRequest(), by=MANAGER)  # type: ignore[arg-type]  # its own fields


def waited(rt: Runtime, **wanted: bool) -> tuple[WaitingView, ...]:
    return pauses(rt, PauseFilter(**wanted), PageRequest(), by=MANAGER).items


def test_exhausted_recourse_is_on_record_with_its_reason_and_the_second_persons_approval(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, ENDS)
    told = {"decision_reason": "beyond repair", "outside_recourse": "the consumers' association"}
    case = a_case(rt, satisfied_outcome=False, satisfied_handling=True, **told)
    do(rt, case.instance_id, "decide", AGENT)
    do(rt, case.instance_id, "approve", AGENT2, status="closed_recourse_exhausted")
    (found,) = left(rt, case_id=case.id).items
    assert (found.exit, found.decided_by, found.approved_by) == ("recourse_exhausted", "agent", "agent2")
    assert (found.reason, found.recourse, found.round) == (*told.values(), 1)
    assert (found.satisfied_outcome, found.satisfied_handling) == (False, True)
    assert left(rt).counts == {"satisfied": 0, "recourse_exhausted": 1, "withdrawn": 0, "unreachable": 0}
    with pytest.raises(DBAPIError), rt.transaction() as tx:
        tx.connection.execute(text("update case_exit set reason = 'none'"))


def test_words_where_a_number_belongs_keep_no_case_from_closing(rt: Runtime) -> None:
    put_live(rt, ENDS)
    case = a_case(rt, satisfaction="good")
    do(rt, case.instance_id, "decide", AGENT)
    do(rt, case.instance_id, "approve", AGENT2, status="closed_recourse_exhausted")
    (found,) = left(rt, case_id=case.id).items
    assert (found.exit, found.satisfaction) == ("recourse_exhausted", None)


def test_an_unreachable_customer_leaves_the_attempts_with_their_times(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, TWO_TASKS)
    times = ["2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z"]
    case = a_case(rt, call_times=times)
    do(rt, case.instance_id, "respond", AGENT, status="unreachable")
    (found,) = left(rt, exit="unreachable").items
    assert (found.case_number, found.attempts) == (case.number, tuple(times))


def test_a_withdrawn_case_leaves_the_customers_reason_and_a_stopped_one_no_exit(
    rt: Runtime, clock: SetClock
) -> None:
    put_live(rt, ENDS)
    withdrawn, stopped = a_case(rt), a_case(rt)
    withdraw_case(rt, withdrawn.id, reason="It works again.", by=AGENT)
    terminate_instance(rt, stopped.instance_id, reason="a duplicate", by=MANAGER)
    (found,) = left(rt).items
    assert (found.case_number, found.exit, found.reason) == (withdrawn.number, "withdrawn", "It works again.")
    assert not left(rt, since=date(2030, 1, 1)).items
    assert not exits(rt, ExitFilter(), PageRequest(), by=LOGISTICS).items


def test_d3_a_pause_the_customer_had_already_answered_ends_then_and_is_listed(
    rt: Runtime, clock: SetClock
) -> None:
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, PROMISED, deadlines())
    case, other = a_case(rt), a_case(rt)
    for each in (case, other):
        pause_case(rt, each.id, waiting=FOR_PHOTOS, by=AGENT)
    clock.set(at("2026-11-23 15:00"))
    assert waited(rt, answered=True) == ()
    wrote = NewCaseMessage("Here they are.", "in", "email", written_at=at("2026-11-23 11:00"))
    add_message(rt, case.id, wrote, by=AGENT)
    (found,) = waited(rt, answered=True)
    assert (found.case_number, found.awaited) == (case.number, "photos of the damage")
    assert (found.answered_at, found.resumed_at) == (at("2026-11-23 11:00"), at("2026-11-23 11:00"))
    assert found.idle_s == 3 * 3600  # eleven to three, without the noon break
    respond = next(each for each in case_clocks(rt, case.id, by=MANAGER).items if each.kind == "respond")
    assert respond.due_at == at("2026-11-24 11:00")  # an hour later, not five
    assert [each.case_number for each in waited(rt, is_open=True)] == [other.number]


def test_d3_a_pause_whose_review_is_overdue_is_listed_until_it_ends(rt: Runtime, clock: SetClock) -> None:
    clock.set(at("2026-11-23 10:00"))
    put_live(rt, PROMISED, deadlines())
    case = a_case(rt)
    pause_case(rt, case.id, waiting=FOR_PHOTOS, by=AGENT)
    assert waited(rt, review_overdue=True) == ()
    clock.set(at("2026-11-26 09:00"))
    assert [each.case_number for each in waited(rt, review_overdue=True)] == [case.number]
    assert pauses(rt, PauseFilter(), PageRequest(), by=LOGISTICS).items == ()
    resume_case(rt, case.id, by=AGENT)
    assert waited(rt, review_overdue=True) == ()


def test_d3_the_customers_words_end_a_pause_whichever_way_they_come(rt: Runtime, clock: SetClock) -> None:
    clock.set(at("2026-11-23 10:00"))
    drawn = drawing(
        "feedback",
        task("respond", inside=properties(sla="respond")),
        _HEARD,
        chain("start", "respond", "end"),
        messages=("customer_message",),
    )
    put_live(rt, drawn, deadlines())
    case = a_case(rt)
    pause_case(rt, case.id, waiting=FOR_PHOTOS, by=AGENT)
    deliver_message(rt, "customer_message", {"business_key": case.number}, {}, by=AGENT)
    (found,) = waited(rt)
    assert (found.by_customer, found.resumed_at) == (True, at("2026-11-23 10:00"))
