"""The policy tables decide what the requirements say, for every input there is."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from service.feel.dmn import Model, decide, parse_model
from tests.processes.diagrams import PROCESSES

TIERS = (1, 2, 3, 4)
CATEGORIES = ("product_quality", "usage", "delivery", "service_quality", "price")
SEVERITIES = ("minor", "general", "major")


@cache
def table(path: str) -> Model:
    return parse_model((PROCESSES / path).read_bytes())


def hours(kind: str, tier: int) -> Decimal:
    found = decide(table("policy/deadlines.dmn"), "deadline", {"kind": kind, "tier": Decimal(tier)}).value
    assert isinstance(found, Decimal), (kind, tier)
    return found


def kinds() -> list[str]:
    text = (PROCESSES / "policy" / "deadlines.dmn").read_text()
    return sorted(set(re.findall(r'<text>"(\w+)"</text>', text)))


@pytest.mark.parametrize("kind", kinds())
def test_every_clock_has_positive_hours_in_every_tier_and_none_shorter_for_a_lower_one(kind: str) -> None:
    promised = [hours(kind, tier) for tier in TIERS]
    assert promised == sorted(promised)
    assert promised[0] > 0


def test_the_response_comes_before_anybody_is_on_site_or_the_matter_is_solved() -> None:
    for tier in TIERS:
        assert hours("respond", tier) <= hours("on_site", tier)
        assert hours("respond", tier) <= hours("resolve", tier)


def test_the_first_tier_is_answered_in_fifteen_minutes_and_visited_in_four_hours() -> None:
    assert (hours("respond", 1), hours("on_site", 1)) == (Decimal("0.25"), Decimal(4))


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_feedback_finds_a_department_and_urgent_customers_come_first(
    category: str, severity: str
) -> None:
    routed = [
        decide(
            table("feedback/route.dmn"),
            "route",
            {"category": category, "severity": severity, "tier": Decimal(tier)},
        ).outputs
        for tier in TIERS
    ]
    assert len({each["department"] for each in routed}) == 1
    priorities = [each["priority"] for each in routed]
    assert priorities == sorted(priorities, reverse=True)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("category", "severity", "department"),
    [
        ("product_quality", "major", "production"),
        ("product_quality", "general", "technical_support"),
        ("delivery", "minor", "logistics"),
        ("service_quality", "general", "aftersales"),
        ("price", "general", "finance"),
    ],
)
def test_feedback_and_complaint_go_to_the_same_department(
    category: str, severity: str, department: str
) -> None:
    about = {"category": category, "severity": severity, "tier": Decimal(3)}
    assert decide(table("feedback/route.dmn"), "route", about).outputs["department"] == department
    assert decide(table("complaint/hand_over.dmn"), "hand_over", about).value == department


@pytest.mark.parametrize(
    ("severity", "tier", "limit"), [("major", 1, 0), ("general", 3, 2000), ("minor", 4, 500)]
)
def test_compensation_has_a_limit_in_every_case(severity: str, tier: int, limit: int) -> None:
    about = {"severity": severity, "tier": Decimal(tier)}
    assert decide(table("policy/compensation_limit.dmn"), "compensation_limit", about).value == limit


@pytest.mark.parametrize(
    ("outcome", "number", "next_step"),
    [
        ("satisfied", 1, "close"),
        ("unreachable", 3, "close"),
        ("not_satisfied", 2, "another_round"),
        ("not_satisfied", 3, "decide_recourse"),
        ("not_satisfied", 7, "decide_recourse"),
    ],
)
def test_the_supervisor_is_brought_in_after_the_third_round(
    outcome: str, number: int, next_step: str
) -> None:
    about = {"outcome": outcome, "round": Decimal(number)}
    assert decide(table("policy/rounds.dmn"), "after_follow_up", about).value == next_step
