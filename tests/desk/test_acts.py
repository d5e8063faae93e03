"""What people do around a task, from its page, as a person without scripts does it; in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from service.clock import SetClock
from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.operations.nudges import nudge_task
from service.operations.tasks import complete_task
from service.queries import tasks
from service.queries.tasks import TaskFilter
from service.runtime import Runtime
from tests.desk.asking import note_statements
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of

Visit = Callable[..., Person]

SIMPLE = {
    "category": "usage",
    "severity": "minor",
    "urgency": "normal",
    "simple": "true",
    "answer": "Oil the hinge.",
}


def held(office: Runtime, visit: Visit, name: str = "agent") -> tuple[UUID, Person]:
    """A task this person has claimed, and them."""
    task = task_of(office, feedback(office))
    person = visit(name)
    person.send(f"/desk/tasks/{task}/claim")
    return task, person


def shown(person: Person, task: UUID, **query: str) -> str:
    """The task's page as it stands."""
    address = f"/desk/tasks/{task}" + "".join(f"?{name}={value}" for name, value in query.items())
    return person.get(address).get_data(as_text=True)


def test_a_lent_task_is_handed_back_with_a_word(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    assert amy.send(f"/desk/tasks/{task}/delegate", to="agent2", back="yes").location.endswith(
        "told=delegated"
    )
    assert "Take it back" in shown(amy, task)
    ben = visit("agent2")
    page = shown(ben, task)
    assert "lent you this task" in page and "Hand back to Amy Chen" in page
    assert "data-submit" not in page
    assert "lent to you. Hand it back" in ben.send(f"/desk/tasks/{task}", **SIMPLE).get_data(as_text=True)
    assert "handed back" in ben.get(
        ben.send(f"/desk/tasks/{task}/resolve", note="Measured.").location
    ).get_data(as_text=True)
    page = shown(amy, task)
    assert "Your colleague has done their part" in page
    assert "did their part of Answer the customer, back to Amy Chen 陈雨" in page and "Measured." in page


def test_whom_a_supervisor_may_choose_are_those_who_may_do_it(office: Runtime, visit: Visit) -> None:
    task, _ = held(office, visit)
    lead = visit("manager")
    page = shown(lead, task)
    choices = re.search(r'id="reassign-to".*?</select>', page, re.DOTALL)
    assert choices is not None and 'value="agent2"' in choices[0] and 'value="tech"' not in choices[0]
    lead.send(f"/desk/tasks/{task}/reassign", to="agent2", reason="Amy is ill.")
    page = shown(lead, task)
    assert "reassigned Answer the customer to" in page and "Amy is ill." in page


def test_a_nudge_is_shown_on_the_task_and_refused_when_repeated(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    lead = visit("manager")
    told = lead.get(lead.send(f"/desk/tasks/{task}/nudge", note="They call.").location)
    assert "They were asked to hurry." in told.get_data(as_text=True)
    assert "Nudged by" in shown(amy, task) and "They call." in shown(amy, task)
    again = lead.send(f"/desk/tasks/{task}/nudge")
    assert again.status_code == 409 and "Try again in 1800 seconds." in again.get_data(as_text=True)


def test_what_nobody_did_is_said_in_words(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    nudge_task(office, task, by=SYSTEM)
    page = amy.get(f"/desk/tasks/{task}", Accept_Language="zh-CN").get_data(as_text=True)
    assert "系统" in page and "system" not in re.sub(r"<[^>]*>", "", page)


def test_what_was_copied_is_listed_read_and_nothing_else(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    tech = visit("tech")
    assert tech.get(f"/desk/tasks/{task}").status_code == 404
    amy.send(f"/desk/tasks/{task}/copies", people=["tech", "owner"], note="Have a look.")
    assert "Reading along: " in shown(amy, task)
    listed = tech.get("/desk/for-me").get_data(as_text=True)
    assert "Answer the customer" in listed and "Have a look." in listed
    page = shown(tech, task)
    assert "Complete" not in page and "Wang Fang" in page
    assert tech.send(f"/desk/tasks/{task}/claim").status_code == 409


def test_a_signature_is_asked_given_and_the_step_goes_on(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    amy.send(f"/desk/tasks/{task}/signatures", signer="manager", moment="after", note="Above my limit.")
    assert "it goes to be signed first" in shown(amy, task)
    amy.send(f"/desk/tasks/{task}", **SIMPLE)
    assert "The answers are handed in." in shown(amy, task)
    lead = visit("manager")
    assert "1 to sign" in lead.get("/desk/for-me/count").get_data(as_text=True)
    assert "Above my limit." in lead.get("/desk/for-me").get_data(as_text=True)
    page = shown(lead, task)
    assert "Oil the hinge." in page
    found = re.search(rf"/desk/tasks/{task}/signatures/([0-9a-f-]+)", page)
    assert found is not None
    refused = lead.send(found[0], answer="refuse", comment="")
    assert refused.status_code == 409
    lead.send(found[0], answer="refuse", comment="Too dear.")
    assert "Too dear." in shown(amy, task)
    amy.send(f"/desk/tasks/{task}", **SIMPLE)
    lead.send(found[0], answer="agree", comment="Now it is.")
    page = shown(amy, task)
    assert "Done." in page and "signed by" in page


def test_what_the_customer_told_by_phone_is_recorded_as_such(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    assert 'name="_on_behalf_of"' in shown(amy, task)
    amy.send(f"/desk/tasks/{task}", **SIMPLE, _on_behalf_of="customer", _way="phone", _words="It works.")
    page = shown(amy, task)
    assert "on behalf of The customer, told by phone" in page and "It works." in page


def test_a_supervisor_records_for_whoever_has_it(office: Runtime, visit: Visit) -> None:
    task, _ = held(office, visit)
    lead = visit("manager")
    assert "?record=1" in shown(lead, task)
    page = shown(lead, task, record="1")
    assert (
        'name="_recording"' in page
        and 'value="agent"' in page
        and 'value="agent2"' not in page.split("behalf-of")[-1].split("</select>")[0]
    )
    draft = lead.send(f"/desk/tasks/{task}/draft", htmx=True, **SIMPLE, _recording="1")
    assert draft.status_code == 200 and "alarm" not in draft.get_data(as_text=True)
    wrong = lead.send(
        f"/desk/tasks/{task}", **SIMPLE | {"severity": ""}, _recording="1", _on_behalf_of="agent"
    )
    assert wrong.status_code == 422 and 'name="_recording"' in wrong.get_data(as_text=True)
    lead.send(f"/desk/tasks/{task}", **SIMPLE, _recording="1", _on_behalf_of="agent", _way="in_person")
    assert "on behalf of Amy Chen 陈雨, told in person" in shown(lead, task)


def test_a_case_is_returned_and_the_page_says_by_whom_and_why(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    task = task_of(office, case)
    amy = visit("agent")
    amy.send(f"/desk/tasks/{task}/claim")
    answers = {**SIMPLE, "simple": False, "answer": "Somebody looks at it.", "order_no": "A-17"}
    answers |= {"address": "1 Main Street", "contracted_on": "2026-01-05", "product_model": "K2"}
    complete_task(office, task, answers, by=AGENT)
    (following,) = tasks.inbox(office, TaskFilter(case_id=case.id), PageRequest(), by=SYSTEM).items
    lead = visit("manager")
    page = shown(lead, following.id)
    assert 'value="respond"' in page
    assert lead.send(f"/desk/tasks/{following.id}/return", to="respond", reason="").status_code == 409
    assert (
        lead.send(f"/desk/tasks/{following.id}/return", to="respond", reason="No photo.").status_code == 303
    )
    (again,) = tasks.inbox(office, TaskFilter(case_id=case.id), PageRequest(), by=AGENT).items
    assert (again.activity_id, again.assignee) == ("respond", "agent")
    page = shown(amy, again.id)
    assert "returned the case to this step from" in page and "No photo." in page
    assert "Somebody looks at it." in page and "A-17" in page


def test_many_rows_at_once_are_each_told_what_came_of_them(
    office: Runtime, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = held(office, visit, "agent2")
    second = task_of(office, feedback(office, "Lamp flickers", "13900000002"))
    amy = visit("agent")
    inbox = amy.get("/desk").get_data(as_text=True)
    assert inbox.count('name="task"') == 2 and 'id="bulk"' in inbox
    answer = amy.send("/desk/bulk", act="claim", task=[str(first), str(second), "nonsense"])
    assert answer.status_code == 303, "going back to the results does it no second time"
    asked: list[str] = []
    note_statements(office, asked, monkeypatch)
    page = amy.get(answer.location).get_data(as_text=True)
    assert len(asked) <= 3, asked
    assert visit("agent2").get(answer.location).location == "/desk", "theirs alone"
    assert "1 of 2 done" in page and "was faster" in page and "Lamp" not in page
    assert amy.send("/desk/bulk", act="claim", task=[]).status_code == 200


def test_a_substitute_is_named_works_and_the_task_says_for_whom(
    office: Runtime, visit: Visit, clock: SetClock
) -> None:
    task, amy = held(office, visit)
    amy.get("/desk/away")
    wrong = amy.send("/desk/away", substitute="tech", group="customer_service", from_at="soon", until_at="")
    assert wrong.status_code == 422 and "This must be a date and time." in wrong.get_data(as_text=True)
    span = {"from_at": "2026-11-23T09:00", "until_at": "2026-11-24T18:00"}
    named = amy.send("/desk/away", substitute="tech", group="customer_service", **span)
    assert named.location.endswith("/desk/away?told=named")
    assert "23 Nov, 09:00" in amy.get("/desk/away").get_data(as_text=True)
    tech = visit("tech")
    assert "Claim for Amy Chen" in shown(tech, task)
    tech.send(f"/desk/tasks/{task}/take-over", absent="agent")
    page = shown(tech, task)
    assert "Done for Amy Chen 陈雨, who is away." in page and "data-submit" in page
    assert "claimed Answer the customer for Amy Chen" in page
    clock.advance(timedelta(days=2))
    assert "Nobody stands in" in visit("agent").get("/desk/away").get_data(as_text=True)


def test_a_supervisor_names_a_substitute_for_somebody_and_ends_it(office: Runtime, visit: Visit) -> None:
    lead = visit("manager")
    lead.get("/desk/away")
    span = {"from_at": "2026-11-23T09:00", "until_at": "2026-11-24T18:00"}
    lead.send("/desk/away", absent="agent", substitute="agent2", group="customer_service", **span)
    page = lead.get("/desk/away").get_data(as_text=True)
    found = re.search(r"/desk/away/([0-9a-f-]+)/end", page)
    assert found is not None
    other = visit("tech")
    other.get("/desk/away")
    assert other.send(found[0]).status_code == 404
    lead.get("/desk/away")
    assert lead.send(found[0]).location.endswith("told=ended")


def test_sign_ins_are_listed_ended_one_by_one_and_all_at_once(visit: Visit) -> None:
    here, there = visit("agent"), visit("agent")
    page = here.get("/desk/sign-ins", **{"User-Agent": "x"}).get_data(as_text=True)
    found = re.search(r"/desk/sign-ins/([0-9a-f]+)/end", page)
    assert page.count("by password") == 2 and found is not None
    assert visit("agent2").send(f"/desk/sign-ins/{found[1]}/end").status_code == 404
    here.send(found[0])
    assert there.get("/desk").status_code == 303
    assert here.get("/desk").status_code == 200
    third = visit("agent")
    here.get("/desk/sign-ins")
    assert here.send("/desk/sign-ins/end-all").location == "/sign-in"
    assert (here.get("/desk").status_code, third.get("/desk").status_code) == (303, 303)


@pytest.mark.parametrize("address", ["/desk/for-me", "/desk/away", "/desk/sign-ins"])
def test_each_page_speaks_chinese_whole(visit: Visit, address: str) -> None:
    page = visit("manager").get(address, **{"Accept-Language": "zh-CN"}).get_data(as_text=True)
    title = {"for-me": "待签与抄送", "away": "离岗与代理", "sign-ins": "我的登录"}[address.rsplit("/", 1)[1]]
    assert f"<h1>{title}</h1>" in page


def test_a_task_with_everything_around_it_reads_in_chinese(office: Runtime, visit: Visit) -> None:
    task, amy = held(office, visit)
    amy.send(f"/desk/tasks/{task}/copies", people=["tech"])
    amy.send(f"/desk/tasks/{task}/signatures", signer="manager", moment="before")
    visit("manager").send(f"/desk/tasks/{task}/nudge")
    page = amy.get(f"/desk/tasks/{task}", **{"Accept-Language": "zh"}).get_data(as_text=True)
    for told in ("更多操作", "签署之后方可完成。", "催办", "抄送：", "退回本组"):
        assert told in page


def test_a_whole_case_is_copied_from_its_page(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    amy, reader = visit("agent"), visit("tech")
    place = f"/desk/cases/{case.id}"
    assert reader.get(place).status_code == 404
    assert f'action="{place}/copies"' not in amy.get(place).get_data(as_text=True)
    assert f'action="{place}/copies"' in amy.get(f"{place}?copy=1").get_data(as_text=True)
    assert amy.send(f"{place}/copies", note="to nobody").status_code == 422
    done = amy.send(f"{place}/copies", people=["tech"], note="Please read.")
    assert "They can read it now." in amy.get(done.location).get_data(as_text=True)
    assert reader.get(place).status_code == 200
