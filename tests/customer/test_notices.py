"""Who is told what, over which way, and what becomes of each message: a real mail server, real receivers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import requests
from aiosmtpd.controller import Controller

from service.clock import SetClock
from service.domain.outbox import OutboxState
from service.domain.people import SYSTEM
from service.domain.quiet import quiet_until
from service.domain.views import OpenedCase, PageRequest
from service.domain.views.customer import DeliveryView
from service.operations import cases
from service.operations.cases import ContactGiven, CustomerGiven, NewCase
from service.operations.customer.links import unsubscribe
from service.operations.customer.settling import settle_surveys
from service.operations.customer.telling import tell_what_happened
from service.queries.customer.deliveries import DeliveryFilter, deliveries
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.customer.along import simply_answered, work
from tests.desk.office import AGENT
from tests.workers.outside import receiver
from workers.channels import Channels, Notification, NotSent, open_channels, webhook
from workers.channels.addresses import public_address
from workers.channels.guarded import PrivateAddress, only_public
from workers.channels.webhook import Webhook


class Post:
    """Keeps the mails a real SMTP server takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        """Take it."""
        content: bytes = envelope.content  # type: ignore[attr-defined]  # aiosmtpd's envelope
        self.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept under 4711"


@pytest.fixture(scope="module")
def smtp() -> Iterator[tuple[Post, int]]:
    """A real SMTP server."""
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield post, port
    controller.stop()


@pytest.fixture
def post(smtp: tuple[Post, int], told: Callable[..., None]) -> Post:
    """The mail server, empty, and set up as the way to everybody."""
    kept, port = smtp
    kept.mails.clear()
    told(notify_urls=f"smtp://127.0.0.1:{port}?to=desk@example.com")
    return kept


def opened(rt: Runtime, *, email: str = "lin@example.com") -> OpenedCase:
    """A case of a customer with an address."""
    contact = ContactGiven("Lin Hai", "13800000005", email)
    customer = CustomerGiven(name="Lin Hai", phone="13800000005")
    return cases.open_case(
        rt,
        NewCase("feedback", "hotline", customer, contact, "The <b>door</b> sticks", "Since {Monday}"),
        by=AGENT,
    )


def begin(rt: Runtime, clock: SetClock) -> None:
    """The duty's first look: what was before it is nobody's news."""
    tell_what_happened(rt)
    clock.advance(timedelta(seconds=1))


def told_now(rt: Runtime, clock: SetClock) -> None:
    """Let the duty look, a little later."""
    clock.advance(timedelta(minutes=1))
    tell_what_happened(rt)
    work(rt, open_channels(rt.settings))


def sent(rt: Runtime, case: OpenedCase) -> list[DeliveryView]:
    """The deliveries of a case, the oldest first."""
    found = deliveries(rt, DeliveryFilter(case_id=case.id), PageRequest(), by=SYSTEM).items
    return list(reversed(found))


def test_the_customer_hears_that_the_matter_was_received_with_a_link_that_works(
    office: Runtime, clock: SetClock, post: Post, nobody
) -> None:
    begin(office, clock)
    case = opened(office)
    told_now(office, clock)
    [mail] = [each for each in post.mails if "lin@example.com" in each["To"]]
    text = mail.get_content().replace("\n", " ")
    assert case.number in mail["Subject"]
    assert "<b>door</b>" in text
    path = "/t/" + text.split("/t/")[1].split()[0]
    assert nobody.get(path).status_code == 200
    [delivery] = [each for each in sent(office, case) if each.recipient == "customer"]
    assert (delivery.state, delivery.channel, delivery.answer) == ("sent", "mail", "250 kept under 4711")
    assert path not in delivery.text and "…" in delivery.text


def test_nothing_is_told_twice(office: Runtime, clock: SetClock, post: Post) -> None:
    begin(office, clock)
    opened(office)
    told_now(office, clock)
    heard = len(post.mails)
    told_now(office, clock)
    assert len(post.mails) == heard


def test_staff_hear_of_work_that_arrives_and_the_customer_of_the_end(
    office: Runtime, clock: SetClock, post: Post
) -> None:
    begin(office, clock)
    case = opened(office)
    told_now(office, clock)
    assert [each["Subject"] for each in post.mails if each["To"] == "desk@example.com"] == [
        "1 new: Answer the customer"
    ]
    cases.withdraw_case(office, case.id, reason="it closes again", by=AGENT)
    work(office)
    post.mails.clear()
    told_now(office, clock)
    [mail] = [each for each in post.mails if "lin@example.com" in each["To"]]
    assert "withdrawn at your wish" in " ".join(mail.get_content().split())


def test_the_customer_hears_of_a_delay_before_the_promise_is_broken(
    office: Runtime, clock: SetClock, post: Post
) -> None:
    begin(office, clock)
    opened(office)
    for _ in range(60):
        told_now(office, clock)
        clock.advance(timedelta(hours=1))
        delays = [each for each in post.mails if "may take longer" in each["Subject"]]
        if delays:
            break
    [delay] = delays
    due = " ".join(delay.get_content().split()).split(" by ")[1][:16]
    assert datetime.fromisoformat(due).astimezone(UTC) > datetime(2026, 1, 1, tzinfo=UTC)
    assert "first response" in delay.get_content()


