"""Form files: what can be shown to people, and what is refused when it is deployed."""

from __future__ import annotations

import time
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.forms import InvalidAnswers, Kind, parse_form, validate_answers
from service.engine.forms.patterns import UnsafePattern, safe_pattern

PROPERTIES = (
    [
        "type",
        "key",
        "path",
        "id",
        "validate",
        "conditional",
        "hide",
        "values",
        "value",
        "valuesKey",
        "components",
    ]
    + ["subtype", "required", "min", "maxLength", "pattern", "readonly", "defaultValue", "expression", "a"]
    + [kind.value for kind in Kind]
)


def rules(*components: Any, **form: Any) -> list[str]:
    content = orjson.dumps({"id": "f", "components": list(components), **form})
    return [finding.rule for finding in parse_form(content, "a.form").findings]


def test_a_form_of_every_kind_of_component_is_read_and_what_the_page_leaves_out_is_said() -> None:
    option = [{"label": "A", "value": "a"}]
    answered = [
        {"type": "textfield", "key": "a"},
        {"type": "textarea", "key": "b"},
        {"type": "number", "key": "c"},
        {"type": "checkbox", "key": "d"},
        {"type": "checklist", "key": "e", "values": option},
        {"type": "radio", "key": "f", "values": option},
        {"type": "select", "key": "g", "valuesExpression": "=[1, 2]"},
        {"type": "taglist", "key": "h", "valuesKey": "tags"},
        {"type": "datetime", "key": "i", "subtype": "datetime"},
        {"type": "filepicker", "key": "j"},
        {"type": "expression", "key": "k", "expression": "=c + 1"},
        {"type": "dynamiclist", "path": "l", "components": [{"type": "number", "key": "a"}]},
    ]
    shown = [{"type": kind} for kind in ("text", "html", "separator", "spacer", "image", "button", "table")]
    form = parse_form(orjson.dumps({"id": "f", "schemaVersion": 18, "components": answered + shown}))
    assert form.usable
    left_out = [(None, "form-part-not-shown")] * 4
    assert [(each.element_id, each.rule) for each in form.findings] == left_out
    assert [field.name for field in form.fields] == list("abcdefghijkl")


def test_a_group_that_says_who_signs_it_is_a_section() -> None:
    inside = {"type": "number", "key": "cost"}
    group = {"type": "group", "id": "costs", "label": "Costs", "components": [inside]}
    signed = group | {"properties": {"signed_by": "finance"}}
    form = parse_form(orjson.dumps({"id": "f", "components": [signed]}))
    assert [(each.id, each.group) for each in form.sections] == [("costs", "finance")]
    assert form.fields[0].section == "costs"
    nested = signed | {"components": [group | {"id": "inner", "properties": {"signed_by": "sales"}}]}
    wrong = parse_form(orjson.dumps({"id": "f", "components": [nested]}))
    assert [each.rule for each in wrong.findings] == ["form-section-invalid"]
    agreed = {**group, "id": "agreed", "properties": {"signed_by": "heads", "agrees_to": "costs"}}
    agreed["components"] = [inside | {"key": "agreed"}]
    form = parse_form(orjson.dumps({"id": "f", "components": [signed, agreed]}))
    assert not form.findings and form.sections[1].agrees_to == ("costs",)
    assert rules(agreed) == ["form-section-unknown"]


def test_rows_of_a_list_ask_for_files_and_are_signed_by_nobody() -> None:
    signed = {"type": "group", "id": "s", "properties": {"signed_by": "sales"}, "components": []}
    inside = [{"type": "filepicker", "key": "photo"}, signed]
    listed = {"type": "dynamiclist", "path": "parts", "components": inside}
    assert rules(listed) == ["form-section-invalid"]
    assert rules(listed | {"components": [], "defaultRepetitions": 101}) == ["form-limit-invalid"]


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "riddle", "key": "a"}, "form-type-unknown"),
        ({"type": "textfield"}, "form-key-invalid"),
        ({"type": "textfield", "key": "a b"}, "form-key-invalid"),
        ({"type": "radio", "key": "a"}, "form-options-missing"),
        ({"type": "radio", "key": "a", "values": [{"label": "A"}]}, "form-option-without-value"),
        ({"type": "radio", "key": "a", "values": [{"value": 1}, {"value": 1}]}, "form-option-duplicate"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "=1 +"}}, "form-condition-invalid"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "simple"}}, "form-condition-invalid"),
        ({"type": "textfield", "key": "a", "validate": {"pattern": "("}}, "form-pattern-invalid"),
        (
            {"type": "textfield", "key": "a", "validate": {"minLength": 3, "maxLength": 2}},
            "form-limit-invalid",
        ),
        ({"type": "number", "key": "a", "validate": {"min": "few"}}, "form-limit-invalid"),
        ({"type": "datetime", "key": "a", "subtype": "year"}, "form-subtype-unknown"),
        ({"type": "expression", "key": "a"}, "form-expression-invalid"),
        ({"type": "textfield", "key": "a", "defaultValue": "\0"}, "form-value-invalid"),
        ("not a component", "form-component-malformed"),
    ],
)
def test_a_component_that_would_fail_a_person_is_refused(component: Any, rule: str) -> None:
    assert rules(component) == [rule]


def test_two_fields_must_not_answer_the_same_key() -> None:
    field = {"type": "textfield", "key": "a"}
    assert rules(field, {"type": "group", "components": [field]}) == ["form-key-duplicate"]
    assert rules(field, {"type": "textfield", "key": "a.b"}) == ["form-key-nested"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"components": 1}', b"\xff\xfe"])
def test_a_file_that_is_no_form_is_refused(content: bytes) -> None:
    assert not parse_form(content).usable


def test_a_form_without_an_id_or_of_a_newer_editor_says_so() -> None:
    assert rules(id=None) == ["form-id-missing"]
    assert rules(schemaVersion=99) == ["form-schema-newer"]


def test_groups_within_groups_without_end_are_refused() -> None:
    component: dict[str, Any] = {"type": "textfield", "key": "a"}
    for _ in range(50):
        component = {"type": "group", "components": [component]}
    assert rules(component) == ["form-too-deep"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PROPERTIES), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(components=st.lists(st.dictionaries(st.sampled_from(PROPERTIES), JSON), max_size=3), answers=JSON)
def test_no_json_whatever_confuses_reading_or_answering(components: list[Any], answers: Any) -> None:
    form = parse_form(orjson.dumps({"id": "f", "components": components}))
    try:
        validate_answers(form, answers if isinstance(answers, dict) else {"a": answers}, {})
    except InvalidAnswers as invalid:
        assert invalid.fields


@pytest.mark.parametrize("pattern", ["(x+x+)+y", "(a|a)*b", "(a?){40}a{40}b", "(.*)*.*=.*"])
def test_no_pattern_takes_long_on_any_text(pattern: str) -> None:
    before = time.process_time()
    assert not safe_pattern(pattern).found_in("x" * 500 + "a" * 499)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?=a)b", "a{100000}", "x" * 501])
def test_patterns_beyond_bounded_matching_are_refused(pattern: str) -> None:
    with pytest.raises(UnsafePattern):
        safe_pattern(pattern)
