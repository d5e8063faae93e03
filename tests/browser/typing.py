"""Forms filled in as somebody without a mouse does: by Tab, arrows, Space and typing, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.desk.office import PROCESSES

Page = Any  # Any: Playwright is there only with the test packages
Answers = Mapping[str, object]

HERE = """() => { const at = document.activeElement; return {
    name: at.name ?? "", type: at.type ?? "", value: at.value ?? "", checked: !!at.checked,
    finish: at.matches("[data-submit]"),
    options: at.matches("select") ? [...at.options].map((each) => each.value) : [] } }"""
_MOST_TABS = 120


def press(page: Page, *keys: str) -> None:
    """Press these keys once the page listens: it is seen a moment before its script is there."""
    page.locator("html.script").wait_for()
    for key in keys:
        page.keyboard.press(key)


def example_answers(process: str) -> dict[str, Answers]:
    """What the process's own example runs answer, by activity."""
    told = yaml.safe_load((Path(PROCESSES) / process / "scenarios.yaml").read_text(encoding="utf-8"))
    answers: dict[str, Answers] = told["answers"]
    return answers


def fill_in(page: Page, answers: Answers) -> None:
    """From the form's first field on: answer each where the keyboard comes by, and complete.

    A field that appears because of an answer may lie behind; then the way is gone once more.
    """
    done: set[str] = set()
    for _ in range(4):
        press(page, "f")
        walk(page, answers, done)
        page.locator("#draft:not(:empty)").wait_for()
        page.locator("#form:not(.htmx-request)").wait_for()  # what the last answer brings or takes is here
        missing = [name for name in answers if name not in done and page.locator(f"[name='{name}']").count()]
        if not missing:
            break
    assert page.evaluate(HERE)["finish"]
    page.keyboard.press("Enter")


def walk(page: Page, answers: Answers, done: set[str]) -> None:
    """Tab through the form to its button, answering on the way what is not answered yet."""
    for _ in range(_MOST_TABS):
        at = page.evaluate(HERE)
        if at["finish"]:
            return
        if at["name"] in answers and at["name"] not in done:
            answer(page, at, answers[at["name"]])
            done.add(at["name"])
        page.keyboard.press("Tab")
    raise AssertionError("the form has no end")


def answer(page: Page, at: Mapping[str, Any], value: object) -> None:
    """Answer the field that has the keyboard."""
    told = str(value).lower() if isinstance(value, bool) else str(value)
    if at["options"]:
        page.keyboard.press("Home")
        for _ in range(at["options"].index(told)):
            page.keyboard.press("ArrowDown")
    elif at["type"] == "radio":
        page.keyboard.press("Space")
        while page.evaluate(HERE)["value"] != told:
            page.keyboard.press("ArrowDown")
    elif at["type"] == "checkbox":
        if at["checked"] != (told == "true"):
            page.keyboard.press("Space")
    elif at["type"] == "date":
        year, month, day = told.split("-")
        page.keyboard.type(f"{day}{month}{year}")
    else:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(told)
