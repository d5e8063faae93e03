"""Answers against a form: what is kept, what is refused, and in whose words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest

from service.engine.forms import InvalidAnswers, parse_form, validate_answers
from service.feel.temporal import Date

MAJOR_OR_MINOR = [{"label": "Major", "value": "major"}, {"label": "Minor", "value": "minor"}]


def check(component: dict[str, Any], answers: dict[str, Any], **variables: Any) -> dict[str, object]:
    return check_all([component], answers, **variables)


def check_all(
    components: list[dict[str, Any]], answers: dict[str, Any], **variables: Any
) -> dict[str, object]:
    form = parse_form(orjson.dumps({"id": "f", "components": components}))
    assert form.usable, form.findings
    return validate_answers(form, answers, variables)


def codes(*args: Any, **variables: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidAnswers) as refused:
        check_all(*args, **variables)
    return {name: [problem.code for problem in found] for name, found in refused.value.problems.items()}


def test_a_number_becomes_an_exact_decimal() -> None:
    assert check({"type": "number", "key": "cost"}, {"cost": 0.1}) == {"cost": Decimal("0.1")}


def test_a_number_kept_as_text_loses_no_digit() -> None:
    field = {"type": "number", "key": "cost", "serializeToString": True}
    assert check(field, {"cost": "12345678901234567.89"}) == {"cost": Decimal("12345678901234567.89")}


def test_a_date_becomes_a_date() -> None:
    field = {"type": "datetime", "key": "day", "subtype": "date"}
    assert check(field, {"day": "2026-02-28"}) == {"day": Date(2026, 2, 28)}


def test_a_time_without_seconds_is_accepted_with_and_without_a_day() -> None:
    fields = [
        {"type": "datetime", "key": "at", "subtype": "time"},
        {"type": "datetime", "key": "on", "subtype": "datetime"},
    ]
    found = check_all(fields, {"at": "14:30", "on": "2026-02-28T14:30+08:00"})
    assert {name: str(value) for name, value in found.items()} == {
        "at": "14:30:00",
        "on": "2026-02-28T14:30:00+08:00",
    }


def test_what_was_sent_for_a_hidden_field_hides_no_other_fault() -> None:
    yes_no = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
    fields = [
        {"type": "select", "key": "visit", "values": yes_no},
        {"type": "select", "key": "tools", "values": yes_no, "conditional": {"hide": '=visit = "no"'}},
        {
            "type": "textfield",
            "key": "why_none",
            "validate": {"required": True},
            "conditional": {"hide": '=tools = "yes"'},
        },
    ]
    stale = {"visit": "no", "tools": "yes"}
    assert codes(fields, stale) == {"tools": ["hidden_field"], "why_none": ["required"]}


@pytest.mark.parametrize(
    ("field", "answer", "code"),
    [
        ({"type": "textfield"}, 5, "not_text"),
        ({"type": "number"}, "5", "not_number"),
        ({"type": "number"}, True, "not_number"),
        ({"type": "number"}, float("nan"), "not_finite"),
        ({"type": "number", "validate": {"min": 1}}, 0, "too_small"),
        ({"type": "number", "validate": {"max": 1}}, 2, "too_large"),
        ({"type": "number", "decimalDigits": 1}, 1.25, "too_many_decimals"),
        ({"type": "number", "increment": "0.5"}, 0.7, "off_step"),
        ({"type": "checkbox"}, "yes", "not_yes_no"),
        ({"type": "datetime", "subtype": "date"}, "2026-02-30", "not_date"),
        ({"type": "datetime", "subtype": "time"}, "25:00", "not_time"),
        ({"type": "datetime", "subtype": "datetime"}, "tomorrow", "not_datetime"),
        ({"type": "select", "values": MAJOR_OR_MINOR}, "huge", "not_an_option"),
        ({"type": "checklist", "values": MAJOR_OR_MINOR}, "major", "not_list"),
        ({"type": "checklist", "values": MAJOR_OR_MINOR}, ["major", "major"], "chosen_twice"),
        ({"type": "textfield", "validate": {"maxLength": 2}}, "abc", "too_long"),
        ({"type": "textfield", "validate": {"minLength": 2}}, "a", "too_short"),
        ({"type": "textfield", "validate": {"pattern": "^A"}}, "B", "pattern_mismatch"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "a@b", "not_email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "call me", "not_phone"),
        ({"type": "textfield"}, "a\0b", "bad_character"),
        ({"type": "textfield"}, "\ud800", "bad_character"),
        ({"type": "textfield"}, "x" * 100_001, "too_long"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(field: dict[str, Any], answer: Any, code: str) -> None:
    assert codes([{**field, "key": "it"}], {"it": answer}) == {"it": [code]}


@pytest.mark.parametrize("phone", ["13800138000", "+86 138-0013-8000", "(010) 6552 9988"])
def test_phone_numbers_as_people_write_them_are_accepted(phone: str) -> None:
    field = {"type": "textfield", "key": "phone", "validate": {"validationType": "phone"}}
    assert check(field, {"phone": phone}) == {"phone": phone}


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_a_required_field_is_not_answered_by_nothing(nothing: Any) -> None:
    field = {"type": "textfield", "key": "address", "validate": {"required": True}}
    assert codes([field], {"address": nothing}) == {"address": ["required"]}
    assert codes([field], {}) == {"address": ["required"]}


def test_a_required_checkbox_must_be_ticked_but_a_required_choice_may_be_false() -> None:
    box = {"type": "checkbox", "key": "signed", "validate": {"required": True}}
    assert codes([box], {"signed": False}) == {"signed": ["must_be_ticked"]}
    choice = [{"label": "Yes", "value": True}, {"label": "No", "value": False}]
    radio = {"type": "radio", "key": "reached", "values": choice, "validate": {"required": True}}
    assert check(radio, {"reached": False}) == {"reached": False}


def test_zero_answers_a_required_number() -> None:
    assert check({"type": "number", "key": "n", "validate": {"required": True}}, {"n": 0}) == {
        "n": Decimal(0)
    }


def test_an_omitted_field_keeps_what_the_process_already_knows() -> None:
    field = {"type": "textfield", "key": "address", "validate": {"required": True}}
    assert check(field, {}, address="1 Main Street") == {}


def test_clearing_a_required_field_that_had_a_value_is_refused() -> None:
    field = {"type": "textfield", "key": "address", "validate": {"required": True}}
    assert codes([field], {"address": ""}, address="1 Main Street") == {"address": ["required"]}


def test_an_omitted_field_without_a_value_takes_the_default_of_the_form() -> None:
    field = {"type": "select", "key": "severity", "values": MAJOR_OR_MINOR, "defaultValue": "minor"}
    assert check(field, {}) == {"severity": "minor"}
    assert check({"type": "checkbox", "key": "simple"}, {}) == {"simple": False}


def test_a_name_the_form_does_not_have_is_refused_at_every_level() -> None:
    field = {"type": "textfield", "key": "customer.name"}
    refused = codes([field], {"customer": {"name": "Li", "tier": 1}, "__class__": 1})
    assert refused == {"customer.tier": ["unknown_field"], "__class__": ["unknown_field"]}


def test_keys_with_dots_nest_and_groups_with_a_path_prefix_theirs() -> None:
    group = {"type": "group", "path": "customer", "components": [{"type": "textfield", "key": "name.given"}]}
    assert check(group, {"customer": {"name": {"given": "Li"}}}) == {"customer": {"name": {"given": "Li"}}}


def test_a_hidden_field_is_neither_required_nor_accepted() -> None:
    simple = {"type": "checkbox", "key": "simple"}
    plan = {
        "type": "textfield",
        "key": "plan",
        "validate": {"required": True},
        "conditional": {"hide": "=simple"},
    }
    assert check_all([simple, plan], {"simple": True}) == {"simple": True}
    assert codes([simple, plan], {"simple": True, "plan": "visit"}) == {"plan": ["hidden_field"]}
    assert codes([simple, plan], {"simple": False}) == {"plan": ["required"]}
    assert check_all([simple, plan], {"simple": True, "plan": "visit"}, plan="visit") == {"simple": True}


def test_a_condition_on_a_group_hides_what_is_in_it() -> None:
    inner = {"type": "textfield", "key": "plan", "validate": {"required": True}}
    group = {"type": "group", "components": [inner], "conditional": {"hide": '=kind = "simple"'}}
    assert check(group, {}, kind="simple") == {}
    assert codes([group], {}, kind="other") == {"plan": ["required"]}


@pytest.mark.parametrize("fixed", [{"disabled": True}, {"readonly": True}, {"readonly": "=locked"}])
def test_a_field_that_may_not_be_changed_may_be_sent_back_unchanged_only(fixed: dict[str, Any]) -> None:
    field = {"type": "number", "key": "cost", **fixed}
    assert check(field, {"cost": 5}, cost=Decimal(5), locked=True) == {}
    assert codes([field], {"cost": 6}, cost=Decimal(5), locked=True) == {"cost": ["fixed_field"]}


def test_a_computed_field_takes_the_result_of_the_server() -> None:
    fields = [
        {"type": "number", "key": "cost"},
        {"type": "expression", "key": "total", "expression": "=cost * 1.1"},
    ]
    assert check_all(fields, {"cost": 10, "total": 0}) == {"cost": Decimal(10), "total": Decimal("11.0")}


def test_options_may_come_from_a_variable() -> None:
    field = {"type": "select", "key": "group", "valuesKey": "groups"}
    groups = ["logistics", {"label": "Production", "value": "production"}]
    assert check(field, {"group": "production"}, groups=groups) == {"group": "production"}
    assert codes([field], {"group": "sales"}, groups=groups) == {"group": ["not_an_option"]}
    assert codes([field], {"group": "sales"}) == {"group": ["no_options"]}


def test_true_is_not_the_number_one_among_options() -> None:
    field = {"type": "radio", "key": "n", "values": [{"label": "One", "value": 1}]}
    assert codes([field], {"n": True}) == {"n": ["not_an_option"]}


def test_the_entries_of_a_list_are_checked_one_by_one() -> None:
    part = {"type": "textfield", "key": "part", "validate": {"required": True}}
    amount = {"type": "number", "key": "amount"}
    parts = {"type": "dynamiclist", "path": "parts", "components": [part, amount]}
    kept = check(parts, {"parts": [{"part": "hinge", "amount": 2}]})
    assert kept == {"parts": [{"part": "hinge", "amount": Decimal(2)}]}
    refused = codes([parts], {"parts": [{"part": "hinge"}, {"amount": "two", "colour": "red"}, 3]})
    assert refused == {
        "parts.1.colour": ["unknown_field"],
        "parts.1.amount": ["not_number"],
        "parts.1.part": ["required"],
        "parts.2": ["not_context"],
    }


def test_answers_beyond_the_limits_are_refused_as_a_whole() -> None:
    field = {"type": "textfield", "key": "text"}
    assert codes([field], {"text": "x" * 10_000_000}) == {"answers": ["answers_too_large"]}
    deep: Any = "x"
    for _ in range(1000):
        deep = [deep]
    assert codes([field], {"text": deep}) == {"answers": ["answers_too_large"]}
    assert list(codes([field], {str(n): n for n in range(100_000)})) == ["answers"]


def test_a_refusal_can_be_read_in_english_and_in_chinese() -> None:
    field = {"type": "number", "key": "cost", "validate": {"max": 10}}
    form = parse_form(orjson.dumps({"id": "f", "components": [field]}))
    with pytest.raises(InvalidAnswers) as refused:
        validate_answers(form, {"cost": 11}, {})
    assert refused.value.fields == {"cost": ["This must be at most 10."]}
    assert refused.value.fields_in("zh-CN") == {"cost": ["不能大于 10。"]}
