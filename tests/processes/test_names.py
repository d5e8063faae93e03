"""Everything people read has a Chinese name in the catalogue beside it, which names nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes.diagrams import KEYS, PROCESSES, diagram

FOLDERS = (*KEYS, "shared")


def catalogue(folder: str) -> dict[str, str]:
    return json.loads((PROCESSES / folder / "names.zh.json").read_text())


def drawn_names(key: str) -> set[str]:
    drawing = diagram(key)
    named = [*drawing.elements(), *drawing.elements("lane", "sequenceFlow", "process")]
    return {str(each.get("id")) for each in named if each.get("name")}


def form_names(folder: str) -> set[str]:
    """``form.field`` for every field (``form.list.field`` in the rows of a list), ``form.field.value`` for
    every option, as the catalogue writes them.
    """
    found = set()
    for path in (PROCESSES / folder).glob("*.form"):
        for before, component in every_component(json.loads(path.read_text())["components"]):
            name = f"{path.stem}.{before}{_key(component, path.stem)}"
            found |= {name} | {
                f"{name}.{_written(option['value'])}" for option in component.get("values", [])
            }
            found |= {f"{name}.description"} if "description" in component else set()
    return found


def every_component(
    components: list[dict[str, Any]], before: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of a form, those inside groups too, and those of rows with the list they stand in."""
    for one in components:
        yield before, one
        inside = f"{before}{one['path']}." if one["type"] == "dynamiclist" else before
        yield from every_component(one.get("components", []), inside)


def _key(component: dict[str, Any], form: str) -> str:
    list_or_field = component["path"] if component["type"] == "dynamiclist" else component.get("key")
    return str(list_or_field or component["id"].removeprefix(form + "_"))


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_catalogue_names_what_people_read_and_nothing_else(folder: str) -> None:
    named = form_names(folder) | (drawn_names(folder) if folder in KEYS else set())
    assert set(catalogue(folder)) == named


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_chinese_name_is_chinese_or_needs_no_words(folder: str) -> None:
    def has_words(text: str) -> bool:
        return any("\u4e00" <= letter <= "\u9fff" for letter in text)

    bare = {key: text for key, text in catalogue(folder).items() if not has_words(text)}
    assert all(text.isdigit() or "{{" in text for text in bare.values()), bare


@pytest.mark.parametrize("key", KEYS)
def test_names_drawn_twice_in_a_closure_are_translated_alike(key: str) -> None:
    mine = catalogue(key)
    for called in ("follow_up", "escalate"):
        both = set(mine) & set(catalogue(called))
        assert all(mine[name] == catalogue(called)[name] for name in both)
