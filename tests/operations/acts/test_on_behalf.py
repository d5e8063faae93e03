"""What somebody told is recorded by another with the right to, and both names stand."""

from __future__ import annotations

import pytest

from service.errors import (
    FourEyes,
    Invalid,
    NotACandidate,
    NotASupervisor,
    NotInGroup,
    NotTheAssignee,
    TaskAlreadyClaimed,
)
from service.operations.on_behalf import OnBehalf, complete_on_behalf
from service.operations.signatures import SignatureAsked, ask_signature, sign
from service.operations.tasks import claim_task
from service.queries.acts import task_acts
from service.runtime import Runtime
from tests.operations.acts.conftest import LEAD
from tests.operations.acts.sending import last
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, AGENT2, MANAGER, TECH, a_case, do, put_live, the_task

ANSWER = {"answer": "Oiled the hinge."}


def test_a_supervisor_records_what_the_assignee_told_by_phone(house: Runtime) -> None:
    instance = a_case(house).instance_id
    task_id = the_task(house, instance, "solve")
    claim_task(house, task_id, by=AGENT)
    done = complete_on_behalf(house, task_id, ANSWER, OnBehalf("agent", "phone", "From the site."), by=LEAD)
    assert (done.state, done.completed_by) == ("completed", "lead")
    who, told = last(house, instance, "task.completed")
    assert who == "lead"
    assert (told["on_behalf_of"], told["way"], told["text"]) == ("agent", "phone", "From the site.")
    review = the_task(house, instance, "review")
    for one in (AGENT, LEAD):
        with pytest.raises(FourEyes):
            claim_task(house, review, by=one)


def test_what_was_told_and_is_yet_to_be_signed_is_on_record_with_whoever_recorded_it(house: Runtime) -> None:
    instance = a_case(house).instance_id
    task_id = the_task(house, instance, "solve")
    claim_task(house, task_id, by=AGENT)
    ask_signature(house, task_id, SignatureAsked("tech", "after", "Please look."), by=AGENT)
    complete_on_behalf(house, task_id, ANSWER, OnBehalf("agent", "phone", "From the site."), by=LEAD)
    who, told = last(house, instance, "task.submitted")
    assert (who, told["on_behalf_of"], told["way"], told["text"]) == (
        "lead",
        "agent",
        "phone",
        "From the site.",
    )
    (wanted,) = task_acts(house, task_id, by=AGENT).signatures
    sign(house, wanted.id, agree=True, comment="", by=TECH)
    with pytest.raises(FourEyes):
        claim_task(house, the_task(house, instance, "review"), by=LEAD)


def test_a_task_nobody_has_is_recorded_for_whoever_could_have_taken_it(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    with pytest.raises(NotACandidate):
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("tech"), by=MANAGER)
    assert complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("agent2"), by=LEAD).state == "completed"


def test_only_a_supervisor_records_for_a_colleague_and_not_past_whoever_has_it(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    claim_task(sqlite_house, task_id, by=AGENT)
    with pytest.raises(NotASupervisor):
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("agent"), by=AGENT2)
    with pytest.raises(TaskAlreadyClaimed):
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("agent2"), by=LEAD)
    with pytest.raises(Invalid):
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("agent", "pigeon"), by=LEAD)


def test_neither_of_the_two_may_be_shut_out_by_the_four_eyes_rule(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    do(sqlite_house, instance, "solve", AGENT)
    review = the_task(sqlite_house, instance, "review")
    with pytest.raises(FourEyes):
        complete_on_behalf(sqlite_house, review, ANSWER, OnBehalf("agent"), by=LEAD)


def test_the_front_desk_records_what_the_customer_said(sqlite_house: Runtime) -> None:
    instance = a_case(sqlite_house).instance_id
    task_id = the_task(sqlite_house, instance, "solve")
    with pytest.raises(NotTheAssignee):
        claim_task(sqlite_house, task_id, by=AGENT)
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("customer"), by=AGENT2)
    complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("customer", "phone", "It works."), by=AGENT)
    assert last(sqlite_house, instance, "task.completed")[1]["on_behalf_of"] == "customer"


def test_nobody_outside_the_front_desk_speaks_for_the_customer(sqlite_house: Runtime) -> None:
    put_live(
        sqlite_house, drawing("feedback", task("mend", "technical_support"), chain("start", "mend", "end"))
    )
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "mend")
    claim_task(sqlite_house, task_id, by=TECH)
    with pytest.raises(NotInGroup):
        complete_on_behalf(sqlite_house, task_id, ANSWER, OnBehalf("customer"), by=TECH)
