"""A form's document in the language asked for, where its catalogue knows the words."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from service.queries.wording import components_of, worded

PROCESSES = Path(__file__).parents[2] / "processes"


def form(name: str, language: str) -> dict[str, object]:
    names = orjson.loads((PROCESSES / "feedback" / "names.zh.json").read_bytes()) if language == "zh" else {}
    return worded(orjson.loads((PROCESSES / "feedback" / f"{name}.form").read_bytes()), names)


def test_labels_choices_hints_and_texts_are_translated() -> None:
    parts = {str(each["id"]): each for each in components_of(form("respond", "zh"))}
    simple = parts["respond_simple"]
    assert simple["label"] == "能否当场解答"
    assert [(each["label"], each["value"]) for each in simple["values"]] == [("是", True), ("否", False)]
    assert simple["description"].startswith("选“是”则直接回访")
    assess = {str(each["id"]): each for each in components_of(form("assess", "zh"))}
    assert assess["assess_expected_completion"]["dateLabel"] == "预计完成日期"
    assert assess["assess_learned_before"]["text"] == "上一轮的教训：{{learned}}"


@pytest.mark.parametrize("name", ["respond", "assess", "visit", "audit_result"])
def test_without_a_catalogue_a_form_stays_as_it_was_drawn(name: str) -> None:
    assert form(name, "en") == orjson.loads((PROCESSES / "feedback" / f"{name}.form").read_bytes())
