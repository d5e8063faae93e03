"""Explanations (D10) and clocks in people's words (D12), compared line by line in both languages."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from service.domain.calendars import Calendars
from service.domain.clocks import (
    ClockLedger,
    Promise,
    Unit,
    breach,
    cancel,
    exempt,
    meet,
    move,
    pause,
    redate,
    rerule,
    resume,
    warn,
)
from service.domain.clocks.explanation import LineCode, explain
from service.domain.clocks.telling import tell
from service.domain.clocks.wording import Reader, left_words
from tests.domain.calendars_at_hand import at, hours, with_days
from tests.domain.clocks_at_hand import (
    EIGHT_HOURS,
    FOR_PHOTOS,
    FOUR_HOURS,
    NO_PROMISE,
    ROW,
    TWO_DAYS,
    ClockInHand,
    act,
    clock,
)

ENGLISH = Reader("en", ZoneInfo("Asia/Shanghai"))

CHINESE = Reader("zh_CN", ZoneInfo("Asia/Shanghai"))

IN_BERLIN = Reader("en", ZoneInfo("Europe/Berlin"))

DIGEST = "5fd5f28bddfe"

BY_ROW = f"response.dmn version 3 row 2, calendar “office” ({DIGEST})"

THIRTY_TWO_HOURS = Promise(32, Unit.HOURS, "office", 80, **ROW)


def _told(held: ClockInHand, now: str, reader: Reader = ENGLISH) -> list[str]:
    return tell(explain(held.ledger, at(now)), reader)


def _codes(held: ClockInHand, now: str) -> list[LineCode]:
    return [line.code for line in explain(held.ledger, at(now))]


def _two_weeks() -> tuple[ClockInHand, Calendars]:
    """A clock across National Day and a make-up Saturday, with a pause, a re-grading and a calendar
    correction.
    """
    held = clock("2025-09-29 16:00", THIRTY_TWO_HOURS, noted="2025-09-29 16:20")
    held.do(pause, FOR_PHOTOS, act("2025-09-30 14:00"))
    held.do(resume, act("2025-09-30 22:15", "customer", noted="2025-10-09 09:05"), by_customer=True)
    held.do(
        rerule, TWO_DAYS, "tier", act("2025-10-09 10:00", "manager"), decision="promised on the telephone"
    )
    held.do(
        rerule, THIRTY_TWO_HOURS, "severity", act("2025-10-09 10:30", "manager"), decision="graded by mistake"
    )
    corrected = with_days(
        {
            "date": "2025-10-10",
            "kind": "short",
            "hours": ["09:00-12:00"],
            "name": {"zh": "停电", "en": "Power cut"},
        }
    )
    held.do(redate, corrected, act("2025-10-09 11:00", "system"))
    return ClockInHand(ClockLedger(held.ledger.events, corrected)), corrected


def test_d10_two_weeks_are_explained_line_by_line_in_english():
    held, _ = _two_weeks()
    lines = _told(held, "2025-10-09 12:00")
    digest = lines[2].rsplit("(", 1)[1].rstrip(")")
    calendar = f"calendar “office” ({digest})"
    assert lines == [
        "Clock “resolution”, round 1, starts Mon 29 Sep 2025 16:00",
        "Entered Mon 29 Sep 2025 16:20 by agent, 20 min of working time later; "
        "it counts from the contact all the same",
        f"Rule: 32 h of working time, response.dmn version 3 row 2, {calendar}",
        "New rule Thu 9 Oct 2025 10:00 by manager (change of tier): 2 working days, "
        f"response.dmn version 3 row 2, {calendar}; same start, same pauses; "
        "decided by a supervisor: promised on the telephone",
        "New rule Thu 9 Oct 2025 10:30 by manager (change of severity): 32 h of working time, "
        f"response.dmn version 3 row 2, {calendar}; same start, same pauses; "
        "decided by a supervisor: graded by mistake",
        "Counted Mon 29 Sep 2025, 16:00–18:00: 2 h",
        "Counted Tue 30 Sep 2025, 09:00–12:00, 13:00–14:00: 4 h",
        "Skipped Wed 1 Oct – Sun 5 Oct 2025: National Day",
        "Skipped Mon 6 Oct 2025: Mid-autumn Festival",
        "Skipped Tue 7 Oct – Wed 8 Oct 2025: National Day",
        "Counted Thu 9 Oct 2025: 1 working day, 8 h",
        "Short Fri 10 Oct 2025: Power cut, 3 h",
        "Added Sat 11 Oct 2025: make-up working day (National Day), 1 working day, 8 h",
        "Counted Mon 13 Oct 2025, 09:00–12:00, 13:00–17:00: 7 h",
        "Paused Tue 30 Sep 2025 14:00 to Tue 30 Sep 2025 22:15 by agent, waiting for photos of the damage "
        "(cannot be judged without them): 4 h of working time not counted",
        f"Calendar “office” changed ({digest}): from Mon 13 Oct 2025 11:00 to Mon 13 Oct 2025 17:00",
        "So it is due Mon 13 Oct 2025 17:00",
    ]


def test_d10_and_in_chinese():
    held, _ = _two_weeks()
    lines = _told(held, "2025-10-09 12:00", CHINESE)
    assert lines[0] == "「解决」时钟（第 1 轮）从 2025年9月29日（周一）16:00 开始"
    assert (
        lines[1]
        == "由 agent 于 2025年9月29日（周一）16:20 录入，录入延迟 20 分钟工作时间；计时仍从联系时开始"
    )
    assert lines[2].startswith("规则：32 小时工作时间，response.dmn 第 3 版第 2 行，日历「office」（")
    assert lines[3].startswith("2025年10月9日（周四）10:00 因客户级别变更改用规则（manager）：2 个工作日，")
    assert lines[5:14] == [
        "计入 2025年9月29日（周一）16:00–18:00：2 小时",
        "计入 2025年9月30日（周二）09:00–12:00、13:00–14:00：4 小时",
        "跳过 2025年10月1日（周三）至10月5日（周日）：国庆节，不计",
        "跳过 2025年10月6日（周一）：中秋节，不计",
        "跳过 2025年10月7日（周二）至10月8日（周三）：国庆节，不计",
        "计入 2025年10月9日（周四）：1 个工作日，8 小时",
        "缩短 2025年10月10日（周五）：停电，3 小时",
        "加上 2025年10月11日（周六）：调休补班（国庆节），1 个工作日，8 小时",
        "计入 2025年10月13日（周一）09:00–12:00、13:00–17:00：7 小时",
    ]
    assert lines[-1] == "因此期限为 2025年10月13日（周一）17:00"


def test_d10_what_is_counted_adds_up_to_what_was_promised():
    held, _ = _two_weeks()
    counted = {LineCode.COUNTED, LineCode.COUNTED_DAYS, LineCode.ADDED, LineCode.SHORTENED}
    lines = explain(held.ledger, at("2025-10-09 12:00"))
    assert sum((line.duration for line in lines if line.code in counted), timedelta()) == hours(32)


def test_d10_days_are_explained_by_the_days():
    held = clock("2025-09-27 12:00", Promise(5, Unit.WORKING_DAYS, "office", 80, **ROW))
    assert _told(held, "2025-09-28 12:00")[1:] == [
        f"Rule: 5 working days, {BY_ROW}",
        "Added Sun 28 Sep 2025: make-up working day (National Day), 1 working day",
        "Counted Mon 29 Sep – Tue 30 Sep 2025: 2 working days",
        "Skipped Wed 1 Oct – Sun 5 Oct 2025: National Day",
        "Skipped Mon 6 Oct 2025: Mid-autumn Festival",
        "Skipped Tue 7 Oct – Wed 8 Oct 2025: National Day",
        "Counted Thu 9 Oct – Fri 10 Oct 2025: 2 working days",
        "So it is due Fri 10 Oct 2025 18:00",
    ]


def test_d10_a_clock_that_stands_still_says_what_it_has_left():
    held = clock("2025-09-24 10:00", EIGHT_HOURS)
    held.do(pause, FOR_PHOTOS, act("2025-09-24 14:00"))
    assert _told(held, "2025-09-25 10:00")[-2:] == [
        "Paused Wed 24 Sep 2025 14:00 to now by agent, waiting for photos of the damage "
        "(cannot be judged without them): 5 h of working time not counted",
        "The clock stands still with 5 h of working time left; if it ran again now, it would be due "
        "Thu 25 Sep 2025 16:00",
    ]


def test_d10_a_rule_that_was_not_taken_and_a_move_by_hand_are_told():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 10:30", "manager"))
    held.do(move, at("2025-09-26 12:00"), "agreed on the telephone", act("2025-09-24 11:00"))
    lines = _told(held, "2025-09-24 12:00")
    assert "not taken, because an open deadline may only come forward" in lines[2]
    assert lines[3:] == [
        "Moved by hand Wed 24 Sep 2025 11:00 by agent to Fri 26 Sep 2025 12:00 (agreed on the telephone); "
        "it never moves by itself",
        "So it is due Fri 26 Sep 2025 12:00",
    ]


def test_d10_what_became_of_the_clock_is_told_breach_and_exemption_side_by_side():
    held = clock("2025-09-24 10:00", FOUR_HOURS)
    held.do(warn, act("2025-09-24 14:12", "system"))
    held.do(breach, act("2025-09-24 15:00", "system"))
    held.do(exempt, "power cut", act("2025-09-24 16:00", "manager"))
    held.do(meet, act("2025-09-24 17:00"))
    assert _told(held, "2025-09-24 18:00")[-5:] == [
        "So it is due Wed 24 Sep 2025 15:00",
        "Warned Wed 24 Sep 2025 14:12",
        "Breached Wed 24 Sep 2025 15:00",
        "Exempted Wed 24 Sep 2025 16:00 by manager: power cut",
        "Met late Wed 24 Sep 2025 17:00",
    ]


def test_d10_what_was_only_measured_is_told_as_its_length_never_as_kept():
    held = clock("2025-09-24 10:00", NO_PROMISE)
    held.do(meet, act("2025-09-24 12:00"))
    assert _told(held, "2025-09-25 12:00")[-1] == (
        "No deadline; it took 2 h of working time, until Wed 24 Sep 2025 12:00"
    )
    state = held.ledger.state(at("2025-09-25 12:00"))
    assert (
        left_words(state, ENGLISH, at("2025-09-25 12:00"))
        == "took 2 h of working time (ended yesterday 12:00)"
    )


def test_d10_a_deadline_beyond_the_known_days_says_that_it_is_provisional():
    held = clock("2026-12-30 10:00", TWO_DAYS)
    assert _told(held, "2026-12-30 11:00")[-1] == (
        "Provisional: calendar “office” knows its holidays only through Thu 31 Dec 2026; ordinary weekdays "
        "are assumed beyond"
    )


@pytest.mark.parametrize("reader", [ENGLISH, CHINESE])
def test_d10_every_kind_of_line_has_words_in_both_languages(reader):
    stories = [_two_weeks()[0], clock(promised="2025-09-26 12:00"), clock(promise=NO_PROMISE)]
    stories.append(clock("2026-12-31 17:00"))
    moved, kept, still, late = clock(), clock(promise=FOUR_HOURS), clock(), clock(promise=FOUR_HOURS)
    moved.do(move, at("2025-09-29 12:00"), "agreed", act("2025-09-24 11:00"))
    moved.do(cancel, "resolved", act("2025-09-24 12:00"))
    kept.do(rerule, EIGHT_HOURS, "tier", act("2025-09-24 11:00"))
    kept.do(meet, act("2025-09-24 12:00"))
    still.do(pause, FOR_PHOTOS, act("2025-09-24 11:00"))
    late.do(warn, act("2025-09-24 14:30"))
    late.do(exempt, "power cut", act("2025-09-24 16:00"))
    late.do(meet, act("2025-09-24 17:00"))
    whole = clock(promise=NO_PROMISE)
    whole.do(meet, act("2025-09-24 12:00"))
    stories += [moved, kept, still, late, whole]
    seen = set()
    for held in stories:
        lines = explain(held.ledger, at("2025-10-09 12:00"))
        seen |= {line.code for line in lines}
        sentences = tell(lines, reader)
        assert all(sentence and "None" not in sentence for sentence in sentences)
    assert seen == set(LineCode)
