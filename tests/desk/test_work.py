"""Work at the desk: found, claimed, filled in, completed; what a page costs; both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import Template

from service.runtime import Runtime
from tests.desk.asking import note_statements
from tests.desk.conftest import Person
from tests.desk.office import feedback, task_of

Visit = Callable[..., Person]

SIMPLE = {
    "category": "usage",
    "severity": "minor",
    "urgency": "normal",
    "simple": "true",
    "answer": "Oil the hinge.",
}


@pytest.fixture
def asked(office: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reached the database, whichever way it took."""
    seen: list[str] = []
    note_statements(office, seen, monkeypatch)
    return seen


def test_the_inbox_says_what_waits_for_whom_and_how_long_still(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    page = visit("agent").get("/desk").get_data(as_text=True)
    for told in (case.number, "Cabinet door sticks", "Wang Fang", "Tier 2", "Answer the customer", "left"):
        assert told in page


def test_a_filter_is_an_address_with_its_count(office: Runtime, visit: Visit) -> None:
    feedback(office)
    taken = feedback(office, "Lamp flickers", "13900000002")
    person = visit("agent")
    person.send(f"/desk/tasks/{task_of(office, taken)}/claim")
    mine = person.get("/desk?scope=mine").get_data(as_text=True)
    assert "Lamp flickers" in mine and "Cabinet door sticks" not in mine
    free = person.get("/desk?only=unassigned").get_data(as_text=True)
    assert "Lamp flickers" not in free and "Cabinet door sticks" in free
    assert "Nothing waits here." in person.get("/desk?only=overdue").get_data(as_text=True)


@pytest.mark.parametrize("typed", ["FB-2026-000002", "lamp", "0002"])
def test_the_search_finds_by_number_customer_and_phone_only(
    office: Runtime, visit: Visit, typed: str
) -> None:
    feedback(office)
    feedback(office, "Lamp flickers", "13900000002")
    page = visit("agent").get(f"/desk?q={typed}").get_data(as_text=True)
    assert ("Lamp flickers" in page) is (typed != "lamp")
    assert "Cabinet door sticks" not in page


def test_others_do_not_see_what_is_not_theirs(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    tech = visit("tech")
    assert case.number not in tech.get("/desk?scope=all").get_data(as_text=True)
    assert "Cabinet door sticks" not in tech.get(f"/desk?q={case.number}").get_data(as_text=True)
    assert tech.get(f"/desk/tasks/{task_of(office, case)}").status_code == 404
    assert tech.get(f"/desk/cases/{case.id}").status_code == 404


def test_competing_claims_end_with_one_winner_and_the_other_is_told_who(
    office: Runtime, visit: Visit
) -> None:
    task = task_of(office, feedback(office))
    feedback(office, "Lamp flickers", "13900000002")
    amy, ben = visit("agent"), visit("agent2")
    won = amy.send(f"/desk/tasks/{task}/claim", htmx=True)
    assert won.status_code == 200 and "You" in won.get_data(as_text=True)
    lost = ben.send(f"/desk/tasks/{task}/claim", htmx=True)
    assert lost.status_code == 409
    told = lost.get_data(as_text=True)
    assert "Amy Chen 陈雨 was faster" in told and "Next task: FB-2026-000002" in told
    assert "Amy Chen 陈雨 was faster" in ben.send(f"/desk/tasks/{task}/claim").get_data(as_text=True)


def test_what_does_not_fit_is_told_at_its_field_and_nothing_typed_is_lost(
    office: Runtime, visit: Visit
) -> None:
    task = task_of(office, feedback(office))
    person = visit("agent")
    person.send(f"/desk/tasks/{task}/claim")
    answer = person.send(f"/desk/tasks/{task}", **SIMPLE | {"severity": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="f-severity-wrong">An answer is required.' in page
    assert "Oil the hinge." in page


def test_a_field_appears_when_its_condition_holds_and_a_draft_is_kept(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office))
    person = visit("agent")
    person.send(f"/desk/tasks/{task}/claim")
    told = person.send(f"/desk/tasks/{task}/draft", htmx=True, **SIMPLE, _shown=["address", "order_no"])
    parts = told.get_data(as_text=True)
    assert 'id="part-address" hx-swap-oob="true"></div>' in parts
    assert "Draft kept" in parts
    assert "Oil the hinge." in person.get(f"/desk/tasks/{task}").get_data(as_text=True)


def test_a_completed_task_leads_to_the_next(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office))
    following = feedback(office, "Lamp flickers", "13900000002")
    person = visit("agent")
    person.send(f"/desk/tasks/{task}/claim")
    done = person.send(f"/desk/tasks/{task}", **SIMPLE)
    assert done.status_code == 303
    page = person.get(done.location).get_data(as_text=True)
    assert "Next task" in page and following.number in page
    assert "Product quality" not in page and "Usage" in page


def test_a_form_sent_twice_opens_one_case(visit: Visit) -> None:
    person = visit("agent")
    person.get("/desk/cases/new")
    typed = {
        "key": "k1",
        "kind": "feedback",
        "channel": "wechat",
        "customer_name": "Li Na",
        "phone": "13700000000",
        "subject": "Door",
        "description": "It sticks.",
    }
    for _ in range(2):
        told = person.send("/desk/cases/new", **typed)
        assert told.status_code == 303, "going back to what was told sends nothing again"
        page = person.get(told.location).get_data(as_text=True)
        assert "FB-2026-000001 is open" in page and "/t/" in page
    assert visit("manager").get(told.location).location == "/desk/cases", "theirs alone"
    assert "FB-2026-000002" not in person.get("/desk/cases").get_data(as_text=True)
    for typed_so_far in ("phone=1370", "phone=0000", "phone=&customer_name=Li+N", "customer_name=na"):
        found = person.get(f"/desk/cases/new/customers?{typed_so_far}").get_data(as_text=True)
        assert "Li Na" in found, typed_so_far
    for other in ("phone=137", "phone=9999", "customer_name=Li+Nb", "customer_name=L"):
        assert "Li Na" not in person.get(f"/desk/cases/new/customers?{other}").get_data(as_text=True), other


def test_a_new_case_says_where_each_thing_is_that_does_not_fit(visit: Visit) -> None:
    person = visit("agent")
    person.get("/desk/cases/new")
    typed = {"customer_name": "Li Na", "phone": "13700000000", "subject": "Door", "description": "It sticks."}
    page = person.send("/desk/cases/new", kind="feedback", email="li.na", **typed).get_data(as_text=True)
    assert 'href="#email">E-mail</a>: An e-mail address has' in page and 'id="email-wrong">An e-mail' in page
    refused = person.send("/desk/cases/new", kind="nonsense", **typed).get_data(as_text=True)
    assert 'href="#kind">Kind</a>: ' in refused


def test_only_the_front_desk_looks_customers_up(office: Runtime, visit: Visit) -> None:
    feedback(office)
    assert "Wang" not in visit("tech").get("/desk/cases/new/customers?phone=1390").get_data(as_text=True)


def test_what_a_customer_wrote_can_bring_no_marks_of_its_own(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office, "<b>x</b> **y** {{phone}}"))
    page = visit("agent").get(f"/desk/tasks/{task}").get_data(as_text=True)
    assert "<b>x</b>" not in page and "<strong>y</strong>" not in page and "{{phone}}" in page


def test_a_deadline_says_why_it_is_then(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    person = visit("agent")
    for place in (f"/desk/cases/{case.id}", f"/desk/tasks/{task_of(office, case)}"):
        page = person.get(place).get_data(as_text=True)
        assert "Promised times" in page and "working time" in page and "Why then?" in page
        promised = re.findall(r'class="clock"><summary><strong>(.*?)</strong>', page)
        assert promised == ["first response", "next progress notice", "resolution", "whole case"]


def test_a_run_on_the_board_tells_the_time_left_as_its_case_does(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    manager = visit("manager")
    [left] = left_of(manager.get(f"/desk/cases/{case.id}").text)
    assert left_of(manager.get(f"/board/instances/{case.instance_id}").text) == [left]
    assert "of working time left" in left


def left_of(page: str) -> list[str]:
    """What each of the open tasks on a page has left."""
    [waiting] = re.findall(r'<ul class="waiting">(.*?)</ul>', page)
    return re.findall(r'<span class="left[^>]*>(.*?)</span>', waiting)


def test_everything_is_said_in_chinese_to_who_reads_it(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office))
    page = visit("agent").get(f"/desk/tasks/{task}", Accept_Language="zh-CN").get_data(as_text=True)
    for told in ("答复客户", "问题类别", "产品质量", "领取", "工单概况", "还剩"):
        assert told in page
    assert "Category" not in page


@pytest.mark.parametrize(
    ("address", "most"),
    [("/desk", 13), ("/desk/tasks/{task}", 19), ("/desk/cases", 4), ("/desk/cases/{case}", 13)],
)
def test_a_page_asks_the_database_few_times(
    office: Runtime, visit: Visit, asked: list[str], address: str, most: int
) -> None:
    case = feedback(office)
    for number in range(8):
        feedback(office, f"Case {number}", f"1390000010{number}")
    place = address.format(task=task_of(office, case), case=case.id)
    person = visit("manager")
    person.get(place)
    asked.clear()
    assert person.get(place).status_code == 200
    assert len(asked) <= most, "\n".join(asked)


def test_a_row_of_the_inbox_asks_nothing_by_itself_and_is_no_template_of_its_own(
    office: Runtime, visit: Visit, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str | None] = []
    real = Template.new_context

    def new_context(self: Template, *given: Any, **named: Any) -> Any:  # Any: as Jinja passes them on
        made.append(self.name)
        return real(self, *given, **named)

    monkeypatch.setattr(Template, "new_context", new_context)
    person, costs = visit("manager"), []
    for number in (1, 2, 3):
        feedback(office, f"Case {number}", f"1390000010{number}")
        person.get("/desk")
        asked.clear(), made.clear()
        assert person.get("/desk").get_data(as_text=True).count("data-row") == number
        assert set(asked) == {"prepared"}, "every statement of the inbox is written once"
        costs.append((len(asked), len(made)))
    assert costs == costs[:1] * 3
