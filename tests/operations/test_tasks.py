"""What people do to user tasks, and what they may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.clock import SetClock
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.errors import (
    FourEyes,
    Invalid,
    NotACandidate,
    NotASupervisor,
    NotTheAssignee,
    TaskAlreadyClaimed,
    TaskGone,
    TaskNotClaimed,
    TaskNotFound,
)
from service.operations.people import NewPerson, add_person, set_groups
from service.operations.tasks import (
    claim_task,
    comment_on_task,
    complete_task,
    delegate_task,
    reassign_task,
    save_draft,
    unclaim_task,
)
from service.queries.cases import case_history
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.stage import (
    AGENT,
    AGENT2,
    LOGISTICS,
    MANAGER,
    TECH,
    TECH_LEAD,
    TWO_TASKS,
    a_case,
    do,
    open_tasks,
    put_live,
    the_task,
)


def told(rt: Runtime, case_id: object) -> list[str]:
    """The types of a case's history events."""
    return [event.type for event in case_history(rt, case_id, PageRequest(limit=200), by=MANAGER).items]  # type: ignore[arg-type]


def colleagues(rt: Runtime) -> None:
    groups = {"agent": "customer_service", "agent2": "customer_service", "tech": "technical_support"}
    for name, group in groups.items():
        add_person(rt, NewPerson(name, "demo1234", groups=(group,)))


def test_completing_a_task_moves_the_case_to_the_next_one(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    done = do(rt, case.instance_id, "respond", AGENT, answer="We send somebody.")
    assert (done.state, done.completed_by) == ("completed", "agent")
    assert list(open_tasks(rt, case.instance_id)) == ["assess"]
    events = told(rt, case.id)
    assert events.count("task.created") == 2
    assert events.index("task.claimed") < events.index("task.completed") < len(events) - 1


def test_the_history_of_an_instance_counts_without_a_gap(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    do(rt, case.instance_id, "assess", TECH)
    events = case_history(rt, case.id, PageRequest(limit=200), by=MANAGER).items
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert "instance.completed" in told(rt, case.id)


def test_claiming_what_is_mine_already_is_no_error(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    assert claim_task(rt, task_id, by=AGENT).assignee == "agent"
    assert claim_task(rt, task_id, by=AGENT).assignee == "agent"
    assert told(rt, case.id).count("task.claimed") == 1


def test_only_a_candidate_may_claim(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    with pytest.raises(TaskNotFound):
        claim_task(rt, task_id, by=LOGISTICS)
    with pytest.raises(NotACandidate):
        claim_task(rt, task_id, by=MANAGER)
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(TaskAlreadyClaimed, match="agent"):
        claim_task(rt, task_id, by=AGENT2)


def test_only_the_assignee_completes(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    with pytest.raises(TaskNotClaimed):
        complete_task(rt, task_id, {}, by=AGENT)
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(NotTheAssignee):
        complete_task(rt, task_id, {}, by=AGENT2)
    complete_task(rt, task_id, {}, by=AGENT)
    with pytest.raises(TaskGone):
        complete_task(rt, task_id, {}, by=AGENT)


def test_answers_that_do_not_fit_the_form_change_nothing(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(Invalid) as refused:
        complete_task(rt, task_id, {"amount": "many", "nonsense": 1}, by=AGENT)
    assert set(refused.value.fields) == {"amount", "nonsense"}
    assert list(open_tasks(rt, case.instance_id)) == ["respond"]


def test_giving_a_task_back_opens_it_to_its_group(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    assert unclaim_task(rt, task_id, by=AGENT).state == "ready"
    assert claim_task(rt, task_id, by=AGENT2).assignee == "agent2"


def test_a_supervisor_of_the_group_reassigns_with_a_reason(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    colleagues(rt)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(TaskNotFound):
        reassign_task(rt, task_id, to="agent2", reason="ill", by=TECH_LEAD)
    with pytest.raises(NotASupervisor):
        reassign_task(rt, task_id, to="agent2", reason="ill", by=AGENT2)
    with pytest.raises(Invalid):
        reassign_task(rt, task_id, to="agent2", reason=" ", by=MANAGER)
    with pytest.raises(Invalid):
        reassign_task(rt, task_id, to="nobody", reason="ill", by=MANAGER)
    assert reassign_task(rt, task_id, to="agent2", reason="ill", by=MANAGER).assignee == "agent2"
    assert reassign_task(rt, task_id, to=None, reason="well", by=MANAGER).state == "ready"


def test_a_task_is_not_reassigned_to_somebody_of_none_of_its_groups(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    colleagues(rt)
    set_groups(rt, {"customer_service": {"en": "Customer service", "zh": "客服部"}})
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    for language, called in (("en", "Customer service"), ("zh", "客服部")):
        with pytest.raises(Invalid) as refused:
            reassign_task(rt, task_id, to="tech", reason="ill", by=replace(MANAGER, language=language))
        told = f"tech is in none of the groups this task is for: {called}"
        assert refused.value.fields == {"assignee": [told]}


def test_a_draft_holds_nothing_but_the_forms_fields(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    with pytest.raises(Invalid) as refused:
        save_draft(rt, task_id, {"answer": "We", "approved": True}, by=AGENT)
    assert refused.value.fields == {"approved": ["There is no such field here."]}


def test_a_delegated_task_shows_who_handed_it_on(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    colleagues(rt)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    handed = delegate_task(rt, task_id, to="tech", by=AGENT)
    assert (handed.assignee, handed.delegated_by) == ("tech", "agent")
    with pytest.raises(NotTheAssignee):
        complete_task(rt, task_id, {}, by=AGENT)
    assert complete_task(rt, task_id, {}, by=TECH).completed_by == "tech"


def test_the_author_of_a_solution_may_not_review_it(rt: Runtime) -> None:
    reviewed = drawing(
        "feedback",
        task("solve"),
        task("review", inside=properties(not_by="solve")),
        chain("start", "solve", "review", "end"),
    )
    put_live(rt, reviewed)
    colleagues(rt)
    case = a_case(rt)
    do(rt, case.instance_id, "solve", AGENT)
    task_id = the_task(rt, case.instance_id, "review")
    with pytest.raises(FourEyes):
        claim_task(rt, task_id, by=AGENT)
    with pytest.raises(FourEyes):
        reassign_task(rt, task_id, to="agent", reason="in a hurry", by=MANAGER)
    claim_task(rt, task_id, by=AGENT2)
    with pytest.raises(FourEyes):
        delegate_task(rt, task_id, to="agent", by=AGENT2)
    complete_task(rt, task_id, {}, by=AGENT2)


def test_remarks_and_drafts_stay_with_the_task(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    comment_on_task(rt, task_id, "They called twice.", by=MANAGER)
    with pytest.raises(TaskNotClaimed):
        save_draft(rt, task_id, {"answer": "We"}, by=AGENT)
    claim_task(rt, task_id, by=AGENT)
    before = task_detail(rt, task_id, by=AGENT).revision
    save_draft(rt, task_id, {"answer": "We sen", "amount": 3}, by=AGENT)
    detail = task_detail(rt, task_id, by=AGENT)
    assert detail.draft == {"answer": "We sen", "amount": 3}
    assert detail.revision > before
    assert [(each.by, each.text) for each in detail.comments] == [("manager", "They called twice.")]


def test_a_person_who_left_the_group_keeps_only_what_they_hold(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    former = Actor("agent", frozenset())
    assert task_detail(rt, task_id, by=former).task.assignee == "agent"
    unclaim_task(rt, task_id, by=former)
    with pytest.raises(TaskNotFound):
        task_detail(rt, task_id, by=former)
