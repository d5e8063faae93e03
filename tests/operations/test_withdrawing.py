"""The customer takes a matter back, or somebody ends it: the case says which, by whom and why."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.views import CaseDetail, PageRequest
from service.errors import CaseClosed
from service.operations.cases import withdraw_case
from service.operations.instances import resume_instance, suspend_instance, terminate_instance
from service.queries.cases import CaseFilter, case_detail, case_history, cases
from service.runtime import Runtime
from tests.operations.stage import AGENT, AGENT2, MANAGER, TWO_TASKS, a_case, do, open_tasks, put_live
from tests.operations.test_messages import WITHDRAWABLE


def test_a_withdrawn_case_ends_with_its_tasks_and_says_why(rt: Runtime) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    closed = withdraw_case(rt, case.id, reason="found the mistake", by=AGENT)
    assert (closed.status, closed.closed_how) == ("withdrawn", "withdrawn")
    assert (closed.closed_by, closed.closed_reason) == ("agent", "found the mistake")
    assert open_tasks(rt, case.instance_id) == {}
    assert cases(rt, CaseFilter(status="open"), PageRequest(), by=AGENT).items == ()


def test_a_case_whose_process_hears_no_withdrawal_stays_open_and_notes_the_wish(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    found = withdraw_case(rt, a_case(rt).id, reason="never mind", by=AGENT)
    assert found.status == "open"
    assert found.withdrawn_at == rt.now()


def test_a_suspended_case_keeps_the_withdrawal_until_it_is_resumed(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    asked = withdraw_case(rt, case.id, reason="sold the house", by=AGENT)
    assert (asked.status, asked.withdrawn_at) == ("open", rt.now())
    withdraw_case(rt, case.id, reason="asked again", by=AGENT2)
    clock.advance(rt.settings.early_message_for + timedelta(days=60))
    resume_instance(rt, case.instance_id, by=MANAGER)
    closed = _case(rt, case.id).case
    assert (closed.status, closed.closed_how) == ("withdrawn", "withdrawn")
    assert (closed.closed_by, closed.closed_reason) == ("agent", "sold the house")
    assert _told(rt, case.id, "case.withdrawn") == [{"reason": "sold the house", "waits_for": "resumption"}]


def test_a_case_ended_by_a_supervisor_is_told_apart_from_a_withdrawn_one(rt: Runtime) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    terminate_instance(rt, case.instance_id, reason="entered twice", by=MANAGER)
    closed = _case(rt, case.id).case
    assert (closed.status, closed.closed_how) == ("withdrawn", "terminated")
    assert (closed.closed_by, closed.closed_reason) == ("manager", "entered twice")
    ended = {"status": "withdrawn", "how": "terminated", "reason": "entered twice"}
    assert _told(rt, case.id, "case.closed") == [ended]
    with pytest.raises(CaseClosed):
        withdraw_case(rt, case.id, reason="too late", by=AGENT)


def test_a_case_whose_process_came_to_its_end_needs_no_reason(rt: Runtime) -> None:
    put_live(rt, WITHDRAWABLE)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    closed = _case(rt, case.id).case
    assert (closed.closed_how, closed.closed_by, closed.closed_reason) == ("process", "agent", None)


def _case(rt: Runtime, case_id: UUID) -> CaseDetail:
    return case_detail(rt, case_id, by=MANAGER)


def _told(rt: Runtime, case_id: UUID, kind: str) -> list[object]:
    history = case_history(rt, case_id, PageRequest(limit=200), by=MANAGER).items
    return [dict(each.detail) for each in history if each.type == kind]
