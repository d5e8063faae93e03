"""What is read from a request body, and what is refused by name."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from service.api.problems import MalformedJson
from service.api.reading import MAX_DEPTH, MAX_DIGITS, MAX_ENTRIES, read_json
from service.errors import Invalid


def refusal(text: str | bytes) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as caught:
        read_json(text.encode() if isinstance(text, str) else text)
    return caught.value.fields


def test_a_number_with_a_fraction_keeps_every_digit() -> None:
    read = read_json(b'{"paid": 1234567890.1234567890, "share": 0.10}')
    assert read == {"paid": Decimal("1234567890.1234567890"), "share": Decimal("0.10")}
    assert str(read["share"]) == "0.10"


def test_unusual_names_and_texts_come_through_unchanged() -> None:
    sent = {"__class__": "x", "constructor": {"__proto__": 1}, "名称": "<script>", "": "\u202e", "e": "é😀"}
    assert read_json(json.dumps(sent, ensure_ascii=False).encode()) == sent


@pytest.mark.parametrize(
    "text", ["{", '{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}', "[1,]", "{'a': 1}", "nul"]
)
def test_what_is_not_json_is_refused_with_the_place(text: str) -> None:
    with pytest.raises(MalformedJson) as caught:
        read_json(text.encode())
    assert str(caught.value).startswith("The body is not JSON: ")


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(MalformedJson):
        read_json(b'{"a": "\xff"}')


def test_a_name_given_twice_is_refused_by_that_name() -> None:
    assert refusal('{"a": 1, "b": {"c": 1, "c": 2}}') == {"c": ["This name is given twice."]}


@pytest.mark.parametrize("character", ["\\u0000", "\\ud800", "\\udfff x"])
@pytest.mark.parametrize("shape", ['{"where": "%s"}', '{"where": {"%s": 1}}', '{"where": [["%s"]]}'])
def test_a_character_that_cannot_be_stored_is_refused_at_its_field(shape: str, character: str) -> None:
    assert refusal(shape % character) == {"where": ["This contains a character that cannot be stored."]}


def test_a_paired_surrogate_is_just_a_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "😀"


def test_the_deepest_nesting_allowed_is_read_and_one_more_is_refused() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert "body" in refusal("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert "body" in refusal("[" * 100_000 + "]" * 100_000)


def test_more_entries_than_anybody_needs_are_refused() -> None:
    assert len(read_json(json.dumps({str(n): n for n in range(MAX_ENTRIES - 1)}).encode())) == MAX_ENTRIES - 1
    assert "body" in refusal(json.dumps({str(n): n for n in range(100_000)}))


@pytest.mark.parametrize(
    "number", ["1" * (MAX_DIGITS + 2), "0." + "1" * (MAX_DIGITS + 1), "1e999999999", "1e-99999"]
)
def test_a_number_beyond_the_stated_digits_is_refused(number: str) -> None:
    assert "body" in refusal(f'{{"a": {number}}}')
