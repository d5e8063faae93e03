"""The board shows what is missed, at risk and likely to be missed, with the reckoning behind it."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.clock import SetClock
from service.errors import NotInGroup
from service.queries.figures.breaches import BreachQuestion, breach_board
from service.runtime import Runtime
from tests.operations.promises import at
from tests.operations.stage import AGENT, MANAGER, TECH_LEAD
from tests.queries.figures.fixed import SATISFIED, Life, live_through

HOUR = 3600
PAST = tuple(
    Life(
        f"Past {day}",
        2,
        f"2026-11-0{day} 09:00",
        (
            ("respond", f"2026-11-0{day} 09:00", f"2026-11-0{day} 10:00"),
            ("assess", f"2026-11-0{day} 10:00", f"2026-11-0{day} 14:00"),
            ("resolve", f"2026-11-0{day} 14:00", f"2026-11-0{day} 16:00"),
        ),
        SATISFIED,
    )
    for day in range(2, 7)
)
"""Five cases in which a first response took an hour of work."""

RUNNING = (
    Life("Dee", 2, "2026-11-18 09:00", kind="complaint"),
    Life("Fay", 2, "2026-11-20 11:00", (("respond", "2026-11-20 16:00", ""),)),
    Life("Gil", 2, "2026-11-20 14:00"),
    Life("Ivy", 2, "2026-11-20 14:30"),
)
"""On Monday at 10:00 Dee has had none left since Wednesday, Fay has 1 hour, Gil 3, Ivy 3 and a half.

Gil's hour of work, after Dee's and Fay's, takes just the 3 hours; Ivy's comes after Gil's, too.
"""


@pytest.fixture
def office(sqlite_rt: Runtime, clock: SetClock) -> Runtime:
    """Past and running cases; Fay's response is claimed and not done."""
    live_through(sqlite_rt, clock, (*PAST, *RUNNING))
    return sqlite_rt


def test_the_missed_come_first_then_what_is_at_risk_then_what_is_likely_to_be_missed(office: Runtime) -> None:
    board = breach_board(office, BreachQuestion(), by=MANAGER)
    assert [(each.customer_name, each.standing) for each in board.items] == [
        ("Dee", "overdue"),
        ("Fay", "at_risk"),
        ("Ivy", "probable"),
    ]
    assert board.counts == {"overdue": 1, "at_risk": 1, "probable": 1}
    assert [each.left_s for each in board.items] == [-23 * HOUR, 1 * HOUR, 3.5 * HOUR]


def test_a_likely_breach_tells_the_queue_the_work_and_what_follows(office: Runtime) -> None:
    (ivy,) = breach_board(office, BreachQuestion(standing="probable"), by=MANAGER).items
    assert ivy.forecast is not None
    assert (ivy.forecast.ahead, ivy.forecast.people, ivy.forecast.samples) == (3, 1, 5)
    assert (ivy.forecast.wait_s, ivy.forecast.work_s, ivy.forecast.rest_s) == (3 * HOUR, HOUR, 0)
    assert ivy.forecast.expected_s > ivy.left_s


def test_too_few_cases_foretell_nothing(sqlite_rt: Runtime, clock: SetClock) -> None:
    live_through(sqlite_rt, clock, (*PAST[:4], *RUNNING))
    assert breach_board(sqlite_rt, BreachQuestion(standing="probable"), by=MANAGER).items == ()


def test_who_had_the_time_is_told(office: Runtime) -> None:
    dee, fay, _ = breach_board(office, BreachQuestion(), by=MANAGER).items
    assert [(each.who, each.seconds) for each in dee.used] == [("customer_service", 25 * HOUR)]
    assert [(each.who, each.is_group, each.seconds) for each in fay.used] == [
        ("customer_service", True, 4 * HOUR),
        ("agent", False, 3 * HOUR),
    ]


def test_the_board_is_split_by_group_and_by_person(office: Runtime) -> None:
    board = breach_board(office, BreachQuestion(person="agent"), by=MANAGER)
    assert [each.customer_name for each in board.items] == ["Fay"]
    assert board.by_person == {"agent": {"overdue": 0, "at_risk": 1, "probable": 0}}
    assert board.by_group == {"customer_service": {"overdue": 1, "at_risk": 0, "probable": 1}}
    unclaimed = breach_board(office, BreachQuestion(group="customer_service"), by=MANAGER)
    assert [each.customer_name for each in unclaimed.items] == ["Dee", "Ivy"]


def test_a_lead_sees_the_promises_of_their_groups_cases_only(office: Runtime, clock: SetClock) -> None:
    clock.set(at("2026-11-23 10:00"))
    assert breach_board(office, BreachQuestion(), by=TECH_LEAD).items == ()
    with pytest.raises(NotInGroup):
        breach_board(office, BreachQuestion(), by=AGENT)


def test_the_databases_agree(rt: Runtime, lived: dict[str, UUID]) -> None:
    (dee,) = breach_board(rt, BreachQuestion(), by=MANAGER).items
    assert (dee.customer_name, dee.standing, dee.task_name) == ("Dee", "overdue", "Acknowledge")
