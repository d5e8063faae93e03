"""Rows of a list: how many there may be, what their conditions see, which row each of them was before."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.engine.forms import InvalidAnswers
from tests.forms.test_answers import check, check_all, codes


def test_a_list_that_may_not_grow_keeps_its_rows_and_what_in_them_is_fixed() -> None:
    planned = {"type": "textfield", "key": "part", "readonly": True}
    found = {"type": "radio", "key": "found", "values": [{"value": True}, {"value": False}]}
    parts = {"type": "dynamiclist", "path": "parts", "allowAddRemove": False, "components": [planned, found]}
    present = [{"part": "hinge", "shelf": 3}, {"part": "screw", "shelf": 4}]
    assert codes([parts], {"parts": [{"found": True}]}, parts=present) == {"parts": ["rows_fixed"]}
    sent = [{"found": True}, {"part": "screw", "found": False}]
    kept = check(parts, {"parts": sent}, parts=present)
    assert kept == {"parts": [present[0] | {"found": True}, present[1] | {"found": False}]}
    other = [{"part": "door"}, {"part": "screw"}]
    assert codes([parts], {"parts": other}, parts=present) == {"parts.0.part": ["fixed_field"]}


def test_a_row_taken_away_leaves_the_others_what_they_were() -> None:
    planned = {"type": "textfield", "key": "part", "disabled": True}
    parts = {
        "type": "dynamiclist",
        "path": "a.parts",
        "components": [planned, {"type": "number", "key": "n"}],
    }
    present = {"parts": [{"part": "hinge", "shelf": 3}, {"part": "screw", "shelf": 4}]}
    kept = check(parts, {"a": {"parts": [{"part": "screw", "n": 1}, {"n": 2}]}}, a=present)
    assert kept == {"a": {"parts": [{"part": "screw", "shelf": 4, "n": Decimal(1)}, {"n": Decimal(2)}]}}


def test_rows_that_look_the_same_are_each_the_row_they_were() -> None:
    planned = {"type": "textfield", "key": "part", "disabled": True}
    parts = {"type": "dynamiclist", "path": "parts", "components": [planned, {"type": "number", "key": "n"}]}
    present = [{"part": "screw", "shelf": 3}, {"part": "hinge", "shelf": 4}, {"part": "screw", "shelf": 5}]
    sent = [{"part": "screw", "n": 1}, {"part": "screw", "n": 2}]
    kept = check(parts, {"parts": sent}, parts=present)
    assert kept == {"parts": [present[0] | {"n": Decimal(1)}, present[2] | {"n": Decimal(2)}]}
    assert codes([parts], {"parts": [*sent, {"part": "screw"}]}, parts=present) == {
        "parts.2.part": ["fixed_field"]
    }


def test_the_rows_of_all_lists_are_bounded_together() -> None:
    seen = {"type": "dynamiclist", "path": "seen", "components": [{"type": "textfield", "key": "what"}]}
    visits = {"type": "dynamiclist", "path": "visits", "components": [seen]}
    half = [{}] * 499
    assert check(visits, {"visits": [{"seen": half}, {"seen": half}]})
    sent = {"visits": [{"seen": half}, {"seen": [*half, {}]}]}
    assert codes([visits], sent) == {"visits.1.seen": ["too_many_rows"]}
    with pytest.raises(InvalidAnswers) as refused:
        check(visits, {"visits": [{}] * 1001})
    assert refused.value.fields == {
        "visits": ["The lists of this form take at most 1000 rows, all together."]
    }


def test_conditions_in_rows_see_their_row_and_what_is_around_it() -> None:
    price = {"type": "number", "key": "price", "validate": {"required": True}}
    inside = {"type": "checkbox", "key": "free"}
    hide = {"conditional": {"hide": "=free or parent.gift"}}
    gift = {"type": "checkbox", "key": "gift"}
    parts = {"type": "dynamiclist", "path": "parts", "components": [inside, price | hide]}
    rows = [{"free": True}, {"free": False}]
    assert codes([gift, parts], {"parts": rows}) == {"parts.1.price": ["required"]}
    assert check_all([gift, parts], {"gift": True, "parts": rows})["parts"] == rows
