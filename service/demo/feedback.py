"""Made-up feedback: questions and requests in every state from just told to filed."""

from __future__ import annotations

from service.demo import clients
from service.demo.stories import (
    Answers,
    Claim,
    Client,
    Complete,
    Happening,
    Story,
    Wait,
    Withdraw,
    days,
    hours,
)


def _answered(client: Client, category: str, severity: str, answer: str, *, simple: bool = False) -> Complete:
    """The front desk's answer; what is dispatched needs the rest of the feedback form too."""
    grading = {"category": category, "severity": severity, "urgency": "normal"}
    answers: dict[str, object] = {**grading, "simple": simple, "answer": answer}
    rest = {} if simple else {"address": client.address, "contracted_on": "2026-03-01"}
    return Complete("respond", answers | rest)


def _assessed(severity: str, cause: str, plan: str, *, on_site: bool) -> Complete:
    answers: Answers = {
        "severity": severity,
        "cause": cause,
        "plan": plan,
        "on_site": on_site,
        "expected_completion": "2027-01-15",
    }
    return Complete("assess", answers)


def _called(*, outcome: bool, grade: int, learned: str | None = None, suggestions: str = "") -> Complete:
    answers: dict[str, object] = {
        "reached": True,
        "satisfied_outcome": outcome,
        "satisfied_handling": True,
        "satisfaction": grade,
        "suggestions": suggestions,
    }
    return Complete("call_customer", answers | ({"learned": learned} if learned else {}))


def _solved_remotely(what: str) -> tuple[Happening, ...]:
    return (
        Complete("resolve", {"work_done": what, "solved": True}),
        Wait(hours(1)),
        Complete("audit_result", {"good": True}),
    )


STORIES = (
    Story(
        "feedback",
        clients.WANG,
        "橱柜门铰链松动",
        "厨房左侧柜门关不严，铰链有响声。",
        hours(0.2),
        channel="hotline",
    ),
    Story(
        "feedback",
        clients.MILLER,
        "How do I clean the matt surface?",
        "I do not want to scratch it.",
        hours(0.1),
        channel="online chat",
    ),
    Story(
        "feedback",
        clients.BAMBOO,
        "隔断玻璃有异响",
        "每天早上开门时玻璃隔断有明显的响声。",
        hours(2),
        (
            Wait(hours(0.3)),
            _answered(clients.BAMBOO, "product_quality", "general", "已记录，技术部会评估。"),
        ),
        channel="wechat",
    ),
    Story(
        "feedback",
        clients.NORDLICHT,
        "Meeting room door sticks",
        "It has to be pushed hard since Monday.",
        days(1),
        (
            Wait(hours(0.4)),
            _answered(clients.NORDLICHT, "product_quality", "general", "We send somebody to look at it."),
            Wait(hours(2)),
            _assessed("general", "The floor has settled.", "Adjust frame and hinges on site.", on_site=True),
        ),
        channel="e-mail",
    ),
    Story(
        "feedback",
        clients.PEARL_RIVER,
        "前台灯带不亮",
        "前台下方灯带今天早上不亮了。",
        days(2),
        (
            Wait(hours(0.2)),
            _answered(clients.PEARL_RIVER, "product_quality", "major", "马上安排。"),
            Wait(hours(1)),
            _assessed("major", "电源模块损坏", "上门更换电源模块", on_site=True),
            Wait(hours(1)),
            Complete("review_solution", {"approved": True}),
            Wait(hours(1)),
            Complete(
                "plan_visit",
                {"tools": "万用表", "parts": "电源模块", "staff": "陈师傅", "visit_on": "2026-12-01"},
            ),
            Claim("visit"),
        ),
    ),
    Story(
        "feedback",
        clients.OAK,
        "Locker does not open with the card",
        "Number 17, since the battery change.",
        days(3),
        (
            Wait(hours(0.3)),
            _answered(clients.OAK, "usage", "minor", "We look into it and call back."),
            Wait(hours(3)),
            _assessed(
                "minor", "The lock lost its programming.", "Guide them through pairing.", on_site=False
            ),
            Wait(hours(2)),
            Complete("resolve", {"work_done": "Paired the lock again by phone.", "solved": True}),
        ),
    ),
    Story(
        "feedback",
        clients.STAR,
        "报价单里的安装费",
        "想了解报价单中安装费的计算方式。",
        days(9),
        (
            Wait(hours(0.3)),
            _answered(clients.STAR, "price", "minor", "已解释：按面积与楼层计算。", simple=True),
            Wait(days(4)),
            _called(outcome=True, grade=5, suggestions="报价单附上说明会更好"),
        ),
        channel="feedback form",
    ),
    Story(
        "feedback",
        clients.GREENFIELD,
        "Treatment room wall panel has a gap",
        "About 4 mm.",
        days(12),
        (
            Wait(hours(0.4)),
            _answered(clients.GREENFIELD, "product_quality", "minor", "We look into it."),
            Wait(hours(3)),
            _assessed("minor", "Dried out.", "Send filler and instructions.", on_site=False),
            *_solved_remotely("Filler sent, explained by phone."),
            Wait(days(4)),
            _called(outcome=False, grade=2, learned="The gap came back after a week."),
        ),
    ),
    Story(
        "feedback",
        clients.ZHAO,
        "预约安装时间",
        "想把安装改到周末。",
        days(1),
        (
            Wait(hours(0.2)),
            Withdraw("客户自行联系安装队改期"),
        ),
    ),
)
