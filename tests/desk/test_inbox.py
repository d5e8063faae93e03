"""The inbox's filters, kept views and live changes, as a browser without a script meets them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.clocks.rows import Clock
from service.domain.views import OpenedCase
from service.operations.notices import attend_clock
from service.operations.nudges import nudge_task
from service.operations.service_sheets import open_service_sheet
from service.operations.tasks import claim_task
from service.queries import searching
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of
from tests.operations.stage import MANAGER

Visit = Callable[..., Person]


def text_of(person: Person, address: str) -> str:
    return person.get(address).get_data(as_text=True)


def rows_of(page: str) -> list[str]:
    """The numbers of the cases listed, in order."""
    return re.findall(r'<span class="number">([^<]+)</span>', page)


def count_of(page: str, chip: str) -> str:
    found = re.search(rf'class="chip {chip}"[^>]*>[^<]*<span class="count(?: none)?">([^<]+)<', page)
    assert found is not None, chip
    return found[1]


@pytest.fixture
def three(office: Runtime, clock: SetClock) -> dict[str, OpenedCase]:
    """A case overdue, one at risk, one on time."""
    late = feedback(office, "Late", "13900000011")
    clock.advance(timedelta(minutes=30))
    risky = feedback(office, "Risky", "13900000012")
    clock.advance(timedelta(minutes=110))
    return {"overdue": late, "at_risk": risky, "on_time": feedback(office, "Calm", "13900000013")}


@pytest.mark.parametrize("noted", [False, True], ids=["before the sweeper", "after it"])
def test_how_tasks_stand_is_an_address_with_its_count(
    office: Runtime, visit: Visit, three: dict[str, OpenedCase], noted: bool
) -> None:
    if noted:
        with office.reading() as session:
            late = session.scalars(select(Clock.id).where(Clock.look_at <= office.now())).all()
        assert [attend_clock(office, each) for each in late]
    for name in ("agent", "manager"):
        person = visit(name)
        for standing, case in three.items():
            page = text_of(person, f"/desk?scope=all&only={standing}")
            assert rows_of(page) == [case.number]
            assert [count_of(page, each) for each in three] == ["1", "1", "1"]


def test_the_most_urgent_comes_first_and_says_so_in_words(visit: Visit, three: dict[str, OpenedCase]) -> None:
    page = text_of(visit("agent"), "/desk")
    assert rows_of(page) == [each.number for each in three.values()]
    assert '<strong class="mark overdue">Overdue</strong>' in page
    assert '<strong class="mark at_risk">At risk</strong>' in page


def test_a_row_says_once_that_it_is_overdue_and_how_often_somebody_asked(
    office: Runtime, visit: Visit, three: dict[str, OpenedCase]
) -> None:
    nudge_task(office, task_of(office, three["overdue"]), by=MANAGER)
    person = visit("agent")
    page = text_of(person, "/desk?only=overdue")
    assert "nudged 1×" in page and "by 20 min of working time" in page
    assert page.count("Overdue</strong>") == 1 and "overdue by" not in page
    assert "nudged" not in text_of(person, "/desk?only=on_time")


def test_a_search_that_fits_more_cases_than_are_looked_at_says_so(
    visit: Visit, three: dict[str, OpenedCase], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = visit("agent")
    assert "Only the newest are shown" not in text_of(person, "/desk?q=1390")
    monkeypatch.setattr(searching, "MOST_CASES", 2)
    page = text_of(person, "/desk?q=1390")
    assert "Only the newest are shown" in page
    assert rows_of(page) == [three["at_risk"].number, three["on_time"].number]


def test_a_group_one_is_not_in_holds_nothing_to_see(visit: Visit, three: dict[str, OpenedCase]) -> None:
    page = text_of(visit("agent"), "/desk?group=logistics")
    assert rows_of(page) == [] and count_of(page, "overdue") == "0"


def test_filters_narrow_by_group_process_tier_and_person(office: Runtime, visit: Visit) -> None:
    first, second = feedback(office), feedback(office, "Lamp flickers", "13900000002")
    claim_task(office, task_of(office, first), by=AGENT)
    person = visit("manager")
    for asked, found in {
        "group=customer_service": 2,
        "group=technical_support": 0,
        "process=feedback": 2,
        "process=complaint": 0,
        "tier=2": 2,
        "tier=1": 0,
        "who=agent": 1,
        "who=agent2": 0,
        "tier=2&only=unassigned": 1,
    }.items():
        assert len(rows_of(text_of(person, f"/desk?scope=all&{asked}"))) == found, asked
    assert rows_of(text_of(person, "/desk?scope=all&who=agent")) == [first.number]
    assert rows_of(text_of(visit("agent2"), "/desk?scope=groups&only=unassigned")) == [second.number]


@pytest.mark.parametrize("typed", ["FB-2026-000001", "1", "wang", "13900000001"])
def test_the_sheet_of_a_case_is_found_as_its_case_is(office: Runtime, visit: Visit, typed: str) -> None:
    case = feedback(office)
    open_service_sheet(office, case.id, by=AGENT)
    page = text_of(visit("agent"), f"/desk?scope=all&q={typed}")
    assert "Answer the customer" in page and "Fill in and sign the sheet" in page
    assert count_of(page, "unassigned") == "2"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("0012", 1), ("139 0000 0012", 1), ("fang", 2), ("小明", 1), ("wang 0012", 0), ("FB-2026-000002", 1)],
)
def test_a_customer_is_found_by_pieces_of_name_and_phone(
    office: Runtime, visit: Visit, typed: str, found: int
) -> None:
    feedback(office)
    feedback(office, "Lamp", "13900000022")
    person = visit("agent")
    told = {"kind": "feedback", "channel": "hotline", "customer_name": "张小明", "phone": "139-0000-0012"}
    person.get("/desk/cases/new")
    person.send("/desk/cases/new", **told, subject="Door", description="It sticks.")
    assert len(rows_of(text_of(person, f"/desk?scope=all&q={typed}"))) == found
    assert rows_of(text_of(visit("tech"), f"/desk?scope=all&q={typed}")) == []


def test_a_view_is_kept_shared_with_a_group_and_dropped(visit: Visit) -> None:
    amy, ben, tech = visit("agent"), visit("agent2"), visit("tech")
    kept = amy.send("/desk/views", name="Hot", share="customer_service", scope="groups", only="overdue")
    assert kept.status_code == 303 and "only=overdue" in kept.location
    assert "Hot" in text_of(ben, "/desk") and "Hot" not in text_of(tech, "/desk")
    amy.send("/desk/views", name="Mine alone", scope="mine")
    assert "Mine alone" not in text_of(ben, "/desk/filters")
    found = re.search(r"/desk/views/([0-9a-f-]+)/drop", text_of(amy, "/desk/filters"))
    assert found is not None
    assert ben.send(f"{found[0]}").status_code == 403
    assert tech.send(f"{found[0]}").status_code == 404
    assert amy.send(f"{found[0]}").status_code == 303
    assert amy.send("/desk/views", name="x", share="technical_support").status_code == 403
    assert "1 to 60 printable" in amy.send("/desk/views", name=" ").get_data(as_text=True)


def test_the_api_keeps_the_same_views(visit: Visit) -> None:
    amy, ben = visit("agent"), visit("agent2")
    headers = {"X-CSRF-Token": amy._csrf}
    new = {"name": "Hot", "asked": {"only": "overdue"}, "group": "customer_service"}
    made = amy.client.post("/api/v1/saved-views", json=new, headers=headers)
    assert made.status_code == 201, made.json
    (seen,) = ben.client.get("/api/v1/saved-views").json["items"]
    assert (seen["name"], seen["owner"], seen["may_drop"]) == ("Hot", "agent", False)
    wrong = new | {"asked": {"colour": "red"}}
    assert amy.client.post("/api/v1/saved-views", json=wrong, headers=headers).status_code == 422
    gone = amy.client.delete(f"/api/v1/saved-views/{seen['id']}", headers=headers)
    assert gone.status_code == 204 and ben.client.get("/api/v1/saved-views").json["items"] == []


def test_changes_are_told_to_those_alone_who_may_see_the_task(office: Runtime, visit: Visit) -> None:
    ben, tech = visit("agent2"), visit("tech")
    since = ben.client.get("/desk/changes?scope=groups").json["at"]
    case = feedback(office)
    task = str(task_of(office, case))
    told = heard(ben, since)
    assert {"task": task, "news": True} in told
    assert heard(tech, since, patient=False) == []
    claim_task(office, task_of(office, case), by=AGENT)
    assert {"task": task, "news": False} in heard(ben, since, until=len(told) + 1)


def heard(person: Person, since: str, *, until: int = 1, patient: bool = True) -> list[dict[str, object]]:
    """What this person hears; whoever is patient asks until enough came."""
    found: list[dict[str, object]] = []
    for _ in range(100 if patient else 1):
        answer = person.client.get("/desk/changes", query_string={"scope": "groups", "since": since})
        found = answer.json["items"] if answer.status_code == 200 else []
        if len(found) >= until:
            break
        threading.Event().wait(0.05)
    return found


def test_a_stream_tells_what_became_of_a_task_and_where_it_was(office: Runtime, visit: Visit) -> None:
    ben = visit("agent2")
    since = ben.client.get("/desk/changes?scope=groups").json["at"]
    task = task_of(office, feedback(office))
    heard(ben, since)
    headers = {"Last-Event-ID": since}
    answer = ben.client.get("/desk/live?scope=groups", headers=headers, buffered=False)
    told = iter(answer.response)
    assert next(told).decode().startswith("retry: 5000\nid: ")
    event = dict(line.split(": ", 1) for line in next(told).decode().strip().splitlines())
    assert event["event"] == "task" and json.loads(event["data"])["task"] == str(task)
    answer.close()


def test_whoever_finds_no_place_is_told_to_ask(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.hub.MOST_STREAMS", 1)
    first = visit("agent").client.get("/desk/live", buffered=False)
    other = visit("agent2")
    assert other.client.get("/desk/live").status_code == 503
    first.close()
    again = other.client.get("/desk/live", buffered=False)
    assert again.status_code == 200
    again.close()


def test_what_was_missed_too_long_ago_is_said_to_be_lost(visit: Visit) -> None:
    ben = visit("agent2")
    ben.client.get("/desk/changes")
    told = ben.client.get("/desk/changes?since=2020-01-01T00:00:00%2B00:00").json
    assert told["lost"] is True and told["items"] == []


def test_a_row_by_itself_is_only_for_who_may_see_it(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office))
    assert "Answer the customer" in text_of(visit("agent"), f"/desk/tasks/{task}/row")
    gone = text_of(visit("tech"), f"/desk/tasks/{task}/row")
    assert "no longer yours to see" in gone and "Answer the customer" not in gone
