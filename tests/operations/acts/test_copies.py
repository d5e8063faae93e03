"""Whoever something is copied to may read it, and do nothing with it."""

from __future__ import annotations

import pytest

from service.errors import CaseNotFound, Invalid, NotACandidate, NotAllowed, TaskNotFound
from service.operations.cases import NewCaseMessage, add_message
from service.operations.copies import CopyGiven, copy_case, copy_task
from service.operations.service_sheets import open_service_sheet
from service.operations.tasks import claim_task, comment_on_task, complete_task
from service.queries.cases import case_detail
from service.queries.for_me import copied_to
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.acts.sending import last, sent
from tests.operations.stage import AGENT, LOGISTICS, TECH, a_case, the_task


def test_a_copied_task_and_its_case_can_be_read_and_are_listed(house: Runtime) -> None:
    case = a_case(house)
    task_id = the_task(house, case.instance_id, "solve")
    with pytest.raises(TaskNotFound):
        task_detail(house, task_id, by=TECH)
    copy_task(house, task_id, CopyGiven(("tech",), "For your eyes."), by=AGENT)
    assert task_detail(house, task_id, by=TECH).may == {"comment"}
    assert case_detail(house, case.id, by=TECH).case.id == case.id
    (listed,) = copied_to(house, by=TECH)
    assert (listed.task_id, listed.case_number, listed.by, listed.note) == (
        task_id,
        case.number,
        "agent",
        "For your eyes.",
    )
    assert sent(house) == [("case_copied", ["person:tech"])]
    assert last(house, case.instance_id, "case.copied") == (
        "agent",
        {"to": ["tech"], "text": "For your eyes."},
    )


def test_a_reader_may_remark_but_do_nothing_else(sqlite_house: Runtime) -> None:
    case = a_case(sqlite_house)
    task_id = the_task(sqlite_house, case.instance_id, "solve")
    copy_task(sqlite_house, task_id, CopyGiven(("tech",)), by=AGENT)
    comment_on_task(sqlite_house, task_id, "Noted.", by=TECH)
    with pytest.raises(NotACandidate):
        claim_task(sqlite_house, task_id, by=TECH)
    message = NewCaseMessage("They called.", "in", "phone")
    with pytest.raises(NotAllowed):
        add_message(sqlite_house, case.id, message, by=TECH)
    with pytest.raises(NotAllowed):
        copy_case(sqlite_house, case.id, CopyGiven(("logistics",)), by=TECH)
    with pytest.raises(NotAllowed):
        open_service_sheet(sqlite_house, case.id, by=TECH)
    claim_task(sqlite_house, task_id, by=AGENT)
    complete_task(sqlite_house, task_id, {}, by=AGENT)
    with pytest.raises(TaskNotFound):
        task_detail(sqlite_house, the_task(sqlite_house, case.instance_id, "review"), by=TECH)


def test_a_case_is_copied_once_to_each_and_only_by_whoever_sees_it(sqlite_house: Runtime) -> None:
    case = a_case(sqlite_house)
    with pytest.raises(CaseNotFound):
        copy_case(sqlite_house, case.id, CopyGiven(("tech",)), by=LOGISTICS)
    assert len(copy_case(sqlite_house, case.id, CopyGiven(("tech", "tech", "manager")), by=AGENT)) == 2
    assert copy_case(sqlite_house, case.id, CopyGiven(("tech",)), by=AGENT) == ()
    assert len(copied_to(sqlite_house, by=TECH)) == 1
    assert sent(sqlite_house) == [("case_copied", ["person:tech", "person:manager"])]
    for people in ((), ("nobody",)):
        with pytest.raises(Invalid):
            copy_case(sqlite_house, case.id, CopyGiven(people), by=AGENT)
