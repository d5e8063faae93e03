"""What a delivery carries: one link however often it is tried, and times by its reader's own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.customers import Contact
from service.domain.links import CaseLink
from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.operations.customer.book import promise
from service.operations.customer.telling import tell_what_happened
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.customer.along import work
from tests.customer.test_notices import Post, begin, opened, post, sent, smtp, told_now
from tests.desk.office import AGENT
from tests.workers.outside import Receiver, receiver
from workers.channels import open_channels, webhook

__all__ = ["post", "smtp"]


@pytest.fixture
def nearby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a receiver on this machine stand for one outside."""
    monkeypatch.setattr(webhook, "public_address", lambda _host, _port: "127.0.0.1")


def heard(outside: Receiver) -> list[str]:
    """What the receiver was sent."""
    return [body.decode() for _, _, body in outside.requests]


def test_a_delivery_has_one_link_however_often_it_is_tried(
    office: Runtime, clock: SetClock, told: Callable[..., None], nearby: None
) -> None:
    with receiver(500) as broken:
        told(notify_urls=broken.url, delivery_attempts=3, tell_staff="")
        begin(office, clock)
        case = opened(office)
        told_now(office, clock)
        for _ in range(3):
            clock.advance(timedelta(minutes=1))
            work(office, open_channels(office.settings))
        links = {each.split("/t/")[1].split('"')[0] for each in heard(broken)}
    assert [each.attempts for each in sent(office, case)] == [3] and len(broken.requests) == 3
    assert len(links) == 1
    with office.reading() as session:
        mine = select(func.count()).select_from(CaseLink).where(CaseLink.case_id == case.id)
        assert session.execute(mine).scalar() == 1


def test_the_look_at_what_happened_ends_while_time_goes_on_and_leaves_nothing_out(
    office: Runtime, clock: SetClock, told: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tell_staff="")
    begin(office, clock)
    cases = [opened(office)]
    clock.advance(timedelta(hours=3))
    cases.append(opened(office))
    clock.advance(timedelta(minutes=1))
    still = clock.now

    def going() -> datetime:
        clock.advance(timedelta(milliseconds=5))
        return still()

    monkeypatch.setattr(clock, "now", going)
    assert tell_what_happened(office) == len(cases)
    assert tell_what_happened(office) == 0


def test_a_time_is_told_by_the_customers_own_clock(
    office: Runtime, clock: SetClock, told: Callable[..., None], nearby: None
) -> None:
    with receiver() as outside:
        told(notify_urls=outside.url, tell_staff="")
        begin(office, clock)
        opened(office)
        with office.transaction() as tx:
            tx.session.execute(select(Contact)).scalars().one().time_zone = "Europe/Paris"
        told_now(office, clock)
    [received] = heard(outside)
    assert "will answer by 2026-11-25 11:00" in received  # close of business in Shanghai


def test_a_promise_in_words_that_may_slip_is_told_to_the_customer_and_to_who_made_it_once(
    office: Runtime, clock: SetClock, told: Callable[..., None], nearby: None
) -> None:
    with receiver() as outside:
        told(notify_urls=outside.url, tell_staff="")
        begin(office, clock)
        case = opened(office)
        promise(office, case.id, "A fitter rings you", due_at=clock.now() + timedelta(hours=1), by=AGENT)
        for minutes in (40, 10, 5, 10):
            clock.advance(timedelta(minutes=minutes))
            told_now(office, clock)
    about = [each for each in heard(outside) if "A fitter rings you" in each]
    assert [("may take longer" in each, "at risk" in each, "was broken" in each) for each in about] == [
        (False, True, False),
        (True, False, False),
        (False, False, True),
    ]


def test_a_receiver_that_redirects_to_a_private_address_is_an_incident_and_the_mail_goes_out(
    office: Runtime, clock: SetClock, post: Post, told: Callable[..., None], nearby: None
) -> None:
    with receiver() as inner, receiver(302, Location=f"http://127.0.0.1:{inner.server_port}/") as outer:
        ways = f"{outer.url} {office.settings.notify_urls}"
        told(notify_urls=ways, delivery_attempts=1, tell_staff="")
        begin(office, clock)
        case = opened(office)
        told_now(office, clock)
        assert not inner.requests
    refused, done = sent(office, case)
    assert (refused.channel, refused.state) == ("webhook", "failed") and "302" in refused.error
    assert (done.channel, done.state) == ("mail", "sent")
    [incident] = incidents(office, IncidentFilter(), PageRequest(), by=SYSTEM).items
    assert incident.message.startswith("webhook: ")
