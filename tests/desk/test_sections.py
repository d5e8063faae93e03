"""Sections of one form signed by different departments: table 1 from the first name to the record."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.domain.cases import Case
from service.domain.outbox import OutboxMessage
from service.domain.people import SYSTEM, Actor
from service.domain.views import PageRequest
from service.errors import Invalid, NotInGroup, SectionSigned
from service.operations.sections import SectionGiven, sign_section, take_back_signature
from service.operations.service_sheets import open_service_sheet
from service.operations.tasks import claim_task, complete_task
from service.queries.cases import case_detail, case_history
from service.queries.clocks import case_clocks
from service.queries.customer_files import customer_file
from service.queries.tasks import TaskFilter, inbox, task_detail
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback
from tests.desk.test_customers import work

Visit = Callable[..., Person]

ANSWERS: dict[str, tuple[str, dict[str, object]]] = {
    "section_feedback": ("sales", {"feedback_content": "It sticks."}),
    "section_handling": ("aftersales", {"handling_opinion": "New hinge.", "handling_period": "2 days"}),
    "section_costs": ("finance", {"material_cost": 80, "transport_cost": 20, "labour_cost": 100.5}),
    "section_agreed": ("management_group", {"costs_agreed": True}),
    "section_execution": ("technical_support", {"execution_note": "Replaced."}),
    "section_result": ("customer_service", {"result_feedback": "All is well."}),
}


def of(group: str) -> Actor:
    """Somebody of this group."""
    return Actor(f"one_of_{group}", frozenset({group}))


@pytest.fixture
def sheet(office: Runtime) -> UUID:
    """The task of a sheet just opened."""
    instance = open_service_sheet(office, feedback(office).id, by=AGENT)
    return inbox(office, TaskFilter(instance_id=instance), PageRequest(), by=SYSTEM).items[0].id


def sign(rt: Runtime, task: UUID, section: str) -> None:
    """Sign as somebody of the section's group."""
    group, answers = ANSWERS[section]
    sign_section(rt, task, SectionGiven(section, answers), by=of(group))


def test_with_every_name_under_it_the_sheet_goes_to_the_service_record(office: Runtime, sheet: UUID) -> None:
    for section in ANSWERS:
        sign(office, sheet, section)
    claim_task(office, sheet, by=AGENT)
    complete_task(office, sheet, {}, by=AGENT)
    work(office)
    with office.reading() as session:
        customer = session.execute(select(Case.customer_id)).scalar_one()
    (record,) = customer_file(office, customer, by=AGENT).records
    assert (record.kind, record.detail["cost_total"]) == ("service_sheet", 200.5)
    signatures = record.detail["signatures"]
    assert isinstance(signatures, list)
    assert [each["by"] for each in signatures] == [f"one_of_{group}" for group, _ in ANSWERS.values()]


def test_without_a_name_it_is_not_completed(office: Runtime, sheet: UUID) -> None:
    for section in list(ANSWERS)[:-1]:
        sign(office, sheet, section)
    claim_task(office, sheet, by=AGENT)
    with pytest.raises(Invalid, match="not signed"):
        complete_task(office, sheet, {"result_feedback": "Slipped in unsigned."}, by=AGENT)


def test_nobody_signs_for_another_department(office: Runtime, sheet: UUID) -> None:
    given = SectionGiven("section_costs", ANSWERS["section_costs"][1])
    with pytest.raises(NotInGroup):
        sign_section(office, sheet, given, by=of("sales"))


def test_nobody_puts_other_figures_under_anothers_name(office: Runtime, sheet: UUID) -> None:
    for section in ANSWERS:
        sign(office, sheet, section)
    claim_task(office, sheet, by=AGENT)
    complete_task(office, sheet, {"labour_cost": 1}, by=AGENT)
    work(office)
    with office.reading() as session:
        customer = session.execute(select(Case.customer_id)).scalar_one()
    assert customer_file(office, customer, by=AGENT).records[0].detail["labour_cost"] == 100.5


