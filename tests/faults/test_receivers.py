"""R21: receivers that break off after accepting, fail, or point elsewhere: same key, backoff, incident."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.outbox import OutboxMessage
from service.domain.views import PageRequest
from service.operations.sweep import take_due
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import chain, drawing, external, task
from tests.operations.stage import MANAGER, a_case, open_tasks, put_live
from tests.workers.outside import Receiver, receiver
from workers.channels import Channels, webhook
from workers.channels.webhook import Webhook
from workers.due import Hands, work_off
from workers.handlers import Handlers, default_handlers

_INPUT = (
    '><extensionElements><camunda:inputOutput><camunda:inputParameter name="to">supervisor'
    "</camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>"
)
TELLING = drawing(
    "feedback",
    external("ask", "notify").replace("/>", _INPUT),
    task("call"),
    chain("start", "ask", "call", "end"),
)


@pytest.fixture
def receivers_are_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The receivers of these tests live on this machine; let them pass for the open internet."""
    monkeypatch.setattr(webhook, "public_address", lambda host, port: "127.0.0.1")


def test_a_receiver_that_breaks_off_after_accepting_is_told_again_under_the_same_key(
    rt: Runtime, clock: SetClock, receivers_are_public: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_PATIENCE_S", 0.2)
    put_live(rt, TELLING)
    instance_id = a_case(rt).instance_id
    with _one_that_never_answers() as (url, heard):
        _try(rt, default_handlers(rt, Channels({"console": Webhook(url)})))
        assert len(heard) == 1
    assert list(open_tasks(rt, instance_id)) == ["call"]  # a receiver that is silent holds nobody up
    with receiver() as server:
        clock.advance(rt.settings.backoff)
        _try(rt, default_handlers(rt, Channels({"console": Webhook(server.url)})))
        [(_, headers, _)] = server.requests
    assert f"idempotency-key: {headers['Idempotency-Key']}".lower() in heard[0].lower()
    assert list(open_tasks(rt, instance_id)) == ["call"]
    check_after_fault(rt)


@pytest.mark.parametrize("status", [500, 302, 429])
def test_a_receiver_that_keeps_failing_is_an_incident_after_ever_longer_waits(
    rt: Runtime, clock: SetClock, receivers_are_public: None, status: int
) -> None:
    put_live(rt, TELLING)
    instance_id = a_case(rt).instance_id
    with receiver() as inner, receiver(status, Location=f"http://127.0.0.1:{inner.server_port}/") as server:
        waits = _try_until_given_up(rt, clock, server)
        keys = {headers["Idempotency-Key"] for _, headers, _ in server.requests}
        assert (len(server.requests), len(keys)) == (rt.settings.delivery_attempts, 1)
        assert inner.requests == []
    assert waits == sorted(waits)
    assert waits[-1] >= 8 * waits[0]
    [stuck] = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert stuck.instance_id == instance_id
    check_after_fault(rt)


def test_a_receiver_at_a_private_address_never_hears_of_it(rt: Runtime) -> None:
    put_live(rt, TELLING)
    instance_id = a_case(rt).instance_id
    with receiver() as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        _try(rt, default_handlers(rt, Channels({"console": Webhook(address)})))
        assert server.requests == []
    assert "private address" in (_row(rt, instance_id).last_error or "")
    check_after_fault(rt)


def _try(rt: Runtime, handlers: Handlers) -> None:
    while not (due := take_due(rt, 10)).empty:
        work_off(Hands(rt, handlers), due)


def _try_until_given_up(rt: Runtime, clock: SetClock, server: Receiver) -> list[timedelta]:
    """How long it waited before each further attempt."""
    handlers = default_handlers(rt, Channels({"console": Webhook(server.url)}))
    [instance_id] = _asking(rt)
    waits = []
    for _ in range(rt.settings.delivery_attempts):
        _try(rt, handlers)
        message = _row(rt, instance_id)
        if message.state == "pending":
            waits.append(message.next_try_at - rt.now())
            clock.advance(waits[-1])
    assert take_due(rt, 10).empty
    return waits


def _asking(rt: Runtime) -> list[UUID]:
    with rt.reading() as session:
        return list(session.scalars(select(OutboxMessage.instance_id)).unique())


def _row(rt: Runtime, instance_id: UUID) -> OutboxMessage:
    with rt.reading() as session:
        mine = select(OutboxMessage).where(
            OutboxMessage.instance_id == instance_id, OutboxMessage.topic == "deliver"
        )
        return session.scalars(mine).one()


@contextmanager
def _one_that_never_answers() -> Iterator[tuple[str, list[str]]]:
    """Takes one request and says nothing."""
    heard: list[str] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def listen() -> None:
            caller, _ = door.accept()
            with caller:
                heard.append(caller.recv(65536).decode())
                over.wait(10)

        listening = threading.Thread(target=listen)
        listening.start()
        try:
            yield f"http://receiver.example:{door.getsockname()[1]}/", heard
        finally:
            over.set()
            listening.join()
