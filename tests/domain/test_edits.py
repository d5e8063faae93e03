"""What somebody wants changed, against what there is now."""

from __future__ import annotations

import pytest

from service.domain.customers import Edit
from service.errors import StaleWrite

NOW = {"phone": "139", "address": "12 Road\nGate  B"}


def test_a_field_left_as_the_page_showed_it_is_nobodys_wish_whatever_the_browser_made_of_its_lines():
    given = {"phone": "138", "address": "12 RoadGate  B"}
    was = {"phone": "139", "address": "12 Road\r\nGate  B"}
    assert Edit(given, was).changes(NOW) == {"phone": "138"}


def test_a_field_changed_here_and_there_is_refused():
    with pytest.raises(StaleWrite):
        Edit({"phone": "138"}, {"phone": "137"}).changes(NOW)


def test_a_program_writes_what_it_gives():
    assert Edit({"address": "12 Road Gate B"}).changes(NOW) == {"address": "12 Road Gate B"}
