"""What cannot be true of a new case is refused field by field, all of it together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.channels import channel_of
from service.errors import Invalid
from service.operations.cases import (
    ContactGiven,
    CustomerGiven,
    NewCase,
    NewCaseMessage,
    add_message,
    open_case,
)
from service.queries.cases import case_detail
from service.runtime import Runtime
from tests.operations.stage import AGENT, TWO_TASKS, a_case, put_live

NEW = NewCase(
    kind="feedback",
    channel="hotline",
    customer=CustomerGiven(name="Lin Hai"),
    contact=ContactGiven("Lin Hai", "13800000001"),
    subject="The drawer sticks",
    description="It has stuck since Monday.",
)


def faults(rt: Runtime, **changes: object) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        open_case(rt, replace(NEW, **changes), by=AGENT)  # type: ignore[arg-type]
    return refused.value.fields


def test_a_contact_in_the_future_or_a_century_ago_is_a_slip(sqlite_rt: Runtime) -> None:
    now = sqlite_rt.now()
    assert faults(sqlite_rt, contacted_at=now + timedelta(days=1)) == {"contacted_at": ["not in the future"]}
    long_ago = now.replace(year=1900)
    told = {"contacted_at": ["this is years ago; check the year"]}
    assert faults(sqlite_rt, contacted_at=long_ago) == told


def test_nothing_was_bought_after_the_customer_complained_of_it(sqlite_rt: Runtime) -> None:
    at = sqlite_rt.now() - timedelta(days=30)
    found = faults(sqlite_rt, contacted_at=at, purchased_on=at.date() + timedelta(days=2))
    assert found == {"purchased_on": [f"not after the customer's contact, on {at.date()}"]}
    found = faults(sqlite_rt, contracted_on=date(1900, 1, 1))
    assert found == {"contracted_on": ["this is very long ago; check the year"]}


def test_all_that_is_wrong_is_told_together(sqlite_rt: Runtime) -> None:
    contact = ContactGiven("", "ask the neighbour", "lin hai")
    found = faults(sqlite_rt, channel="pigeon", contact=contact, subject=" ")
    assert found.keys() == {"channel", "contact.name", "contact.phone", "contact.email", "subject"}
    assert found["contact.phone"] == ["a telephone number has digits"]
    assert found["channel"][0].startswith("one of: hotline, wechat, chat, email")


def test_a_channel_is_kept_by_its_own_name_whatever_it_was_called(sqlite_rt: Runtime) -> None:
    put_live(sqlite_rt, TWO_TASKS)
    opened = open_case(sqlite_rt, replace(NEW, channel="E-Mail"), by=AGENT)
    assert case_detail(sqlite_rt, opened.id, by=AGENT).case.channel == "email"
    with pytest.raises(Invalid):
        add_message(sqlite_rt, a_case(sqlite_rt).id, NewCaseMessage("Coo", "in", "pigeon"), by=AGENT)
    assert channel_of("online chat", ["chat"]) == "chat"
    assert channel_of("chat", ["phone"]) is None