def test_a_section_is_checked_like_a_form_and_signed_once_until_taken_back(
    office: Runtime, sheet: UUID
) -> None:
    with pytest.raises(Invalid, match="labour_cost"):
        given = SectionGiven("section_costs", {"material_cost": 1, "transport_cost": 2})
        sign_section(office, sheet, given, by=of("finance"))
    with pytest.raises(Invalid, match="no such field"):
        sneaky = {**ANSWERS["section_costs"][1], "result_feedback": "Fine."}
        sign_section(office, sheet, SectionGiven("section_costs", sneaky), by=of("finance"))
    sign(office, sheet, "section_costs")
    with pytest.raises(SectionSigned):
        sign(office, sheet, "section_costs")
    take_back_signature(office, sheet, "section_costs", by=of("finance"))
    sign(office, sheet, "section_costs")


def test_opening_it_twice_is_one_sheet(office: Runtime) -> None:
    case = feedback(office).id
    assert open_service_sheet(office, case, by=AGENT) == open_service_sheet(office, case, by=AGENT)


def test_a_sheet_stands_with_its_case_and_neither_times_nor_ends_it(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    timed = [each.kind for each in case_clocks(office, case.id, by=AGENT).items]
    instance = open_service_sheet(office, case.id, by=AGENT)
    sheet = inbox(office, TaskFilter(instance_id=instance), PageRequest(), by=SYSTEM).items[0].id
    assert sheet in {each.id for each in case_detail(office, case.id, by=AGENT).open_tasks}
    place = f"/desk/cases/{case.id}"
    assert f"/desk/tasks/{sheet}" in visit("agent").get(place).text
    for section in ANSWERS:
        sign(office, sheet, section)
    claim_task(office, sheet, by=AGENT)
    complete_task(office, sheet, {}, by=AGENT)
    work(office)
    page = visit("agent").get(place).text
    assert "opened the service sheet" in page and "completed Fill in and sign the sheet" in page
    found = case_detail(office, case.id, by=AGENT)
    assert (found.case.status, sheet in {each.id for each in found.open_tasks}) == ("open", False)
    assert [each.kind for each in case_clocks(office, case.id, by=AGENT).items] == timed
    history = case_history(office, case.id, PageRequest(limit=200), by=AGENT).items
    told = {each.type: each.sentence for each in history}
    assert told["case.sheet_opened"] == "Amy Chen 陈雨 opened the service sheet"
    assert "task.section_signed" in told


def test_the_page_asks_each_for_their_section_and_shows_the_others_names(
    office: Runtime, visit: Visit
) -> None:
    case = feedback(office)
    agent = visit("agent")
    agent.get(f"/desk/cases/{case.id}")
    place = agent.send(f"/desk/cases/{case.id}/service-sheet").location
    page = agent.get(place).get_data(as_text=True)
    assert 'name="result_feedback"' in page and 'name="labour_cost"' not in page
    assert "Waits for Finance." in page
    finance = visit("finance")
    finance.get(place)
    shown = ["material_cost", "transport_cost", "labour_cost"]
    looked = finance.send(f"{place}/sections/section_costs", material_cost="80", _look="1", _shown=shown)
    assert looked.status_code == 200 and 'value="80"' in looked.get_data(as_text=True)
    wrong = finance.send(f"{place}/sections/section_costs", material_cost="80", _shown=shown)
    assert wrong.status_code == 422 and 'value="80"' in wrong.get_data(as_text=True)
    costs = {"material_cost": "80", "transport_cost": "20", "labour_cost": "100.5"}
    assert finance.send(f"{place}/sections/section_costs", **costs, _shown=shown).status_code == 303
    seen = agent.get(place, Accept_Language="zh-CN").get_data(as_text=True)
    assert "Fang Li 方丽" in seen and "签字" in seen and "人工费用" in seen and "100.5" in seen


def row_of(person: Person, task: UUID) -> str:
    """The task's row in the inbox."""
    page = person.get("/desk?scope=all").get_data(as_text=True)
    return page.partition(f'id="task-{task}"')[2].partition("</tr>")[0]


def test_a_sheet_is_not_offered_to_be_taken_before_everybody_has_signed(
    office: Runtime, sheet: UUID, visit: Visit
) -> None:
    agent, claim = visit("agent"), f'action="/desk/tasks/{sheet}/claim"'
    row = row_of(agent, sheet)
    assert "Waits for Sales and 5 more to sign." in row and ">Sign</a>" in row and claim not in row
    page = agent.get(f"/desk/tasks/{sheet}").get_data(as_text=True)
    assert "Waits for Sales, After-sales team, Finance" in page and claim not in page
    assert "What the customer says of the result</a>" in page, "their section is one step away"
    for section in list(ANSWERS)[1:]:
        sign(office, sheet, section)
    row = row_of(agent, sheet)
    assert "Waits for Sales to sign." in row and ">Sign</a>" not in row and claim not in row
    assert task_detail(office, sheet, by=AGENT).may.isdisjoint({"claim", "complete"})
    sign(office, sheet, "section_feedback")
    assert claim in row_of(agent, sheet)
    page = agent.get(f"/desk/tasks/{sheet}").get_data(as_text=True)
    assert "Everybody has signed." in page and claim in page and "6 of 6 signed" in page


def test_in_warranty_nobody_waits_for_who_has_no_costs_to_sign(office: Runtime) -> None:
    case = feedback(office)
    with office.transaction() as tx:
        tx.session.execute(update(Case).values(contracted_on=office.now().date()))
    instance = open_service_sheet(office, case.id, by=AGENT)
    (task,) = inbox(office, TaskFilter(instance_id=instance), PageRequest(), by=SYSTEM).items
    assert task.unsigned == ("sales", "aftersales", "technical_support", "customer_service")


def test_what_was_signed_is_put_right_without_typing_it_anew_and_both_stay_on_record(
    office: Runtime, sheet: UUID, visit: Visit
) -> None:
    sign(office, sheet, "section_costs")
    finance, place = visit("finance"), f"/desk/tasks/{sheet}"
    assert "cannot be changed" in finance.get(place).get_data(as_text=True)
    finance.send(f"{place}/sections/section_costs/reopen")
    assert 'value="100.5"' in finance.get(place).get_data(as_text=True)
    told = finance.get(place, Accept_Language="zh-CN").get_data(as_text=True)
    assert "签署了“售后服务费用（财务填写）”" in told
    assert "撤回了 one_of_finance 在“售后服务费用（财务填写）”的签字" in told


def test_who_agreed_to_the_costs_signs_again_when_others_are_signed(
    office: Runtime, sheet: UUID, visit: Visit
) -> None:
    sign(office, sheet, "section_costs")
    sign(office, sheet, "section_agreed")
    take_back_signature(office, sheet, "section_costs", by=of("finance"))
    sign(office, sheet, "section_costs")
    assert "management_group" not in task_detail(office, sheet, by=AGENT).task.unsigned, "nothing changed"
    take_back_signature(office, sheet, "section_costs", by=of("finance"))
    dearer = {**ANSWERS["section_costs"][1], "labour_cost": 900}
    sign_section(office, sheet, SectionGiven("section_costs", dearer), by=of("finance"))
    assert "management_group" in task_detail(office, sheet, by=AGENT).task.unsigned
    told = visit("agent").get(f"/desk/tasks/{sheet}").get_data(as_text=True)
    assert "What one_of_management_group had agreed to was changed" in told
    with office.reading() as session:
        (notice,) = session.execute(
            select(OutboxMessage.payload).where(
                OutboxMessage.payload["template"].as_string() == "section_unsigned"
            )
        ).scalars()
    assert notice["to"] == ["person:one_of_management_group"]
