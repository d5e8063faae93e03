"""The inbox shows what one may see, in order, page by page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.clock import SetClock
from service.domain.views import PageRequest, TaskView
from service.errors import Invalid, TaskNotFound
from service.operations.service_sheets import open_service_sheet
from service.operations.tasks import claim_task
from service.queries.tasks import TaskFilter, TaskSort, inbox, task_detail
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import (
    AGENT,
    LOGISTICS,
    MANAGER,
    OWNER,
    TECH,
    TECH_LEAD,
    TWO_TASKS,
    a_case,
    do,
    put_live,
    the_task,
)


def every_page(rt: Runtime, wanted: TaskFilter, by: object, limit: int = 2) -> list[TaskView]:
    seen: list[TaskView] = []
    page = PageRequest(limit=limit)
    while True:
        found = inbox(rt, wanted, page, by=by)  # type: ignore[arg-type]
        seen += found.items
        if found.next_cursor is None:
            return seen
        page = replace(page, cursor=found.next_cursor)


def test_people_see_the_tasks_of_their_groups_and_no_others(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    assert [task.activity_id for task in inbox(rt, TaskFilter(), PageRequest(), by=AGENT).items] == [
        "respond"
    ]
    for other in (TECH, LOGISTICS, OWNER, TECH_LEAD):
        assert inbox(rt, TaskFilter(), PageRequest(), by=other).items == ()
        with pytest.raises(TaskNotFound):
            task_detail(rt, the_task(rt, case.instance_id, "respond"), by=other)
    assert len(inbox(rt, TaskFilter(), PageRequest(), by=MANAGER).items) == 1


@pytest.mark.parametrize("sort", list(TaskSort))
@pytest.mark.parametrize("by", [AGENT, MANAGER])
def test_pages_neither_skip_nor_repeat(rt: Runtime, clock: SetClock, sort: TaskSort, by: object) -> None:
    both = drawing(
        "feedback",
        '<parallelGateway id="fork"/><parallelGateway id="join"/>',
        task("one", "customer_service,technical_support", more='camunda:priority="5"'),
        task("two"),
        chain("start", "fork", "one", "join", "end"),
        chain("fork", "two", "join"),
    )
    put_live(rt, both)
    for _ in range(4):
        a_case(rt)
    seen = every_page(rt, TaskFilter(sort=sort), by, limit=3)
    assert len({task.id for task in seen}) == len(seen) == 8
    key = {
        TaskSort.CREATED: lambda task: task.created_at,
        TaskSort.DUE: lambda task: task.due_at is None,
        TaskSort.PRIORITY: lambda task: -task.priority,
    }[sort]
    assert [key(task) for task in seen] == sorted(key(task) for task in seen)


def test_a_filter_narrows_the_list(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    first, second = a_case(rt), a_case(rt)
    claim_task(rt, the_task(rt, first.instance_id, "respond"), by=AGENT)

    def found(by: object = AGENT, **asked: object) -> list[object]:
        return [task.case_id for task in inbox(rt, TaskFilter(**asked), PageRequest(), by=by).items]  # type: ignore[arg-type]

    assert found(assignee="agent") == [first.id]
    assert found(state="ready") == [second.id]
    assert found(state="claimed") == [first.id]
    assert found(group="customer_service") == [first.id, second.id]
    assert found(group="technical_support") == []
    assert found(MANAGER, group="customer_service", state="ready") == [second.id]
    assert found(case_id=second.id) == [second.id]
    assert found(process_key="complaint") == []
    do(rt, second.instance_id, "respond", AGENT)
    assert found(state="completed") == [second.id]
    assert found(TECH, state="completed") == []
    assert found(TECH) == [second.id]


SHEET = drawing("service_sheet", task("sign", "technical_support"), chain("start", "sign", "end"))


@pytest.mark.parametrize("asked_now", [False, True], ids=["read on", "looked at one by one"])
def test_what_is_typed_finds_the_tasks_of_a_case_and_of_its_sheet(rt: Runtime, asked_now: bool) -> None:
    put_live(rt, TWO_TASKS, SHEET)
    case = a_case(rt)
    a_case(rt)
    open_service_sheet(rt, case.id, by=AGENT)

    def found(text: str, by: object = MANAGER, **more: object) -> set[str]:
        now = rt.now() if asked_now else None
        wanted = TaskFilter(text=text, sort=TaskSort.DUE, asked_at=now, **more)  # type: ignore[arg-type]
        return {each.activity_id for each in inbox(rt, wanted, PageRequest(), by=by).items}  # type: ignore[arg-type]

    for text in (case.number, case.number[-1:], "lin", "hai lin", "138 0000 0001", "0001"):
        assert found(text) == {"respond", "sign"}, text
    assert found(case.number, TECH) == found(case.number, TECH, own_groups=True) == {"sign"}
    assert found(case.number, group="customer_service") == found(case.number, AGENT) == {"respond"}
    assert found(case.number, LOGISTICS) == found("lin lin hai nobody") == set()


def test_a_made_up_cursor_is_refused(rt: Runtime) -> None:
    with pytest.raises(Invalid):
        inbox(rt, TaskFilter(), PageRequest(cursor="bm9uc2Vuc2U"), by=AGENT)


def test_a_task_tells_what_the_reader_may_do(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    assert task_detail(rt, task_id, by=AGENT).may == {"claim", "comment"}
    assert task_detail(rt, task_id, by=MANAGER).may == {"reassign", "comment"}
    claim_task(rt, task_id, by=AGENT)
    assert task_detail(rt, task_id, by=AGENT).may == {"complete", "unclaim", "delegate", "draft", "comment"}


def test_a_task_brings_its_form_and_what_fills_it_in(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt, amount=7)
    detail = task_detail(rt, the_task(rt, case.instance_id, "respond"), by=AGENT)
    assert detail.form is not None and detail.form["id"] == "answer"
    assert detail.variables["amount"] == 7
    assert detail.variables["case_number"] == case.number
