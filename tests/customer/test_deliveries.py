"""What a delivery carries: one link however often it is tried, and times by its reader's own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.customers import Contact
from service.domain.links import CaseLink
from service.operations.customer.telling import tell_what_happened
from service.runtime import Runtime
from tests.customer.along import work
from tests.customer.test_notices import begin, opened, sent, told_now
from tests.workers.outside import Receiver, receiver
from workers.channels import open_channels, webhook


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
