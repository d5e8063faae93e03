"""A task lent comes back to whoever lent it, and whoever helped counts as having done it."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.errors import DelegationPending, FourEyes, NothingToTakeBack, NotLent, NotTheAssignee
from service.operations.delegations import resolve_task, take_back_task
from service.operations.tasks import claim_task, complete_task, delegate_task, reassign_task, save_draft
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.acts.sending import last, sent
from tests.operations.stage import AGENT, AGENT2, MANAGER, a_case, the_task


def lent(rt: Runtime) -> tuple[UUID, UUID]:
    """A task of agent's, lent to agent2; its instance and its id."""
    instance = a_case(rt).instance_id
    task_id = the_task(rt, instance, "solve")
    claim_task(rt, task_id, by=AGENT)
    delegate_task(rt, task_id, to="agent2", back=True, by=AGENT)
    return instance, task_id


def test_a_lent_task_comes_back_with_what_was_filled_in(sqlite_house: Runtime) -> None:
    instance, task_id = lent(sqlite_house)
    assert task_detail(sqlite_house, task_id, by=AGENT2).may >= {"draft"}
    assert "complete" not in task_detail(sqlite_house, task_id, by=AGENT2).may
    save_draft(sqlite_house, task_id, {"answer": "half"}, by=AGENT2)
    back = resolve_task(sqlite_house, task_id, note="Measured it.", by=AGENT2)
    assert (back.assignee, back.delegation) == ("agent", "resolved")
    assert task_detail(sqlite_house, task_id, by=AGENT).draft == {"answer": "half"}
    assert last(sqlite_house, instance, "task.resolved") == (
        "agent2",
        {"to": "agent", "text": "Measured it."},
    )
    assert sent(sqlite_house) == [("task_lent", ["person:agent2"]), ("task_resolved", ["person:agent"])]
    assert complete_task(sqlite_house, task_id, {}, by=AGENT).completed_by == "agent"


def test_a_lent_task_is_not_for_the_borrower_to_complete_or_to_lend_on(sqlite_house: Runtime) -> None:
    _, task_id = lent(sqlite_house)
    with pytest.raises(DelegationPending):
        complete_task(sqlite_house, task_id, {}, by=AGENT2)
    with pytest.raises(DelegationPending):
        delegate_task(sqlite_house, task_id, to="agent3", by=AGENT2)
    with pytest.raises(NotTheAssignee):
        resolve_task(sqlite_house, task_id, by=AGENT)


def test_whoever_lent_it_may_take_it_back_and_nobody_else(sqlite_house: Runtime) -> None:
    _, task_id = lent(sqlite_house)
    with pytest.raises(NothingToTakeBack):
        take_back_task(sqlite_house, task_id, by=MANAGER)
    back = take_back_task(sqlite_house, task_id, by=AGENT)
    assert (back.assignee, back.delegation, back.delegated_by) == ("agent", None, None)
    with pytest.raises(NothingToTakeBack):
        take_back_task(sqlite_house, task_id, by=AGENT)


def test_a_task_handed_on_for_good_is_not_handed_back(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    claim_task(sqlite_house, task_id, by=AGENT)
    delegate_task(sqlite_house, task_id, to="agent2", by=AGENT)
    with pytest.raises(NotLent):
        resolve_task(sqlite_house, task_id, by=AGENT2)
    assert complete_task(sqlite_house, task_id, {}, by=AGENT2).completed_by == "agent2"


def test_a_supervisor_who_reassigns_ends_the_lending(sqlite_house: Runtime) -> None:
    _, task_id = lent(sqlite_house)
    given = reassign_task(sqlite_house, task_id, to="agent3", reason="ill", by=MANAGER)
    assert (given.assignee, given.delegation, given.delegated_by) == ("agent3", None, None)
    told = [("task_moved", ["person:agent2"]), ("task_given", ["person:agent3"])]
    assert sent(sqlite_house)[-2:] == told, "both who has it now and whoever had it"
    reassign_task(sqlite_house, task_id, to=None, reason="not hers", by=MANAGER)
    assert sent(sqlite_house)[-1] == ("task_moved", ["person:agent3"])


def test_whoever_helped_with_the_solution_may_not_review_it(house: Runtime) -> None:
    instance, task_id = lent(house)
    resolve_task(house, task_id, by=AGENT2)
    complete_task(house, task_id, {}, by=AGENT)
    review = the_task(house, instance, "review")
    for one in (AGENT, AGENT2):
        with pytest.raises(FourEyes):
            claim_task(house, review, by=one)
