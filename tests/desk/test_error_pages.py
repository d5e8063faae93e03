"""What is not there, not theirs or does not work is told within the desk, so that nobody is stuck."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import feedback

Visit = Callable[..., Person]
NOBODYS = "0199d1e0-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        (f"/desk/cases/{NOBODYS}", 404, "此处没有您可查看的内容"),
        (f"/desk/tasks/{NOBODYS}/claim", 405, "此处没有您可查看的内容"),
        ("/desk/no-such-page", 404, "此处没有您可查看的内容"),
        ("/board", 403, "您无权执行此操作"),
    ],
)
def test_an_error_keeps_the_way_back_and_the_readers_language(
    visit: Visit, address: str, status: int, told: str
) -> None:
    answer = visit("agent").get(address, Accept_Language="zh-CN,text/html", Accept="text/html")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in page) == (status, True), page
    assert 'aria-label="菜单"' in page and "返回待办" in page and "Amy Chen" in page


def test_strangers_are_shown_no_desk(visit: Visit) -> None:
    page = visit("").get("/desk/no-such-page", Accept="text/html").get_data(as_text=True)
    assert "There is nothing at this address" in page and "Menu" not in page


def test_a_fault_is_told_without_asking_the_database_again(office: Runtime, visit: Visit) -> None:
    case, person = feedback(office), visit("agent")
    with office.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE case_message RENAME TO lost"))
    answer = person.get(f"/desk/cases/{case.id}")
    page = answer.get_data(as_text=True)
    assert answer.status_code in (500, 503) and "That did not work" in page
    assert 'aria-label="Menu"' in page and "lost" not in page and "SELECT" not in page
