"""An act on many tasks: each by itself, each told what came of it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from service.errors import Invalid
from service.operations.bulk import BulkAct, act_on_tasks
from service.operations.tasks import claim_task
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.stage import AGENT, AGENT2, MANAGER, a_case, the_task


def three(rt: Runtime) -> tuple[UUID, ...]:
    """Three tasks to solve."""
    return tuple(the_task(rt, a_case(rt).instance_id, "solve") for _ in range(3))


def codes(rt: Runtime, asked: BulkAct, *, by: object = AGENT) -> list[str]:
    """The refusals, row by row; empty for what was done."""
    rows = act_on_tasks(rt, asked, by=by)  # type: ignore[arg-type]
    return [each.refused.code if each.refused else "" for each in rows]


def test_one_row_that_cannot_be_done_keeps_no_other_from_it(house: Runtime) -> None:
    first, second, third = three(house)
    claim_task(house, second, by=AGENT2)
    gone = uuid4()
    asked = BulkAct("claim", (first, second, gone, third, first))
    assert codes(house, asked) == ["", "task_already_claimed", "task_not_found", ""]
    assert task_detail(house, third, by=AGENT).task.assignee == "agent"
    done = BulkAct("complete", (first, second, third), answers={"answer": "Same for all."})
    assert codes(house, done) == ["", "not_the_assignee", ""]


def test_assigning_giving_back_and_nudging_many(sqlite_house: Runtime) -> None:
    chosen = three(sqlite_house)
    assign = BulkAct("assign", chosen, to="agent", reason="Amy is back.")
    assert codes(sqlite_house, assign) == ["not_a_supervisor"] * 3
    assert codes(sqlite_house, assign, by=MANAGER) == [""] * 3
    assert codes(sqlite_house, BulkAct("nudge", chosen), by=MANAGER) == [""] * 3
    assert codes(sqlite_house, BulkAct("nudge", chosen), by=AGENT2) == ["nudged_lately"] * 3
    assert codes(sqlite_house, BulkAct("unclaim", chosen)) == [""] * 3


@pytest.mark.parametrize("asked", [BulkAct("burn", (uuid4(),)), BulkAct("claim", ())])
def test_what_is_no_bulk_act_is_refused_as_a_whole(sqlite_house: Runtime, asked: BulkAct) -> None:
    with pytest.raises(Invalid):
        act_on_tasks(sqlite_house, asked, by=AGENT)
