"""The page of work for programs outside: found, filtered, and the way from it to the run and its incident."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.outside import some_of_each

Visit = Callable[..., Person]


def test_a_supervisor_finds_what_is_stuck_outside_and_goes_to_it(office: Runtime, visit: Visit) -> None:
    manager = visit("manager")
    assert "No work waits for a program outside." in manager.get("/board/external-tasks").get_data(
        as_text=True
    )
    stuck, *_ = some_of_each(office)
    page = unescape(manager.get("/board/external-tasks").get_data(as_text=True))
    assert page.count("data-row") == 4 and "scales-1" in page and "failed 1×, 2 left" in page
    assert re.search(r'topic=weigh_parcel[^>]*>weigh_parcel <span class="count">4<', page)
    page = unescape(manager.get("/board/external-tasks?standing=stuck").get_data(as_text=True))
    assert page.count("data-row") == 1 and "The scales do not answer." in page
    (place, anchor) = re.findall(rf'href="(/board/instances/{stuck})#(stuck-[^"]+)"', page)[0]
    assert f'id="{anchor}"' in manager.get(place).get_data(as_text=True)
    assert "No work stands like that." in manager.get("/board/external-tasks?topic=other").get_data(
        as_text=True
    )


def test_the_page_is_the_boards(office: Runtime, visit: Visit) -> None:
    some_of_each(office)
    assert visit("agent").get("/board/external-tasks").status_code == 403
    page = visit("owner").get("/board/external-tasks?topic=weigh_parcel").get_data(as_text=True)
    assert page.count("data-row") == 4
