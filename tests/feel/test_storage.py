"""Values through storage without loss, and the door that keeps bad ones out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.feel import FeelError, Limits
from service.feel.values import (
    Date,
    DateTime,
    DaysDuration,
    Function,
    MonthsDuration,
    Range,
    Time,
    Value,
    check_value,
    dump_value,
    host_function,
    load_value,
    to_plain,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10)
dates = st.dates().map(lambda day: Date(day.year, day.month, day.day))
nanos = st.integers(0, 86_400 * 10**9 - 1)
places = st.sampled_from([(None, None), (0, None), (-19_800, None), (None, "Europe/Paris")])
leaves: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    texts,
    st.decimals(allow_nan=False, allow_infinity=False).filter(lambda number: abs(number.adjusted()) < 6000),
    dates,
    st.builds(lambda at, place: Time(at, *place), nanos, places),
    st.builds(lambda day, at, place: DateTime(day, at, *place), dates, nanos, places),
    st.builds(DaysDuration, st.integers(-(10**20), 10**20)),
    st.builds(MonthsDuration, st.integers(-(10**6), 10**6)),
    st.builds(Range, dates, dates, st.booleans(), st.booleans()),
)
keys = st.one_of(texts, st.sampled_from(["$", "v"]))
values = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner), st.dictionaries(keys, inner)), max_leaves=20
)


@given(value=values)
def test_what_is_stored_comes_back_equal_and_of_the_same_kind(value: Value) -> None:
    check_value(value)
    back = load_value(json.loads(json.dumps(dump_value(value))))
    assert back == value
    assert repr(back) == repr(value)


def test_what_json_has_is_stored_as_it_is() -> None:
    plain = {"a": [1, True, None, "x"], "b": {"c": -5}}
    assert dump_value(plain) == plain
    assert dump_value(Decimal(5)) == 5
    assert dump_value(Decimal("0.30")) == {"$": "decimal", "v": "0.30"}


def test_an_integer_that_javascript_would_round_is_stored_as_text() -> None:
    assert dump_value(2**53 + 1) == {"$": "decimal", "v": str(2**53 + 1)}
    assert load_value(dump_value(2**53 + 1)) == 2**53 + 1


def test_a_float_of_json_becomes_the_decimal_it_shows() -> None:
    assert load_value(json.loads("0.1")) == Decimal("0.1")
    assert dump_value(0.1) == {"$": "decimal", "v": "0.1"}


@pytest.mark.parametrize("stored", [{"$": "date", "v": "nope"}, {"$": "unheard", "v": "1"}, {"$": 1}])
def test_a_tag_that_nobody_wrote_is_refused(stored: object) -> None:
    with pytest.raises(FeelError):
        load_value(stored)


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        (float("nan"), "value", "no number"),
        ({"a": [1, float("inf")]}, "value.a[2]", "no number"),
        (Decimal("sNaN"), "value", "no number"),
        ({"a": "x\0y"}, "value.a", "NUL"),
        (["\ud800"], "value[1]", "surrogate"),
        ({"\0": 1}, "value (key)", "NUL"),
        ({"a": {1: 2}}, "value.a", "no string"),
        ({"f": host_function("f", [], lambda: 1)}, "value.f", "function"),
        ({"o": object()}, "value.o", "no FEEL value"),
        ({"s": "x" * 11}, "value.s", "more than 10 characters"),
        ([0] * 21, "value", "more than 20 items"),
        ({str(key): 1 for key in range(6)}, "value", "more than 5 keys"),
        ([[[[1]]]], "value[1][1][1][1]", "deeper than 3"),
        ([[0] * 15] * 3, "value", "more than 40 values"),
        ({"n": 10**7000}, "value.n", "too large"),
    ],
)
def test_the_door_refuses_and_names_the_path(value: Value, path: str, reason: str) -> None:
    limits = Limits(text=10, items=20, keys=5, depth=3, nodes=40)
    with pytest.raises(FeelError) as refused:
        check_value(value, limits)
    assert str(refused.value).startswith(path + ":")
    assert reason in str(refused.value)


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(FeelError, match="deeper"):
        check_value(endless)


def test_python_names_are_ordinary_keys() -> None:
    check_value({"__class__": "x", "__proto__": 1})
    assert load_value(dump_value({"__class__": "x"})) == {"__class__": "x"}


def test_values_are_shown_plainly_to_people() -> None:
    value = {
        "n": Decimal("5.00"),
        "x": Decimal("0.1"),
        "d": Date(2024, 1, 2),
        "p": DaysDuration(3600 * 10**9),
    }
    assert to_plain(value) == {"n": 5, "x": 0.1, "d": "2024-01-02", "p": "PT1H"}
    assert to_plain(value["x"], numbers_as_text=True) == "0.1"
    assert isinstance(host_function("f", [], lambda: 1), Function)
