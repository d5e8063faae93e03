"""The policy tables decide what the requirements say, for every input there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
import yaml

from service.domain.calendars import Calendars, read_calendars
from service.domain.clocks.policy import Source, promise_from, question
from service.domain.clocks.promises import Promise
from service.engine.progress import SourceFile
from service.feel.dmn import Model, decide, parse_model
from service.operations.policies import policy_findings
from tests.processes.diagrams import PROCESSES

TIERS = (1, 2, 3, 4)
CATEGORIES = ("product_quality", "usage", "delivery", "service_quality", "price")
SEVERITIES = ("minor", "general", "major")
DEADLINES = "policy/deadlines.dmn"
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in China, with no holiday near."""


@cache
def table(path: str) -> Model:
    return parse_model((PROCESSES / path).read_bytes())


@cache
def calendars() -> Calendars:
    return read_calendars(yaml.safe_load((PROCESSES / "calendars.yaml").read_text()))


def promised(kind: str, tier: int, case_kind: str = "feedback", severity: str = "general") -> Promise:
    about = question(kind, {"tier": tier, "kind": case_kind, "severity": severity})
    return promise_from(decide(table(DEADLINES), "deadline", about).outputs, Source())


def due(promise: Promise) -> datetime:
    found = promise.due_after(MONDAY, calendars().get(promise.calendar))
    assert found is not None
    return found


def kinds() -> list[str]:
    text = (PROCESSES / "policy" / "deadlines.dmn").read_text()
    return re.findall(r'"(\w+)"', text.split('deadline_in_kind_values">')[1].split("</text>")[0])


def test_the_calendars_and_promises_contradict_nothing() -> None:
    files = [SourceFile(path, (PROCESSES / path).read_bytes()) for path in ("calendars.yaml", DEADLINES)]
    assert policy_findings(files) == ()


@pytest.mark.parametrize("kind", kinds())
def test_every_clock_promises_something_in_every_case_and_a_lower_tier_nothing_sooner(kind: str) -> None:
    for case_kind in ("feedback", "complaint"):
        for severity in SEVERITIES:
            promises = [promised(kind, tier, case_kind, severity) for tier in TIERS]
            assert [due(each) for each in promises] == sorted(due(each) for each in promises)
            assert all(each.amount for each in promises)


@pytest.mark.parametrize(
    ("kind", "tier", "amount", "unit", "calendar"),
    [
        ("respond", 1, 15, "min", "around_the_clock"),
        ("respond", 2, 2, "h", "hotline"),
        ("respond", 3, 1, "WD", "office"),
        ("respond", 4, 2, "WD", "office"),
        ("on_site", 1, 4, "h", "around_the_clock"),
        ("on_site", 2, 1, "WD", "office"),
        ("on_site", 3, 3, "WD", "office"),
        ("on_site", 4, 5, "WD", "office"),
        ("transfer", 3, 2, "h", "office"),
        ("assess", 3, 4, "h", "office"),
        ("complaint_transfer", 3, 2, "h", "office"),
        ("investigate", 3, 3, "WD", "office"),
        ("remedy", 3, 2, "WD", "office"),
        ("progress", 3, 2, "WD", "office"),
        ("follow_up", 3, 2, "WD", "office"),
        ("complaint_follow_up", 3, 2, "WD", "office"),
    ],
)
def test_the_promises_are_those_of_the_written_policies(
    kind: str, tier: int, amount: int, unit: str, calendar: str
) -> None:
    found = promised(kind, tier)
    assert (found.amount, found.unit, found.calendar) == (amount, unit, calendar)


def test_a_major_matter_is_solved_sooner() -> None:
    for tier in TIERS:
        assert due(promised("resolve", tier, severity="major")) < due(promised("resolve", tier))


@pytest.mark.parametrize(("tier", "months"), [(1, 1), (2, 3), (3, 12), (4, 0)])
def test_important_customers_are_called_more_often(tier: int, months: int) -> None:
    about = {"tier": Decimal(tier)}
    found = decide(table("policy/follow_up_every.dmn"), "follow_up_every", about).outputs
    assert (found["every_months"], found["method"]) == (months, "phone")


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_feedback_finds_a_department_and_urgent_customers_come_first(
    category: str, severity: str
) -> None:
    routed = [
        decide(
            table("policy/route.dmn"),
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
    assert decide(table("policy/route.dmn"), "route", about).outputs["department"] == department
    assert decide(table("policy/hand_over.dmn"), "hand_over", about).value == department


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


def test_every_table_of_decisions_is_policy_and_proved_with_one_row_for_each_case() -> None:
    tables = {path.parent.name for path in PROCESSES.rglob("*.dmn")}
    assert tables == {"policy"}
    for path in (PROCESSES / "policy").glob("*.dmn"):
        for decision in table(f"policy/{path.name}").decisions:
            assert getattr(decision.logic, "hit_policy", "UNIQUE") == "UNIQUE", path.name
