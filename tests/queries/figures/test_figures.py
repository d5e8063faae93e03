"""Every figure is what one gets by counting the fixed cases by hand."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.customers import Customer
from service.domain.follow_ups import PlannedVisit, VisitState
from service.domain.views import PageRequest
from service.errors import Invalid, NotInGroup
from service.ids import new_id
from service.queries.figures import FigureQuestion, figure_cases, figures
from service.runtime import Runtime
from tests.operations.stage import AGENT, MANAGER, TECH_LEAD

Lived = dict[str, UUID]
OCTOBER, NOVEMBER = "2026-10", "2026-11"


def counted(
    rt: Runtime, key: str, by_slice: str = "all", by: object = MANAGER
) -> dict[tuple[str, str], tuple[int, int]]:
    (found,) = (each for each in figures(rt, by_slice=by_slice, by=by).items if each.key == key)  # type: ignore[arg-type]
    return {(cell.month, cell.slice): (cell.base, cell.hits) for cell in found.cells}


def test_a_figure_counts_each_case_in_its_month(rt: Runtime, lived: Lived) -> None:
    found = {
        each.key: {(cell.month, cell.slice): (cell.base, cell.hits) for cell in each.cells}
        for each in figures(rt, by=MANAGER).items
    }
    counts = {key: (cells.get((OCTOBER, "")), cells.get((NOVEMBER, ""))) for key, cells in found.items()}
    assert counts == {
        "satisfied_outcome": ((1, 1), (2, 1)),
        "satisfied_handling": ((1, 1), (2, 2)),
        "response_kept": ((1, 1), (4, 2)),
        "promises_kept": ((1, 1), (12, 8)),
        "resolved": ((1, 1), (3, 1)),
        "complaints_handled": (None, (1, 0)),
        "rounds": ((1, 1), (3, 5)),
        "follow_ups_done": (None, None),
        "visits_done": (None, None),
    }


def test_a_share_is_compared_with_the_target_of_the_policy(lived_here: Runtime) -> None:
    found = {each.key: each for each in figures(lived_here, by=MANAGER).items}
    assert found["satisfied_outcome"].target == 0.95
    assert [(cell.value, cell.met) for cell in found["satisfied_outcome"].cells] == [
        (1.0, True),
        (0.5, False),
    ]
    assert [(cell.value, cell.met) for cell in found["rounds"].cells] == [(1.0, None), (1.6667, None)]
    assert figures(lived_here, months=2, by=MANAGER).months == (OCTOBER, NOVEMBER)


def test_figures_are_split_by_the_customers_tier(lived_here: Runtime) -> None:
    assert counted(lived_here, "response_kept", "tier") == {
        (OCTOBER, "2"): (1, 1),
        (NOVEMBER, "2"): (3, 1),
        (NOVEMBER, "3"): (1, 1),
    }


def test_a_promise_is_put_down_to_the_group_of_its_task_a_case_to_every_group_it_passed(
    rt: Runtime, lived: Lived
) -> None:
    assert counted(rt, "response_kept", "group")[NOVEMBER, "customer_service"] == (4, 2)
    resolved = counted(rt, "resolved", "group")
    assert resolved[NOVEMBER, "customer_service"] == (3, 1) == resolved[NOVEMBER, "technical_support"]


def test_a_group_lead_sees_the_figures_of_their_group_only(rt: Runtime, lived: Lived) -> None:
    assert counted(rt, "response_kept", by=TECH_LEAD)[NOVEMBER, ""] == (3, 2)
    assert counted(rt, "complaints_handled", by=TECH_LEAD) == {}
    assert {place[1] for place in counted(rt, "resolved", "group", by=TECH_LEAD)} == {"technical_support"}
    with pytest.raises(NotInGroup):
        figures(rt, by=AGENT)


def test_planned_visits_count_in_the_month_they_are_due(lived_here: Runtime) -> None:
    with lived_here.transaction() as tx:
        customer_id = tx.session.execute(select(Customer.id)).scalars().first()
        for state in (VisitState.DONE, VisitState.PLANNED):
            visit = PlannedVisit(id=new_id(), customer_id=customer_id, tier=2, method="phone", state=state)
            visit.target_on = visit.due_on = date(2026, 11, 25)
            visit.planned_at = tx.at
            tx.add(visit)
    assert counted(lived_here, "visits_done") == {(NOVEMBER, ""): (2, 1)}
    (behind,) = figure_cases(
        lived_here, FigureQuestion("visits_done", NOVEMBER, hit=False), PageRequest(), by=MANAGER
    ).items
    assert (behind.case_id, behind.at.date()) == (None, date(2026, 11, 24))


def test_each_figure_opens_the_cases_behind_it(rt: Runtime, lived: Lived) -> None:
    missed = FigureQuestion("response_kept", NOVEMBER, hit=False)
    found = figure_cases(rt, missed, PageRequest(), by=MANAGER).items
    assert [each.customer_name for each in found] == ["Dee", "Bob"]
    one = figure_cases(rt, FigureQuestion("resolved", NOVEMBER, "tier", "3"), PageRequest(), by=MANAGER).items
    assert [(each.customer_name, each.hit) for each in one] == [("Cem", False)]
    group = FigureQuestion("promises_kept", NOVEMBER, "group", "technical_support")
    pages = [figure_cases(rt, group, PageRequest(5), by=MANAGER)]
    pages.append(figure_cases(rt, group, PageRequest(5, pages[0].next_cursor), by=MANAGER))
    assert [len(each.items) for each in pages] == [5, 3]
    assert pages[1].next_cursor is None


@pytest.mark.parametrize("wrong", [{"months": 0}, {"months": 25}, {"by_slice": "color"}])
def test_what_cannot_be_asked_for_is_refused_by_name(sqlite_rt: Runtime, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        figures(sqlite_rt, by=MANAGER, **wrong)  # type: ignore[arg-type]
