"""A message kept for later stays its sender's, and brings no more than its receiver asks for."""

from __future__ import annotations

from uuid import UUID

from service.domain.views import HistoryView, PageRequest
from service.operations.instances import resume_instance, suspend_instance
from service.operations.messages import deliver_message
from service.queries.instances import instance_history
from service.runtime import Runtime
from tests.operations.stage import AGENT, AGENT2, MANAGER, TWO_TASKS, a_case, do, open_tasks, put_live
from tests.operations.test_messages import LISTENING


def test_a_message_released_by_a_resumption_stays_its_senders(rt: Runtime) -> None:
    put_live(rt, LISTENING)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    suspend_instance(rt, case.instance_id, by=MANAGER)
    deliver_message(rt, "parcel_arrived", {"business_key": case.number}, {"amount": 3}, by=AGENT2)
    resume_instance(rt, case.instance_id, by=MANAGER)
    assert list(open_tasks(rt, case.instance_id)) == ["inspect"]
    assert _received(rt, case.instance_id).actor == "agent2"


def test_what_a_message_brought_before_anybody_declared_it_is_left_out_and_told(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    number = a_case(rt).number
    after = f"{number[:-1]}{int(number[-1]) + 1}"
    deliver_message(rt, "parcel_arrived", {"case_number": after}, {"approved": True, "amount": 3}, by=AGENT2)
    put_live(rt, LISTENING)
    case = a_case(rt)
    assert case.number == after
    do(rt, case.instance_id, "respond", AGENT)
    told = _received(rt, case.instance_id)
    assert (told.detail["left_out"], told.detail["changed"]) == (["approved"], {"amount": 3})


def _received(rt: Runtime, instance_id: UUID) -> HistoryView:
    history = instance_history(rt, instance_id, PageRequest(limit=200), by=MANAGER).items
    return next(each for each in history if each.type == "message.received")
