"""Made-up complaints, from just taken to settled with a measure against the next one."""

from __future__ import annotations

from service.demo import clients
from service.demo.stories import Claim, Complete, Happening, Hear, Story, Wait, days, hours


def _taken(complainant: str, matter: str, category: str, severity: str) -> Complete:
    return Complete(
        "acknowledge",
        {
            "apology_given": True,
            "complainant": complainant,
            "matter": matter,
            "category": category,
            "severity": severity,
        },
    )


def _settled_remedy(plan: str, compensation: int) -> tuple[Happening, ...]:
    return (
        Complete("propose_remedy", {"remedy": "replacement", "compensation": compensation, "plan": plan}),
        Wait(hours(2)),
        Complete(
            "agree_with_customer",
            {"accepted": True, "carry_out_on": "2026-12-05", "manner": "On site in the morning"},
        ),
    )


STORIES = (
    Story(
        "complaint",
        clients.HARBOUR,
        "Nobody came at the agreed time",
        "The fitters were due on Tuesday at nine.",
        hours(1),
        channel="e-mail",
        expected_solution="A visit tomorrow and an apology",
    ),
    Story(
        "complaint",
        clients.LOTUS,
        "到货屏风有划痕",
        "三块屏风面板到货时有划痕。",
        days(2),
        (
            Wait(hours(0.5)),
            _taken("周主任", "三块面板有划痕", "delivery", "general"),
            Wait(hours(5)),
            Claim("investigate"),
            Hear("请尽快处理，下周有检查。"),
        ),
        expected_solution="更换面板",
    ),
    Story(
        "complaint",
        clients.SUNRISE,
        "教室柜门脱落",
        "一扇柜门脱落，险些砸到学生。",
        hours(6),
        (
            Wait(hours(0.3)),
            _taken("吴老师", "柜门脱落", "product_quality", "major"),
        ),
        expected_solution="全面检查并更换铰链",
    ),
    Story(
        "complaint",
        clients.PEARL_RIVER,
        "Panels in the wrong colour",
        "Five panels are RAL 9010 instead of 9016.",
        days(10),
        (
            Wait(hours(0.4)),
            _taken("林女士", "Five panels in the wrong colour", "delivery", "general"),
            Wait(days(1)),
            Complete(
                "investigate",
                {
                    "cause": "Picked from the wrong pallet",
                    "responsibility": "company",
                    "evidence": "Packing list",
                },
            ),
            Wait(hours(4)),
            *_settled_remedy("Exchange the five panels.", 300),
            Wait(days(2)),
            Complete("carry_out", {"work_done": "Panels exchanged.", "carried_out_on": "2026-11-18"}),
            Wait(days(4)),
            Complete(
                "call_customer",
                {"reached": True, "satisfied_outcome": True, "satisfied_handling": False, "satisfaction": 4},
            ),
        ),
        expected_solution="New panels",
    ),
)
