"""D12: how much time is left, as people read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.domain.clocks import (
    Waiting,
    cancel,
    exempt,
    meet,
    pause,
)
from service.domain.clocks.wording import duration_words, left_words, moment_words, stretch_words
from tests.domain.calendars_at_hand import at
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOUR_HOURS,
    NO_PROMISE,
    ClockInHand,
    act,
    clock,
)
from tests.domain.test_explanation import CHINESE, ENGLISH, IN_BERLIN


@pytest.mark.parametrize(
    ("now", "english", "chinese"),
    [
        (
            "2025-09-24 14:40",
            "3 h 20 min of working time left (today 18:00)",
            "还剩 3 小时 20 分钟工作时间（今天 18:00）",
        ),
        ("2025-09-24 18:00", "0 min of working time left (today 18:00)", "还剩 0 分钟工作时间（今天 18:00）"),
        ("2025-09-24 20:00", "overdue (was due today 18:00)", "已超期（今天 18:00 到期）"),
        (
            "2025-09-25 10:05",
            "overdue by 1 h 5 min of working time (was due yesterday 18:00)",
            "已超期 1 小时 5 分钟工作时间（昨天 18:00 到期）",
        ),
        (
            "2025-09-23 09:30",
            "8 h of working time left (tomorrow 18:00)",
            "还剩 8 小时工作时间（明天 18:00）",
        ),
    ],
)
def test_d12_people_read_how_much_is_left_and_when(now, english, chinese):
    held = clock("2025-09-24 09:00", EIGHT_HOURS)
    state = held.at(now)
    assert left_words(state, ENGLISH, at(now)) == english
    assert left_words(state, CHINESE, at(now)) == chinese


def test_d12_by_the_readers_own_clock():
    held = clock("2025-09-24 09:00", EIGHT_HOURS)
    now = at("2025-09-24 14:40")
    assert (
        left_words(held.ledger.state(now), IN_BERLIN, now) == "3 h 20 min of working time left (today 12:00)"
    )


def _paused() -> ClockInHand:
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(pause, Waiting("why", "照片", date(2025, 9, 26)), act("2025-09-24 14:00"))
    return held


def _met(when: str) -> ClockInHand:
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(meet, act(when))
    return held


def _ended(verb, reason: str, *, when: str = "2025-09-24 11:00") -> ClockInHand:
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(verb, reason, act(when))
    return held


@pytest.mark.parametrize(
    ("held", "english", "chinese"),
    [
        (
            _paused(),
            "paused with 5 h of working time left, waiting for 照片; to be looked at again on Fri 26 Sep",
            "已暂停，还剩 5 小时工作时间；等待：照片；9月26日（周五） 复核",
        ),
        (_met("2025-09-24 12:00"), "met in time (yesterday 12:00)", "按时完成（昨天 12:00）"),
        (
            _met("2025-09-24 16:00"),
            "met late by 1 h of working time (yesterday 16:00)",
            "超期 1 小时工作时间完成（昨天 16:00）",
        ),
        (
            _met("2025-09-25 08:00"),
            "met late by 3 h of working time (today 08:00)",
            "超期 3 小时工作时间完成（今天 08:00）",
        ),
        (_ended(exempt, "why"), "exempted (yesterday 11:00)", "已豁免（昨天 11:00）"),
        (_ended(cancel, "withdrawn"), "cancelled (yesterday 11:00)", "已取消（昨天 11:00）"),
        (
            _ended(cancel, "withdrawn", when="2025-09-24 17:00"),
            "breached and never met (ended yesterday 17:00)",
            "超期未完成（昨天 17:00 终止）",
        ),
        (
            clock("2025-09-24 10:00", NO_PROMISE, kind="total"),
            "8 h of working time so far, no deadline",
            "已用 8 小时工作时间，不设期限",
        ),
    ],
)
def test_d12_paused_and_ended_clocks_say_so(held, english, chinese):
    now = at("2025-09-25 10:00")
    assert left_words(held.ledger.state(now), ENGLISH, now) == english
    assert left_words(held.ledger.state(now), CHINESE, now) == chinese


def test_d12_a_provisional_deadline_says_so():
    held, now = clock("2026-12-31 17:00"), at("2026-12-31 17:00")
    assert left_words(held.ledger.state(now), ENGLISH, now).endswith(", provisional")
    assert left_words(held.ledger.state(now), CHINESE, now).endswith("，暂定")


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (timedelta(), "0 min", "0 分钟"),
        (timedelta(seconds=59), "less than a minute", "不到 1 分钟"),
        (timedelta(minutes=1, seconds=59), "1 min", "1 分钟"),
        (timedelta(hours=2), "2 h", "2 小时"),
        (timedelta(days=2, minutes=5), "48 h 5 min", "48 小时 5 分钟"),
    ],
)
def test_d12_durations(amount, english, chinese):
    assert (duration_words(amount, ENGLISH), duration_words(amount, CHINESE)) == (english, chinese)


def test_d12_another_year_is_named():
    now = at("2025-12-30 10:00")
    assert moment_words(at("2026-01-05 18:00"), ENGLISH, now) == "Mon 5 Jan 2026 18:00"
    assert moment_words(at("2025-12-01 18:00"), CHINESE, now) == "12月1日（周一）18:00"
    assert stretch_words(date(2025, 12, 30), date(2026, 1, 2), ENGLISH) == "Tue 30 Dec 2025 – Fri 2 Jan 2026"
    assert (
        stretch_words(date(2025, 12, 30), date(2026, 1, 2), CHINESE)
        == "2025年12月30日（周二）至2026年1月2日（周五）"
    )
