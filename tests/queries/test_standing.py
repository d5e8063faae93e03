"""On time, at risk, overdue, paused: as a filter of the task list, and as counts."""

from __future__ import annotations

from datetime import date

from service.clock import SetClock
from service.domain.clocks import Waiting
from service.domain.views import PageRequest
from service.operations.pauses import pause_case
from service.queries.standing import standing_counts
from service.queries.tasks import TaskFilter, inbox, task_detail
from service.runtime import Runtime
from tests.operations.promises import PROMISED, at, deadlines
from tests.operations.stage import AGENT, LOGISTICS, MANAGER, a_case, put_live, the_task


def numbers(rt: Runtime, standing: str) -> list[str | None]:
    """The cases whose tasks stand so, as the front desk sees them."""
    found = inbox(rt, TaskFilter(standing=standing), PageRequest(), by=AGENT)
    return [each.case_number for each in found.items]


def test_tasks_are_found_and_counted_by_how_their_clocks_stand(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, PROMISED, deadlines())
    clock.set(at("2026-11-20 10:00"))
    overdue = a_case(rt)
    clock.set(at("2026-11-23 09:00"))
    risky, still = a_case(rt), a_case(rt)
    pause_case(rt, still.id, waiting=Waiting("waiting", "photos", date(2026, 12, 1)), by=AGENT)
    clock.set(at("2026-11-23 17:00"))
    fresh = a_case(rt)
    assert numbers(rt, "overdue") == [overdue.number]
    assert numbers(rt, "at_risk") == [risky.number]
    assert numbers(rt, "paused") == [still.number]
    assert numbers(rt, "on_time") == [fresh.number]
    counts = {"on_time": 1, "at_risk": 1, "overdue": 1, "paused": 1}
    assert standing_counts(rt, by=AGENT) == counts == standing_counts(rt, by=MANAGER)
    assert set(standing_counts(rt, by=LOGISTICS).values()) == {0}


def test_a_task_shows_the_clock_that_counts_for_it_in_words(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, PROMISED, deadlines())
    clock.set(at("2026-11-23 10:00"))
    case = a_case(rt)
    (task,) = inbox(rt, TaskFilter(), PageRequest(), by=AGENT).items
    assert task.clock is not None
    assert (task.clock.kind, task.clock.left) == (
        "respond",
        "8 h of working time left (tomorrow 10:00)",
    )
    detail = task_detail(rt, the_task(rt, case.instance_id, "respond"), by=AGENT)
    assert detail.task.clock == task.clock
