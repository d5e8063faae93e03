"""Two weeks of one case over National Day 2026: what its clocks say, read out line by line.

Thursday 24 September to Saturday 10 October: the long holiday from 1 to 7 October, the make-up Saturday on
10 October, a pause the customer ends, a re-grading, and a company day entered on the way.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from service.clock import SetClock
from service.domain.clocks import Waiting
from service.domain.tiers import TierAsked
from service.domain.views import OpenedCase
from service.domain.views.clocks import ClockView
from service.operations.calendars import NewDays, enter_days
from service.operations.cases import NewCaseMessage, add_message
from service.operations.notices import attend_clock
from service.operations.pauses import pause_case
from service.operations.recomputing import recompute_clocks
from service.operations.regrading import change_tier
from service.operations.sweep import take_due
from service.operations.timers import fire_timer
from service.queries.clocks import case_clocks
from service.runtime import Runtime
from tests.operations.promises import PROMISED, ROWS, at, deadlines
from tests.operations.stage import AGENT, MANAGER, TECH, a_case, do, put_live

LONGER = tuple((*row[:2], "4", *row[3:]) if row[0] == '"assess"' else row for row in ROWS)
"""Four working days for the assessment, so that it reaches over the holiday."""


def test_two_weeks_over_national_day_are_explained_line_by_line(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, PROMISED, deadlines(LONGER))
    clock.set(at("2026-09-24 16:00"))
    case = a_case(rt)
    _regraded_and_answered(rt, clock, case)
    _assessed_over_the_holiday(rt, clock, case)
    _resolved_after_a_pause(rt, clock, case)
    assert recompute_clocks(rt) == ()


def _regraded_and_answered(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    assert the_clock(rt, case, "respond").due_at == at("2026-09-28 16:00")
    clock.set(at("2026-09-24 16:10"))
    change_tier(rt, case.id, TierAsked(1), by=AGENT)
    assert the_clock(rt, case, "respond").left == "5 min of working time left (today 16:15)"
    pass_time(rt, clock, "2026-09-24 16:20")
    do(rt, case.instance_id, "respond", AGENT)
    assert lines(rt, case, "respond") == RESPOND


def _assessed_over_the_holiday(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    assert the_clock(rt, case, "assess").due_at == at("2026-10-08 18:00")
    clock.set(at("2026-09-29 09:00"))
    day_off = {"date": "2026-09-30", "kind": "holiday", "name": {"zh": "盘点", "en": "Stock-taking"}}
    (moved,) = enter_days(rt, "office", NewDays((day_off,)), by=MANAGER)
    assert (moved.kind, moved.before, moved.after) == (
        "assess",
        at("2026-10-08 18:00"),
        at("2026-10-09 18:00"),
    )
    pass_time(rt, clock, "2026-10-08 11:00")
    pause_case(rt, case.id, waiting=Waiting("cannot be judged", "photos", date(2026, 10, 12)), by=TECH)
    assert the_clock(rt, case, "assess").left == (
        "paused with 14 h of working time left, waiting for photos; to be looked at again on Mon 12 Oct"
    )
    clock.set(at("2026-10-10 10:00"))
    add_message(rt, case.id, NewCaseMessage("Here they are.", "in", "wechat"), by=AGENT)
    assert the_clock(rt, case, "assess").left == "14 h of working time left (Mon 12 Oct 17:00)"
    clock.set(at("2026-10-10 12:00"))
    do(rt, case.instance_id, "assess", TECH)
    assert lines(rt, case, "assess") == ASSESS
    assert lines(rt, case, "assess", "zh") == ASSESS_ZH


def _resolved_after_a_pause(rt: Runtime, clock: SetClock, case: OpenedCase) -> None:
    clock.set(at("2026-10-10 14:00"))
    do(rt, case.instance_id, "resolve", TECH)
    assert the_clock(rt, case, "resolve").outcome == "met_late"
    assert lines(rt, case, "total") == TOTAL


def pass_time(rt: Runtime, clock: SetClock, until: str) -> None:
    """Time passes; the workers do what is due."""
    clock.set(at(until))
    due = take_due(rt, 100)
    for timer_id in due.timers:
        fire_timer(rt, timer_id)
    for clock_id in due.clocks:
        attend_clock(rt, clock_id)


def the_clock(rt: Runtime, case: OpenedCase, kind: str, language: str = "en") -> ClockView:
    found = case_clocks(rt, case.id, by=replace(MANAGER, language=language)).items
    return [each for each in found if each.kind == kind][-1]


def lines(rt: Runtime, case: OpenedCase, kind: str, language: str = "en") -> list[str]:
    """The explanation as it is read out, without the calendars' digests."""
    return [re.sub(r"[0-9a-f]{12}", "…", line) for line in the_clock(rt, case, kind, language).lines]


