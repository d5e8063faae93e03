"""The rules of the clocks, one by one, each named for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.domain.clocks import (
    ClockRequestInvalid,
    Promise,
    Standing,
    Unit,
    cancel,
    event_of,
    exempt,
    flat_of,
    meet,
    move,
    open_clock,
    pause,
    redate,
    rerule,
    resume,
    warn,
)
from service.domain.clocks.rounds import (
    ACTS,
    is_only_thanks,
    nearest,
    on_closed,
    on_resolved,
)
from tests.domain.calendars_at_hand import at, hours, with_days
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    NO_PROMISE,
    QUARTER_HOUR_ALWAYS,
    TWO_DAYS,
    act,
    clock,
)


def test_d1_a_clock_starts_at_the_customers_contact_and_the_entry_delay_is_a_figure_of_its_own():
    state = clock("2025-09-24 11:30", noted="2025-09-24 13:15").at("2025-09-24 13:15")
    assert state.started_at == at("2025-09-24 11:30")
    assert state.due_at == at("2025-09-25 11:30")
    assert state.entry_delay == timedelta(minutes=45)


def test_d1_a_contact_in_the_future_is_refused():
    with pytest.raises(ClockRequestInvalid):
        clock("2025-09-24 11:30", noted="2025-09-24 11:00")


@pytest.mark.parametrize(
    ("started", "promise", "due"),
    [
        ("2025-09-30 16:40", TWO_DAYS, "2025-10-10 18:00"),
        ("2025-09-26 22:00", TWO_DAYS, "2025-09-29 18:00"),
        ("2025-09-26 17:30", FOUR_HOURS, "2025-09-28 13:30"),
        ("2025-10-01 23:50", QUARTER_HOUR_ALWAYS, "2025-10-02 00:05"),
        ("2025-12-31 17:50", Promise(30, Unit.MINUTES, "office", 80), "2026-01-04 09:20"),
    ],
)
def test_d2_days_end_at_close_of_business_and_hours_count_working_time(started, promise, due):
    assert clock(started, promise).at(started).due_at == at(due)


def test_d2_a_warning_comes_when_its_share_of_the_working_time_is_used_up():
    state = clock("2025-09-24 10:00", EIGHT_HOURS).at("2025-09-24 10:00")
    assert state.warn_at == at("2025-09-24 17:24")
    assert clock("2025-09-24 10:00").ledger.instant_at(0.5) == at("2025-09-24 15:00")


def test_d7_resolving_meets_the_resolution_stops_reply_clocks_and_leaves_the_rest():
    clocks = {
        kind: clock(promise=TWO_DAYS, kind=kind).ledger for kind in ("resolve", "progress", "follow_up")
    }
    entered = on_resolved(clocks, act("2025-09-25 10:00"))
    assert {kind: [event.type for event in events] for kind, events in entered.items()} == {
        "resolve": ["met"],
        "progress": ["cancelled"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "非常感谢!",
        "好的,谢谢你们。",
        "收到,谢谢啦~",
        "Thank you very much!",
        "Great, thanks again :)",
        "OK. Thanks",
    ],
)
def test_d7_thank_you_starts_no_clock(text):
    assert is_only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好的",
        "ok",
        "谢谢,但是还在漏水",
        "Thanks, but it still leaks",
        "thanks for nothing",
        "谢谢,什么时候来?",
        "不用谢",
        "[photo]",
    ],
)
def test_d7_whatever_says_more_than_thanks_does(text):
    assert not is_only_thanks(text)


def test_d7_the_total_clock_measures_without_a_deadline_until_the_case_is_closed():
    total, notice = clock(promise=NO_PROMISE, kind="total"), clock(promise=TWO_DAYS, kind="progress")
    state = total.at("2025-09-25 10:00")
    assert (state.due_at, state.used, state.standing) == (None, hours(8), Standing.ON_TIME)
    entered = on_closed({"total": total.ledger, "progress": notice.ledger}, act("2025-09-25 10:00"))
    assert [event.type for events in entered.values() for event in events] == ["met", "cancelled"]


def test_d7_of_several_clocks_the_nearest_not_yet_done_is_shown():
    near, far, done = (
        clock(promise=FOUR_HOURS),
        clock(promise=TWO_DAYS),
        clock("2025-09-24 09:00", FOUR_HOURS),
    )
    total = clock(promise=NO_PROMISE, kind="total")
    done.do(meet, act("2025-09-24 10:00"))
    now = "2025-09-24 11:00"
    states = [one.at(now) for one in (total, far, near, done)]
    assert nearest(states) == near.at(now)
    assert nearest([total.at(now), done.at(now)]) == total.at(now)
    assert nearest([]) is None


def test_d8_a_warning_is_given_once_for_each_deadline_the_clock_has_had():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    assert held.do(warn, act("2025-09-24 17:23", "system")) == ()
    assert held.do(warn, act("2025-09-24 17:24", "system"))
    assert held.do(warn, act("2025-09-24 17:30", "system")) == ()
    held.do(move, at("2025-09-29 18:00"), "agreed", act("2025-09-24 17:40"))
    assert held.do(warn, act("2025-09-25 09:00", "system")) == ()
    assert held.do(warn, act("2025-09-29 17:00", "system"))


def test_d9_every_event_survives_its_row():
    held = clock("2025-09-24 10:00", EIGHT_HOURS, noted="2025-09-24 10:30", promised="2025-09-26 12:00")
    held.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    held.do(resume, act("2025-09-24 12:00", noted="2025-09-24 14:00"), by_customer=True)
    held.do(move, at("2025-09-24 17:00"), "agreed", act("2025-09-24 14:30"))
    held.do(rerule, FOUR_HOURS, "tier", act("2025-09-24 15:00"), decision="why")
    held.do(warn, act("2025-09-24 16:50", "system"))
    held.do(exempt, "power cut", act("2025-09-24 17:30", "manager"))
    held.do(cancel, "withdrawn", act("2025-09-24 17:40"))
    other = clock("2025-09-24 10:00")
    other.do(
        redate, with_days({"date": "2025-09-24", "kind": "holiday", "name": "Flood"}), act("2025-09-24 11:00")
    )
    other.do(meet, act("2025-09-24 14:30"))
    events = (*held.ledger.events, *other.ledger.events)
    assert len({event.type for event in events}) == 11

    for event in events:
        kept = event_of(event.type, flat_of(event), at=event.at, by=event.by, noted_at=event.noted_at)
        assert kept == event


def test_d9_facts_of_a_newer_release_are_left_aside():
    event = open_clock("resolve", EIGHT_HOURS, act("2025-09-24 10:00"))
    flat = {**flat_of(event), "colour": "green"}
    assert event_of("opened", flat, at=event.at, by=event.by) == event


def test_d9_a_ledger_begins_with_an_opening():
    held = clock()
    headless = held.ledger.__class__((), held.ledger.calendars)
    with pytest.raises(ValueError, match="opening"):
        headless.state(at("2025-09-24 10:00"))


def test_a_calendar_that_changes_redates_open_clocks_and_says_from_when_to_when():
    held = clock("2026-12-30 10:00", Promise(5, Unit.WORKING_DAYS, "office", 80))
    before = held.at("2026-12-30 10:00")
    assert before.provisional
    notice = with_days(
        {
            "from": "2027-01-01",
            "to": "2027-01-03",
            "kind": "holiday",
            "name": {"zh": "元旦", "en": "New Year's Day"},
        },
    )
    (event,) = held.do(redate, notice, act("2026-12-30 11:00", "system"))
    assert (event.due_before, event.due_after) == (at("2027-01-06 18:00"), at("2027-01-07 18:00"))
    assert (
        held.ledger.__class__(held.ledger.events, notice).state(at("2026-12-30 11:00")).due_at
        == event.due_after
    )


def test_d11_each_act_on_an_instance_says_in_both_languages_what_it_does_to_the_clocks():
    assert set(ACTS) == {"suspend", "migrate", "reassign", "move", "modify", "terminate"}
    assert all(words.zh and words.en for words in ACTS.values())
