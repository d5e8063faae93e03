"""Rows of a list on the pages' forms: added, taken away, kept, refused at their field, read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest

from service.queries.story import case_story
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.desk.along import TECH, done, taken
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[..., Person]

ROW = {"part": "Hinge", "amount": "2", "in_warranty": "true"}
BASE = {"problem_confirmed": "true", "work_done": "A new hinge.", "visit_rating": "5"}


def rows(*each: dict[str, str]) -> dict[str, str | list[str]]:
    """What a page posts for these rows of the parts used."""
    named = {f"parts_used.{at}.{name}": text for at, row in enumerate(each) for name, text in row.items()}
    return {"_row": [f"parts_used.{at}" for at in range(len(each))], **named}


def names(page: str) -> list[str]:
    """The names of the rows a page shows."""
    return re.findall(r'name="_row" value="([^"]+)"', page)


@pytest.fixture
def task(office: Runtime) -> UUID:
    """A visit the technician has before them."""
    case = feedback(office)
    done(office, case, "respond", AGENT, severity="minor")
    done(office, case, "assess", severity="minor", on_site=True)
    done(office, case, "plan_visit")
    return taken(office, case, "visit", TECH)


def test_rows_come_and_go_without_script_and_nothing_typed_is_lost(task: UUID, visit: Visit) -> None:
    tech, place = visit("tech"), f"/desk/tasks/{task}"
    assert names(tech.get(place).get_data(as_text=True)) == []
    page = tech.send(place, **BASE, **rows(), _add="parts_used").get_data(as_text=True)
    assert names(page) == ["parts_used.0"]
    assert re.search(r'name="parts_used.0.amount"[^>]*value="1"', page)
    assert re.search(r'id="f-parts_used-0"[^>]*autofocus', page)
    screw = ROW | {"part": "Screw"}
    page = tech.send(place, **BASE, **rows(ROW, screw), _remove="parts_used.0").get_data(as_text=True)
    assert names(page) == ["parts_used.0"]
    assert 'value="Screw"' in page and 'value="Hinge"' not in page and "A new hinge." in page
    page = tech.get(place).get_data(as_text=True)
    assert names(page) == ["parts_used.0"] and 'value="Screw"' in page


def test_whoever_completes_it_from_the_board_has_rows_too(office: Runtime, task: UUID, visit: Visit) -> None:
    instance = task_detail(office, task, by=TECH).task.instance_id
    manager, place = visit("manager"), f"/board/instances/{instance}/step-in/complete"
    manager.get(place)
    mine = {"_task": str(task), "_recording": "1"}
    page = manager.send(place, **mine, **BASE, **rows(ROW), _add="parts_used").get_data(as_text=True)
    assert names(page) == ["parts_used.0", "parts_used.1"] and 'value="Hinge"' in page
    assert task_detail(office, task, by=TECH).draft is None


def test_a_draft_keeps_its_rows_and_a_condition_sees_its_own_row(
    office: Runtime, task: UUID, visit: Visit
) -> None:
    tech = visit("tech")
    tech.get(f"/desk/tasks/{task}")
    posted = rows(ROW, ROW | {"part": "Screw", "in_warranty": "false"})
    told = tech.send(f"/desk/tasks/{task}/draft", htmx=True, **BASE, **posted).get_data(as_text=True)
    assert 'id="part-parts_used-1-price"' in told and "part-parts_used-0-price" not in told
    draft = task_detail(office, task, by=TECH).draft or {}
    assert draft["parts_used"] == [
        {"part": "Hinge", "amount": 2, "in_warranty": True},
        {"part": "Screw", "amount": 2, "in_warranty": False},
    ]


def test_a_draft_takes_no_row_away_because_its_button_has_the_focus(
    office: Runtime, task: UUID, visit: Visit
) -> None:
    tech = visit("tech")
    tech.get(f"/desk/tasks/{task}")
    for button in ({"_remove": "parts_used.0"}, {"_add": "parts_used"}):
        tech.send(f"/desk/tasks/{task}/draft", htmx=True, **BASE, **rows(ROW), **button)
        draft = task_detail(office, task, by=TECH).draft or {}
        assert draft["parts_used"] == [{"part": "Hinge", "amount": 2, "in_warranty": True}]


def test_what_does_not_fit_is_told_at_the_field_of_its_row(task: UUID, visit: Visit) -> None:
    tech = visit("tech")
    tech.get(f"/desk/tasks/{task}", Accept_Language="zh-CN")
    posted = rows(ROW, {"part": "", "amount": "0", "in_warranty": "true"})
    answer = tech.send(f"/desk/tasks/{task}", **BASE, **posted)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert 'id="f-parts_used-1-part-wrong">An answer is required.' in page
    assert 'id="f-parts_used-1-amount-wrong">This must be at least 1.' in page
    assert 'href="#f-parts_used-1-part">Parts used 2: Part</a>' in page
    assert "f-parts_used-0-part-wrong" not in page


def test_more_rows_than_a_form_takes_are_refused_at_their_list_and_kept_in_no_draft(
    office: Runtime, task: UUID, visit: Visit
) -> None:
    tech, many = visit("tech"), {"_row": [f"parts_used.{at}" for at in range(9999)]}
    tech.get(f"/desk/tasks/{task}")
    answer = tech.send(f"/desk/tasks/{task}", **BASE, **many)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert 'id="f-parts_used-wrong">The lists of this form take at most 1000 rows, all together.' in page
    assert len(names(page)) == 1001
    tech.send(f"/desk/tasks/{task}/draft", htmx=True, **BASE, **many)
    assert task_detail(office, task, by=TECH).draft is None


def test_the_process_gets_the_rows_and_the_story_tells_them(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    done(office, case, "respond", AGENT, severity="minor")
    done(office, case, "assess", severity="minor", on_site=True)
    done(office, case, "plan_visit")
    parts = [{"part": "Hinge", "amount": 2, "in_warranty": False, "price": 12.5}]
    done(office, case, "visit", TECH, parts_used=parts)
    completed = next(each for each in case_story(office, case.id, by=AGENT) if each.answers)
    told = dict(completed.answers)
    row = "1. Part: Hinge; How many: 2; Under warranty?: No; Price told to the customer: 12.5"
    assert told["Parts used"] == row
    assert told["The customer's signature under the acceptance"] == "1 file"
