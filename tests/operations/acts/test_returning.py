"""A case goes back to an earlier step of its round, to whoever did it, and nothing runs twice."""

from __future__ import annotations

import pytest

from service.errors import CannotReturn, FourEyes, Invalid, NotTheAssignee
from service.operations.returning import return_task
from service.operations.tasks import claim_task, complete_task
from service.queries.acts import task_acts
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.acts.sending import last, sent
from tests.operations.drawings import chain, drawing, flows, task
from tests.operations.stage import AGENT, AGENT2, MANAGER, a_case, do, open_tasks, put_live, the_task


def test_it_waits_again_with_whoever_did_it_its_form_filled_and_the_reason_told(house: Runtime) -> None:
    instance = a_case(house).instance_id
    do(house, instance, "solve", AGENT, answer="Hit it.")
    review = the_task(house, instance, "review")
    claim_task(house, review, by=AGENT2)
    (step,) = task_acts(house, review, by=AGENT2).steps
    assert (step.activity_id, step.completed_by) == ("solve", "agent")
    again = return_task(house, review, "solve", reason="Too rough.", by=AGENT2)
    assert (again.activity_id, again.assignee) == ("solve", "agent")
    assert list(open_tasks(house, instance)) == ["solve"]
    assert task_detail(house, again.id, by=AGENT).variables["answer"] == "Hit it."
    told = task_acts(house, again.id, by=AGENT).returned
    assert told is not None and (told.by, told.reason, told.name) == ("agent2", "Too rough.", "Review")
    assert last(house, instance, "task.returned")[1]["reason"] == "Too rough."
    assert sent(house) == [("task_returned", ["person:agent"])]
    complete_task(house, again.id, {"answer": "Oil it."}, by=AGENT)
    with pytest.raises(FourEyes):
        claim_task(house, the_task(house, instance, "review"), by=AGENT)


def test_only_to_a_step_done_before_and_only_with_a_reason(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    first = the_task(sqlite_house, instance, "solve")
    claim_task(sqlite_house, first, by=AGENT)
    for to in ("review", "close", "solve", "nowhere"):
        with pytest.raises(CannotReturn):
            return_task(sqlite_house, first, to, reason="x", by=AGENT)
    complete_task(sqlite_house, first, {}, by=AGENT)
    review = the_task(sqlite_house, instance, "review")
    with pytest.raises(Invalid):
        return_task(sqlite_house, review, "solve", reason=" ", by=MANAGER)
    claim_task(sqlite_house, review, by=AGENT2)
    with pytest.raises(NotTheAssignee):
        return_task(sqlite_house, review, "solve", reason="x", by=AGENT)
    assert list(open_tasks(sqlite_house, instance)) == ["review"]


def test_not_past_a_fork_while_the_other_branch_is_at_work(sqlite_house: Runtime) -> None:
    forked = drawing(
        "feedback",
        task("look"),
        task("mend"),
        task("write"),
        '<parallelGateway id="fork"/><parallelGateway id="join"/>',
        chain("start", "look", "fork", "mend", "join", "end"),
        flows("fork>write", "write>join"),
    )
    put_live(sqlite_house, forked)
    instance = a_case(sqlite_house).instance_id
    do(sqlite_house, instance, "look", AGENT)
    mend = the_task(sqlite_house, instance, "mend")
    claim_task(sqlite_house, mend, by=AGENT)
    assert task_acts(sqlite_house, mend, by=AGENT).steps == ()
    with pytest.raises(CannotReturn):
        return_task(sqlite_house, mend, "look", reason="x", by=AGENT)
    assert set(open_tasks(sqlite_house, instance)) == {"mend", "write"}


def test_a_return_twice_over_goes_back_twice_over(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    for _ in range(2):
        solve = the_task(sqlite_house, instance, "solve")
        claim_task(sqlite_house, solve, by=AGENT)
        complete_task(sqlite_house, solve, {}, by=AGENT)
        do(sqlite_house, instance, "review", AGENT2)
        close = the_task(sqlite_house, instance, "close")
        return_task(sqlite_house, close, "solve", reason="again", by=MANAGER)
    assert list(open_tasks(sqlite_house, instance)) == ["solve"]
