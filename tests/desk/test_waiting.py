"""What a case waits for, said in words on its page and after each step, whoever is to do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.domain.people import SYSTEM, Actor
from service.domain.views import OpenedCase
from service.errors import CaseNotFound
from service.operations.deployments import deploy
from service.operations.external_tasks import Failure, fail_external
from service.operations.instances import suspend_instance
from service.operations.sections import SectionGiven, sign_section
from service.operations.service_sheets import open_service_sheet
from service.operations.signatures import SignatureAsked, ask_signature
from service.operations.starting import Beginning, begin
from service.operations.tasks import claim_task
from service.queries.desk import next_task
from service.queries.waiting import case_waits
from service.runtime import Runtime
from tests.desk.along import MANAGER, done
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of
from tests.desk.outside import PARCEL, SCALES, fetched
from tests.desk.test_customers import work
from tests.desk.test_work import SIMPLE

Visit = Callable[..., Person]


def awaited(rt: Runtime, case: OpenedCase, by: Actor = AGENT) -> list[tuple[str, str]]:
    """What it waits for: kinds and elements."""
    return [(each.kind.value, each.name) for each in case_waits(rt, case.id, by=by)]


def looked_at(visit: Visit, case: OpenedCase, by: str = "agent", **headers: str) -> str:
    """What its page says it waits for."""
    page = visit(by).get(f"/desk/cases/{case.id}", **headers).get_data(as_text=True)
    return page.partition('id="waiting"')[2].partition("</section>")[0]


def test_the_work_of_others_is_told_to_who_may_not_do_it(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    done(office, case, "respond", AGENT, severity="major")
    assert "Assess and plan: to be done by Production" in looked_at(visit, case)
    assert "待生产部办理" in looked_at(visit, case, Accept_Language="zh-CN")


def test_between_two_tasks_it_says_what_is_under_way_and_until_when(office: Runtime, visit: Visit) -> None:
    case, agent = feedback(office), visit("agent")
    task = task_of(office, case)
    claim_task(office, task, by=AGENT)
    agent.get(f"/desk/tasks/{task}")
    sent = agent.send(f"/desk/tasks/{task}", **SIMPLE, _shown=list(SIMPLE))
    page = agent.get(sent.location).get_data(as_text=True)
    told = page.partition('id="done"')[2].partition("</div>")[0]
    assert "The case now:" in told
    kinds = {kind for kind, _ in awaited(office, case)}
    for _ in range(5):
        work(office)
    ((kind, name),) = awaited(office, case)
    assert (kind, name) == ("timer", "Follow-up due") and kinds <= {"ours", "timer"}
    assert "Follow-up due: goes on at " in looked_at(visit, case)
    assert "继续" in looked_at(visit, case, Accept_Language="zh-CN")


def test_it_says_whose_signature_lacks_and_who_has_the_work(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    task = task_of(office, case)
    claim_task(office, task, by=AGENT)
    ask_signature(office, task, SignatureAsked("manager", "before", "Above my limit."), by=AGENT)
    assert "waits for Ma Hong 马宏 to sign" in looked_at(visit, case)
    open_service_sheet(office, case.id, by=AGENT)
    told = looked_at(visit, case, Accept_Language="zh-CN")
    assert "待Ma Hong 马宏签字" in told and "待销售部、售后团队、财务部" in told
    finance = looked_at(visit, case, "finance")
    assert "Fill in and sign the sheet" in finance and "Answer the customer" not in finance


def test_it_says_that_a_program_outside_is_to_do_it_has_it_or_is_stuck(office: Runtime) -> None:
    case = feedback(office)
    deploy(office, [PARCEL], by=SYSTEM)
    with office.transaction() as tx:
        begin(tx, "parcel", Beginning({}, SYSTEM.name, case.number, beside=case.id))
    assert ("outside", "weigh") in awaited(office, case)
    (work_given,) = fetched(office)
    held = [each for each in case_waits(office, case.id, by=AGENT) if each.kind == "outside"]
    assert [each.people for each in held] == [("scales",)]
    fail_external(office, work_given.id, "scales-1", Failure("They do not answer.", 0), by=SCALES)
    assert ("stuck", "weigh") in awaited(office, case)


def test_a_suspended_case_waits_to_be_resumed(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    suspend_instance(office, case.instance_id, by=MANAGER)
    assert "Suspended: nothing goes on until a supervisor resumes it" in looked_at(visit, case)


def test_who_does_not_see_the_case_is_told_nothing(office: Runtime) -> None:
    case = feedback(office)
    with pytest.raises(CaseNotFound):
        case_waits(office, case.id, by=Actor("logistics", frozenset({"logistics"})))


def test_next_leads_to_what_is_to_be_done_next_or_says_that_nothing_is(office: Runtime, visit: Visit) -> None:
    agent, task = visit("agent"), task_of(office, feedback(office))
    assert 'href="/desk/next" data-key="n"' in agent.get("/desk").get_data(as_text=True)
    assert agent.get("/desk/next").location == f"/desk/tasks/{task}"
    nothing = visit("logistics").get("/desk/next").location
    assert "Nothing waits for you." in visit("logistics").get(nothing).get_data(as_text=True)


def test_what_waits_for_others_names_is_nobodys_next_task(office: Runtime) -> None:
    case = feedback(office)
    open_service_sheet(office, case.id, by=AGENT)
    (sheet,) = (each for each in case_waits(office, case.id, by=AGENT) if each.kind == "sections")
    fang = Actor("finance", frozenset({"finance"}))
    first = next_task(office, by=fang)
    assert first is not None and first.id == sheet.task_id, "finance has its section to sign"
    costs: dict[str, object] = {"material_cost": 80, "transport_cost": 20, "labour_cost": 100}
    sign_section(office, first.id, SectionGiven("section_costs", costs), by=fang)
    assert next_task(office, by=fang) is None
