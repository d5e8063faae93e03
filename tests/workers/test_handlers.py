"""What a service task asks for is done at least once outside, exactly once inside, and the process hears."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.outbox import OWN_TOPICS
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase, PageRequest
from service.operations import outbox
from service.operations.outbox import EffectWork
from service.operations.sweep import take_due
from service.queries.cases import case_detail, service_records
from service.queries.health import health
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, external, task
from tests.operations.stage import MANAGER, a_case, open_tasks, put_live
from workers.channels import Channels, Notification, NotSent
from workers.due import Hands, work_off
from workers.handlers import Handlers, default_handlers


class Keeps:
    """A channel that keeps what it is given, after failing as often as told."""

    name = "keeps"

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.kept: list[Notification] = []

    def send(self, notification: Notification) -> str:
        self.kept.append(notification)
        if len(self.kept) <= self.failures:
            raise NotSent(reason="the receiver broke off after taking it")
        return "kept"


def _asks(topic: str, **inputs: str) -> object:
    """A process that asks for one thing and then for a call."""
    wanted = "".join(
        f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>'
        for name, value in inputs.items()
    )
    asking = external("ask", topic).replace(
        "/>",
        f"><extensionElements><camunda:inputOutput>{wanted}</camunda:inputOutput></extensionElements></serviceTask>",
    )
    return drawing("feedback", asking, task("call"), chain("start", "ask", "call", "end"))


def _case_that_asks(rt: Runtime, topic: str, **inputs: str) -> OpenedCase:
    put_live(rt, _asks(topic, **inputs))  # type: ignore[arg-type]  # a SourceFile
    return a_case(rt)


def _work_off(rt: Runtime, handlers: Handlers) -> None:
    while not (due := take_due(rt, 10)).empty:
        work_off(Hands(rt, handlers), due)


def _records(rt: Runtime, case_id: UUID) -> int:
    customer = case_detail(rt, case_id, by=SYSTEM).case.customer_id
    return len(service_records(rt, customer, PageRequest(), by=SYSTEM).items)


def test_a_notification_is_sent_and_the_process_goes_on(rt: Runtime) -> None:
    channel = Keeps()
    case = _case_that_asks(rt, "notify", to="supervisor", text="Look at {this}")
    _work_off(rt, default_handlers(rt, Channels({"console": channel})))
    [sent] = channel.kept
    assert (sent.to, sent.text, sent.case_number) == (("supervisor",), "Look at {this}", case.number)
    assert list(open_tasks(rt, case.instance_id)) == ["call"]


def test_a_notification_that_failed_is_sent_again_under_the_same_key(rt: Runtime, clock: SetClock) -> None:
    channel = Keeps(failures=1)
    case = _case_that_asks(rt, "notify", to="supervisor", text="Look")
    handlers = default_handlers(rt, Channels({"console": channel}))
    _work_off(rt, handlers)
    assert list(open_tasks(rt, case.instance_id)) == ["call"]  # a mail server that is away holds nobody up
    clock.advance(rt.settings.backoff)
    _work_off(rt, handlers)
    first, second = channel.kept
    assert first.key == second.key


def test_the_customer_is_written_to_at_the_address_of_the_case(rt: Runtime) -> None:
    channel = Keeps()
    _case_that_asks(rt, "notify", to="customer", template="progress", text="Half way.")
    _work_off(rt, default_handlers(rt, Channels({"console": channel})))
    [sent] = channel.kept
    assert sent.text.startswith("Your matter FB-2026-")
    assert "Half way." in sent.text


def test_work_for_programs_outside_is_nothing_overdue_and_seldom_rung_for(
    sqlite_rt: Runtime, clock: SetClock
) -> None:
    case = _case_that_asks(sqlite_rt, "weigh_parcel")
    handlers = default_handlers(sqlite_rt, Channels({}))
    _work_off(sqlite_rt, handlers)
    clock.advance(sqlite_rt.settings.redispatch_after * 2)
    assert take_due(sqlite_rt, 10).outbox == ()
    assert (health(sqlite_rt).due_effects, health(sqlite_rt).oldest_due_s) == (0, 0.0)
    clock.advance(outbox.LEFT_FOR)
    assert health(sqlite_rt).due_effects == 0
    _work_off(sqlite_rt, handlers)
    assert open_tasks(sqlite_rt, case.instance_id) == {}


def test_a_missing_word_does_not_stop_a_notification(rt: Runtime) -> None:
    channel = Keeps()
    _case_that_asks(rt, "notify", to="supervisor", template="breach")
    _work_off(rt, default_handlers(rt, Channels({"console": channel})))
    assert "–" in channel.kept[0].text


def test_the_service_record_gets_one_entry(rt: Runtime) -> None:
    case = _case_that_asks(rt, "file_record", kind="case", text="Settled")
    _work_off(rt, default_handlers(rt, Channels({})))
    assert _records(rt, case.id) == 1
    assert list(open_tasks(rt, case.instance_id)) == ["call"]


def test_competing_workers_file_one_entry_between_them(rt: Runtime) -> None:
    case = _case_that_asks(rt, "file_record", kind="case", text="Settled")
    handlers = default_handlers(rt, Channels({}))
    due = take_due(rt, 10)
    work_off(Hands(rt, handlers), due)
    work_off(Hands(rt, handlers), due)
    assert _records(rt, case.id) == 1


def test_crash_between_filing_and_telling_the_process_files_nothing(
    rt: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _case_that_asks(rt, "file_record", kind="case", text="Settled")
    handlers = default_handlers(rt, Channels({}))

    def crash(*_: object, **__: object) -> bool:
        raise RuntimeError("killed here")

    with monkeypatch.context() as broken:
        broken.setattr("workers.handlers.complete_effect", crash)
        _work_off(rt, handlers)
    assert _records(rt, case.id) == 0
    clock.advance(rt.settings.backoff)
    _work_off(rt, handlers)
    assert _records(rt, case.id) == 1


def test_what_is_done_here_and_what_programs_outside_may_fetch_are_never_the_same(rt: Runtime) -> None:
    assert set(default_handlers(rt, Channels({}))) == OWN_TOPICS


def test_a_topic_nobody_here_knows_is_left_for_an_outside_worker(rt: Runtime) -> None:
    case = _case_that_asks(rt, "weigh_parcel")
    [effect_id] = take_due(rt, 10).outbox
    work_off(Hands(rt, default_handlers(rt, Channels({}))), take_due(rt, 10))
    work: EffectWork | None = outbox.open_effect(rt, effect_id)
    assert work is not None and work.attempts == 0
    answer: Mapping[str, object] = {"weight": "3 kg"}
    assert outbox.complete_effect(rt, effect_id, answer)
    assert list(open_tasks(rt, case.instance_id)) == ["call"]


def test_a_way_that_keeps_failing_becomes_an_incident_and_holds_no_process_up(
    rt: Runtime, clock: SetClock
) -> None:
    channel = Keeps(failures=1000)
    case = _case_that_asks(rt, "notify", to="supervisor", text="Look")
    handlers = default_handlers(rt, Channels({"console": channel}))
    for _ in range(rt.settings.delivery_attempts + 2):
        _work_off(rt, handlers)
        clock.advance(rt.settings.backoff * 2**20)
    assert len(channel.kept) == rt.settings.delivery_attempts
    assert list(open_tasks(rt, case.instance_id)) == ["call"]
    [stuck] = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert stuck.instance_id == case.instance_id
