"""How often, how long and how late: worked out by hand for the fixed cases."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.domain.views.heat import ElementHeat
from service.errors import DefinitionNotFound, Invalid, NotInGroup
from service.queries.figures.heat import HeatQuestion, heat, percentile
from service.runtime import Runtime
from tests.operations.stage import AGENT, MANAGER, OWNER, TECH_LEAD

HOUR = 3600
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def elements(rt: Runtime, tier: int | None = None, *, process: str = "feedback") -> dict[str, ElementHeat]:
    asked = HeatQuestion(process, *NOVEMBER, tier=tier)
    return {each.activity_id: each for each in heat(rt, asked, by=MANAGER).elements}


def test_each_element_tells_how_often_how_long_and_how_late(rt: Runtime, lived: dict[str, UUID]) -> None:
    found = elements(rt)
    told = {key: (each.count, each.median_s, each.p90_s, each.breached) for key, each in found.items()}
    assert told == {
        "respond": (3, 1 * HOUR, 9 * HOUR, 1),
        "assess": (3, 13 * HOUR, 26 * HOUR, 1),
        "resolve": (3, 2 * HOUR, 5.5 * HOUR, 1),
    }
    assert found["assess"].breached_share == 0.3333
    assert list(found) == ["assess", "resolve", "respond"]


def test_heat_is_told_by_tier(lived_here: Runtime) -> None:
    assert {key: each.median_s for key, each in elements(lived_here, 3).items()} == {
        "respond": 1 * HOUR,
        "assess": 26 * HOUR,
        "resolve": 5.5 * HOUR,
    }


def test_work_not_begun_is_counted_and_late_but_has_no_length(lived_here: Runtime) -> None:
    (only,) = elements(lived_here, process="complaint").values()
    assert (only.count, only.open, only.completed, only.median_s, only.breached) == (1, 1, 0, None, 1)


def test_a_period_and_a_version_are_kept_apart(lived_here: Runtime) -> None:
    october = HeatQuestion("feedback", date(2026, 10, 1), date(2026, 10, 31), version=1)
    assert {each.count for each in heat(lived_here, october, by=OWNER).elements} == {1}
    with pytest.raises(DefinitionNotFound):
        heat(lived_here, HeatQuestion("feedback", *NOVEMBER, version=7), by=MANAGER)


def test_only_those_who_answer_for_the_work_see_its_heat(lived_here: Runtime) -> None:
    seen = heat(lived_here, HeatQuestion("complaint", *NOVEMBER), by=TECH_LEAD)
    assert seen.elements == ()
    with pytest.raises(NotInGroup):
        heat(lived_here, HeatQuestion("feedback", *NOVEMBER), by=AGENT)
    with pytest.raises(Invalid):
        heat(lived_here, HeatQuestion("feedback", date(2026, 11, 2), date(2026, 11, 1)), by=MANAGER)


def test_nine_of_ten_are_no_longer_than_the_ninetieth_percentile() -> None:
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9) == 9
    assert percentile([7], 0.9) == 7