def test_a_survey_can_be_refused_and_a_notice_of_the_matter_cannot(
    office: Runtime, clock: SetClock, post: Post
) -> None:
    case = opened(office)
    unsubscribe(office, case.tracking_url.rpartition("/")[2])
    simply_answered(office, case)
    clock.advance(timedelta(minutes=6))
    work(office, open_channels(office.settings))
    assert not [each for each in post.mails if "is it settled" in each["Subject"]]
    [asked] = [each for each in sent(office, case) if each.template == "questionnaire"]
    assert (asked.state, asked.error) == ("cancelled", "unsubscribed")


def test_a_survey_says_in_its_head_how_to_get_no_more(
    office: Runtime, clock: SetClock, post: Post, nobody
) -> None:
    case = opened(office)
    simply_answered(office, case)
    clock.advance(timedelta(minutes=6))
    work(office, open_channels(office.settings))
    [mail] = [each for each in post.mails if "is it settled" in each["Subject"]]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/t/" + mail["List-Unsubscribe"].split("/t/")[1].rstrip(">")
    assert nobody.post(path).status_code == 200
    assert settle_surveys(office) == 0


def test_a_way_that_keeps_failing_is_one_incident_and_the_next_way_is_taken(
    office: Runtime, clock: SetClock, post: Post, told: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "public_address", lambda _host, _port: "127.0.0.1")
    with receiver(500) as broken:
        told(notify_urls=f"{broken.url} {office.settings.notify_urls}", delivery_attempts=2, tell_staff="")
        begin(office, clock)
        first, second = opened(office), opened(office)
        told_now(office, clock)
        for _ in range(3):
            clock.advance(timedelta(minutes=1))
            work(office, open_channels(office.settings))
    for case in (first, second):
        failed, done = sent(office, case)
        assert (failed.channel, failed.state, failed.attempts) == ("webhook", "failed", 2)
        assert "answered 500" in failed.error
        assert (done.channel, done.state) == ("mail", "sent")
    [incident] = incidents(office, IncidentFilter(), PageRequest(), by=SYSTEM).items
    assert incident.message.startswith("webhook: ")


def test_nobody_is_rung_at_night_by_their_own_clock(
    office: Runtime, clock: SetClock, told: Callable[..., None]
) -> None:
    rung: list[str] = []

    class Phone:
        name = "sms"

        def send(self, notification: object) -> str:
            rung.append(getattr(notification, "phone", ""))
            return "queued"

    told(notify_urls="kannel://gateway.example/{to}", tell_staff="")
    tell_what_happened(office)
    clock.set(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))  # 23:00 in Shanghai
    case = opened(office)
    clock.advance(timedelta(minutes=1))
    tell_what_happened(office)
    work(office, Channels({"sms": Phone()}))
    [held] = sent(office, case)
    assert (rung, held.state) == ([], OutboxState.PENDING)
    assert held.held_until == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    clock.set(datetime(2026, 11, 24, 0, 0, 5, tzinfo=UTC))
    work(office, Channels({"sms": Phone()}))
    assert rung == ["13800000005"]


@pytest.mark.parametrize(
    ("at", "ends"),
    [("20:59", None), ("21:00", "08:00"), ("03:00", "08:00"), ("07:59", "08:00"), ("08:00", None)],
)
def test_quiet_hours_span_midnight(at: str, ends: str | None) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{at}:00+08:00")
    until = quiet_until("21:00-08:00", "Asia/Shanghai", now)
    assert (until.astimezone(now.tzinfo).strftime("%H:%M") if until else None) == ends


def test_a_library_that_follows_a_redirect_to_a_private_address_is_stopped_at_its_door() -> None:
    with receiver() as inner, only_public(), pytest.raises((requests.ConnectionError, PrivateAddress)):
        requests.post(f"http://127.0.0.1:{inner.server_port}/", timeout=2)
    assert not inner.requests


def test_a_guard_within_a_guard_leaves_the_outer_one_standing() -> None:
    with receiver() as inner, only_public():
        with only_public():
            pass
        with pytest.raises((requests.ConnectionError, PrivateAddress)):
            requests.post(f"http://127.0.0.1:{inner.server_port}/", timeout=2)
    assert not inner.requests
    with receiver() as inner:
        requests.post(f"http://127.0.0.1:{inner.server_port}/", timeout=2)
        assert inner.requests


def test_a_name_that_changes_what_it_stands_for_is_judged_where_it_connects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *more: object, **named: object) -> object:
        if host != "rebinding.example":
            return real(host, port, *more, **named)  # type: ignore[arg-type]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as inner:
        assert public_address("rebinding.example", inner.server_port) == "93.184.216.34"
        with only_public(), pytest.raises((requests.ConnectionError, PrivateAddress)):
            requests.post(f"http://rebinding.example:{inner.server_port}/", timeout=2)
        assert not inner.requests


def test_a_receiver_that_is_silent_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_PATIENCE_S", 0.2)
    monkeypatch.setattr(webhook, "public_address", lambda _host, _port: "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(NotSent, match="broke off"):
            Webhook(f"http://silent.example:{port}/").send(Notification("k", (), "s", "t"))
