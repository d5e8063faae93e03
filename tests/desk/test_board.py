"""The board's pages as a supervisor's browser asks for them, over the fixed set of cases."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from uuid import UUID
from zipfile import ZipFile

import pytest

from service.clock import SetClock
from service.runtime import Runtime
from service.web.board.lengths import length_words
from tests.desk.conftest import Person
from tests.operations.stage import the_task
from tests.queries.figures.fixed import live_through

Visit = Callable[..., Person]


@pytest.fixture
def instances(office: Runtime, clock: SetClock) -> dict[str, UUID]:
    """The instances of the fixed cases, by the customer's name."""
    return live_through(office, clock)


@pytest.fixture
def lived(office: Runtime, instances: dict[str, UUID]) -> Runtime:
    """The office after the fixed cases happened in it."""
    return office


def text_of(person: Person, address: str) -> str:
    answer = person.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("where", ["breaches", "heat", "figures", "figures/resolved?month=2026-11", "audit"])
def test_only_supervisors_see_the_board(lived: Runtime, visit: Visit, where: str) -> None:
    assert visit("manager").get(f"/board/{where}").status_code == 200
    assert visit("agent").get(f"/board/{where}").status_code == 403
    assert visit("").get(f"/board/{where}").status_code == 303


def test_the_figures_show_value_target_and_what_was_counted(lived: Runtime, visit: Visit) -> None:
    page = text_of(visit("manager"), "/board/figures?months=3")
    for told in ("Resolution rate", "33.3 %", "1 of 3", "95 %", "1.67"):
        assert told in page
    assert "Tier 3" in text_of(visit("manager"), "/board/figures?by=tier")


def test_a_figure_opens_the_cases_behind_it(lived: Runtime, visit: Visit) -> None:
    manager = visit("manager")
    missed = text_of(manager, "/board/figures/response_kept?month=2026-11&hit=no")
    assert "Dee&#39;s matter" in missed and "Bob&#39;s matter" in missed and "Ann" not in missed
    assert manager.get("/board/figures/nonsense?month=2026-11").status_code == 404


def test_figures_and_acts_are_taken_along_as_files_and_that_is_on_record(
    lived: Runtime, visit: Visit
) -> None:
    manager = visit("manager")
    told = manager.get("/api/v1/figures/export?format=csv&by=tier&months=2")
    rows = list(csv.reader(StringIO(told.get_data(as_text=True).removeprefix("\ufeff"))))
    assert ["Resolution rate", "2026-11", "3", "1", "0", "0.0", "0.95", "0"] in rows
    book = manager.client.get("/api/v1/audit/export?format=xlsx&type=task")
    assert "attachment" in book.headers["Content-Disposition"]
    with ZipFile(BytesIO(book.data)) as inside:
        assert "xl/worksheets/sheet1.xml" in inside.namelist()
    page = text_of(manager, "/board/audit")
    assert "took figures along" in page and "took this record along" in page
    assert manager.get("/api/v1/audit/export?format=exe").status_code == 422
    assert visit("agent").get("/api/v1/audit/export").status_code == 403


def test_heat_is_told_in_words_and_as_marks_for_the_drawing(lived: Runtime, visit: Visit) -> None:
    manager = visit("manager")
    november = "/board/heat?process=feedback&first=2026-11-01&last=2026-11-30"
    page = text_of(manager, november + "&against=before")
    for told in ("13 h", "26 h", "1 of 3", "before: 1 h"):
        assert told in page
    marks = manager.get(november.replace("heat?", "heat/marks.json?")).get_json()["elements"]
    assert marks["assess"]["heat"] == 1 and marks["assess"]["label"] == "13 h"
    assert marks["respond"]["heat"] == pytest.approx(1 / 13, abs=0.001)
    late = manager.get(november.replace("heat?", "heat/marks.json?by=late&")).get_json()["elements"]
    assert late["assess"]["label"] == "33%"


def test_a_breach_is_nudged_and_reassigned_from_the_board(
    lived: Runtime, instances: dict[str, UUID], visit: Visit
) -> None:
    manager = visit("manager")
    page = text_of(manager, "/board/breaches")
    assert "Dee&#39;s matter" in page and "Overdue" in page and "23 h" in page
    task_id = the_task(lived, instances["Dee"], "acknowledge")
    assert manager.send(f"/board/breaches/{task_id}/nudge").status_code == 303
    again = manager.send(f"/board/breaches/{task_id}/nudge")
    assert again.status_code == 409 and 'role="alert"' in again.get_data(as_text=True)
    given = manager.send(f"/board/breaches/{task_id}/reassign", to="agent2", reason="The customer waits.")
    assert given.status_code == 303
    assert "The customer waits." in text_of(manager, "/board/audit?type=task")
    assert "Claimed, by person" in text_of(manager, "/board/breaches")


def test_acts_are_filtered_by_the_address(lived: Runtime, visit: Visit) -> None:
    manager = visit("manager")
    assert ">signed in<" in text_of(manager, "/board/audit?type=sign_in")
    assert ">signed in<" not in text_of(manager, "/board/audit?type=task")
    assert "Nothing fits." in text_of(manager, "/board/audit?actor=nobody")
    assert "没有符合条件的记录" in text_of(manager, "/board/audit?actor=nobody&lang=zh")


def test_lengths_are_said_as_people_say_them() -> None:
    assert [length_words(seconds, "en") for seconds in (0, 59 * 60, 3600, 5400)] == [
        "0 min",
        "59 min",
        "1 h",
        "1 h 30 min",
    ]
    assert length_words(-5400, "zh") == "1 小时 30 分钟"
