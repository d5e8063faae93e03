"""R16: variables nobody sends by mistake are refused by a stated limit, or come back as they were sent."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import orjson
import pytest

from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.errors import Invalid
from service.operations.messages import deliver_message
from service.queries.instances import IncidentFilter, incidents, instance_detail
from service.runtime import Runtime
from tests.api.company import PASSWORD, Company
from tests.faults.invariants import check_after_fault
from tests.operations.stage import AGENT, MANAGER, a_case, do, open_tasks, put_live
from tests.operations.test_messages import LISTENING

HARMLESS = {
    "__class__": {"__init__": {"__globals__": "os"}},
    "long": "x" * 900_000,
    "words": "\u202egnp.exe e\u0301 \U0001f600 \u6c49\u5b57 {this} ${7*7} =1+1",
    "deep": [[[[[[[[{"a": [None, True, "x"]}]]]]]]]],
    "": {" ": ""},
}
REFUSED: dict[str, object] = {
    "long": "x" * 10_000_000,
    "keys": {f"k{number}": 1 for number in range(100_000)},
    "nul": "a\0b",
    "surrogate": "\ud800",
    "nan": float("nan"),
}
BODIES = {
    "long": b'"' + b"x" * 10_000_000 + b'"',
    "keys": b"{" + b",".join(b'"k%d":1' % number for number in range(100_000)) + b"}",
    "deep": b"[" * 1_000 + b"]" * 1_000,
    "nan": b"NaN",
    "nul": b'"\\u0000"',
    "surrogate": b'"\\ud800"',
    "number": b"1e400000",
}


def _waiting(rt: Runtime) -> tuple[UUID, str]:
    """An instance that waits for a parcel; its case's number."""
    put_live(rt, LISTENING)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    return case.instance_id, case.number


def test_unusual_variables_of_a_message_come_back_as_they_were_sent(rt: Runtime) -> None:
    instance_id, number = _waiting(rt)
    sent = deliver_message(rt, "parcel_arrived", {"case_number": number}, {"anything": HARMLESS}, by=SYSTEM)
    assert sent.result == "delivered"
    assert instance_detail(rt, instance_id, by=MANAGER).variables["anything"] == HARMLESS
    check_after_fault(rt)


@pytest.mark.parametrize("kind", [*REFUSED, "deep"])
def test_variables_beyond_the_limits_are_refused_and_the_instance_waits_on(rt: Runtime, kind: str) -> None:
    instance_id, number = _waiting(rt)
    value = REFUSED[kind] if kind in REFUSED else orjson.loads(b"[" * 1_000 + b"]" * 1_000)
    with pytest.raises(Invalid):
        deliver_message(rt, "parcel_arrived", {"case_number": number}, {"x": value}, by=SYSTEM)
    assert incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items == ()
    sent = deliver_message(rt, "parcel_arrived", {"case_number": number}, {}, by=SYSTEM)
    assert (sent.result, list(open_tasks(rt, instance_id))) == ("delivered", ["inspect"])
    check_after_fault(rt)


@pytest.mark.parametrize("kind", BODIES)
def test_a_message_beyond_the_limits_is_refused_by_name_and_not_kept(
    sqlite_rt: Runtime, staffed: Callable[[Runtime], Company], kind: str
) -> None:
    company = staffed(sqlite_rt)
    body = b'{"name":"parcel","correlation_keys":{"case_number":"FB-1"},"variables":{"x":%b}}' % BODIES[kind]
    client = company.app.test_client(use_cookies=False)
    token = client.post("/api/v1/sessions", json={"username": "agent", "password": PASSWORD}).json["token"]
    told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = client.post("/api/v1/messages", data=body, headers=told)
    assert (answer.status_code, answer.mimetype) == (
        {"long": 413, "keys": 413, "nan": 400}.get(kind, 422),
        "application/problem+json",
    )
    check_after_fault(sqlite_rt)
