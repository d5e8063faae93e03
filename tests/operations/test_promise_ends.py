"""A promise in words ends with its case, however that ends, and the record says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.promise_book import CustomerPromise
from service.domain.views import OpenedCase, PageRequest
from service.errors import CaseClosed
from service.operations.cases import withdraw_case
from service.operations.customer.book import promise
from service.operations.customer.telling import tell_what_happened
from service.operations.instances import terminate_instance
from service.queries.cases import case_history
from service.runtime import Runtime
from tests.operations.acts.sending import sent
from tests.operations.stage import AGENT, MANAGER, TECH, TWO_TASKS, a_case, do, put_live
from tests.operations.test_messages import WITHDRAWABLE


def withdrawn(rt: Runtime, case: OpenedCase) -> None:
    withdraw_case(rt, case.id, reason="It works again.", by=AGENT)


def ended(rt: Runtime, case: OpenedCase) -> None:
    terminate_instance(rt, case.instance_id, reason="It works again.", by=MANAGER)


def settled(rt: Runtime, case: OpenedCase) -> None:
    do(rt, case.instance_id, "respond", AGENT)
    do(rt, case.instance_id, "assess", TECH)


@pytest.mark.parametrize(
    ("end", "by", "reason"),
    [
        (withdrawn, "agent", "It works again."),
        (ended, "manager", "It works again."),
        (settled, "tech", "closed_satisfied"),
    ],
)
def test_a_promise_ends_with_its_case_and_the_record_says_why(
    rt: Runtime, clock: SetClock, end: Callable[[Runtime, OpenedCase], None], by: str, reason: str
) -> None:
    put_live(rt, WITHDRAWABLE if end is withdrawn else TWO_TASKS)
    case = a_case(rt)
    for words, hours in (("A fitter rings you", 1), ("A new door", 48)):
        promise(rt, case.id, words, due_at=clock.now() + timedelta(hours=hours), by=AGENT)
    clock.advance(timedelta(hours=2))
    end(rt, case)
    with rt.reading() as session:
        rows = session.scalars(select(CustomerPromise).order_by(CustomerPromise.id)).all()
        assert [each.outcome for each in rows] == ["broken", "taken_back"]
        assert {(each.ended_by, each.reason, each.ended_at) for each in rows} == {(by, reason, clock.now())}
    history = case_history(rt, case.id, PageRequest(limit=200), by=AGENT).items
    told = [each.sentence for each in history if each.type == "promise.ended"]
    assert len(told) == 2 and "A new door" in told[1]
    clock.advance(timedelta(days=3))
    tell_what_happened(rt)
    assert [template for template, _ in sent(rt) if template.startswith("promise_")] == []
    with pytest.raises(CaseClosed):
        promise(rt, case.id, "Another", due_at=clock.now() + timedelta(hours=1), by=AGENT)