RESPOND = [
    "Clock “first response”, round 1, starts Thu 24 Sep 2026 16:00",
    "Rule: 8 h of working time, deadline version 1 row 2, tier 2, kind of case feedback, "
    "calendar “Office hours” (…)",
    "New rule Thu 24 Sep 2026 16:10 by agent (change of tier): 15 min of working time, deadline "
    "version 1 row 1, tier 1, kind of case feedback, calendar “Around the clock (7×24)” (…); "
    "same start, same pauses",
    "Counted Thu 24 Sep 2026, 16:00–16:15: 15 min",
    "So it is due Thu 24 Sep 2026 16:15",
    "Breached Thu 24 Sep 2026 16:15",
    "Met late Thu 24 Sep 2026 16:20",
]
ASSESS = [
    "Clock “assessment”, round 1, starts Thu 24 Sep 2026 16:20",
    "Rule: 4 working days, deadline version 1 row 4, tier 1, kind of case feedback, calendar "
    "“Office hours” (…)",
    "Skipped Fri 25 Sep – Sun 27 Sep 2026: Mid-autumn Festival",
    "Counted Mon 28 Sep – Tue 29 Sep 2026: 2 working days",
    "Skipped Wed 30 Sep 2026: Stock-taking",
    "Skipped Thu 1 Oct – Wed 7 Oct 2026: National Day",
    "Counted Thu 8 Oct – Fri 9 Oct 2026: 2 working days",
    "Paused Thu 8 Oct 2026 11:00 to Sat 10 Oct 2026 10:00 by tech, waiting for photos (cannot "
    "be judged): 15 h of working time not counted",
    "Calendar “Office hours” changed (…): from Thu 8 Oct 2026 18:00 to Fri 9 Oct 2026 18:00",
    "So it is due Mon 12 Oct 2026 17:00",
    "Met in time Sat 10 Oct 2026 12:00",
]
ASSESS_ZH = [
    "「评估」时钟（第 1 轮）从 2026年9月24日（周四）16:20 开始",
    "规则：4 个工作日，时限表第 1 版第 4 行，客户级别 1，工单类型 反馈，日历「公司工作时间」（…）",
    "跳过 2026年9月25日（周五）至9月27日（周日）：中秋节，不计",
    "计入 2026年9月28日（周一）至9月29日（周二）：2 个工作日",
    "跳过 2026年9月30日（周三）：盘点，不计",
    "跳过 2026年10月1日（周四）至10月7日（周三）：国庆节，不计",
    "计入 2026年10月8日（周四）至10月9日（周五）：2 个工作日",
    "暂停 2026年10月8日（周四）11:00 至 2026年10月10日（周六）10:00（tech），"
    "等待：photos；原因：cannot be judged；其中 15 小时工作时间不计",
    "日历「公司工作时间」变更（…）：由 2026年10月8日（周四）18:00 改为 2026年10月9日（周五）18:00",
    "因此期限为 2026年10月12日（周一）17:00",
    "2026年10月10日（周六）12:00 按时完成",
]
TOTAL = [
    "Clock “whole case”, round 1, starts Thu 24 Sep 2026 16:00",
    "Rule: no deadline, only measured, calendar “Office hours” (…)",
    "Counted Thu 24 Sep 2026, 16:00–18:00: 2 h",
    "Skipped Fri 25 Sep – Sun 27 Sep 2026: Mid-autumn Festival",
    "Counted Mon 28 Sep – Tue 29 Sep 2026: 2 working days, 16 h",
    "Skipped Wed 30 Sep 2026: Stock-taking",
    "Skipped Thu 1 Oct – Wed 7 Oct 2026: National Day",
    "Counted Thu 8 Oct 2026, 09:00–11:00: 2 h",
    "Added Sat 10 Oct 2026: make-up working day (National Day), 1 working day, 3 h",
    "Paused Thu 8 Oct 2026 11:00 to Sat 10 Oct 2026 10:00 by tech, waiting for photos (cannot "
    "be judged): 15 h of working time not counted",
    "No deadline; 23 h of working time so far",
]
