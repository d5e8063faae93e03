"""Every element that serves a policy clause says so, every clause it names exists, every task can be done."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import yaml

from tests.processes.diagrams import CAMUNDA, KEYS, PROCESSES, diagram

SERVED = {
    "feedback": {
        "S1-3.1",
        "S1-3.2a",
        "S1-3.2b",
        "S1-3.2c",
        "S4-5.2b",
        "S2-5.2",
        "S2-5.3",
        "S2-5.4",
        "S3-A6",
        "S4-5.4",
    }
    | {"S1-3.3a", "S2-5.5", "S1-3.3b", "S1-3.3c", "S1-3.4a", "S3-T1", "S5-5.2", "S4-5.3", "S5-5.4", "S2-5.1"},
    "complaint": {
        "S1-4.1",
        "S1-4.2a",
        "S1-4.2b",
        "S1-4.2c",
        "S1-4.3a",
        "S1-4.3b",
        "S1-4.3c",
        "S1-4.3d",
        "S1-4.4",
    }
    | {"S4-4.1", "S4-8.2d", "S3-N1", "S1-3.4a"},
    "follow_up": {"S1-3.3b", "S1-4.3d", "S1-5.2", "S1-5.3", "S1-5.4", "S3-A2", "S3-T3"},
    "escalate": {"S1-3.1", "S1-3.2c", "S2-8"},
    "tier_review": {"S2-3.1", "S2-3.3", "S2-7"},
    "follow_up_plan": {"S1-5.1", "S2-4"},
    "follow_up_visit": {"S1-5.1", "S1-5.2", "S1-5.3"},
    "tier_change": {"S2-3.1", "S2-3.2", "S2-3.3", "S2-7"},
}
"""What the two flows are there to keep, of parts A to D of the demands."""


@cache
def clauses() -> dict[str, dict[str, str]]:
    return yaml.safe_load((PROCESSES / "clauses.yaml").read_text())["clauses"]


@cache
def groups() -> dict[str, dict[str, str]]:
    return yaml.safe_load((PROCESSES / "groups.yaml").read_text())["groups"]


def clauses_of(key: str) -> dict[str, list[str]]:
    """The clauses each element names."""
    drawing = diagram(key)
    named = {str(each.get("id")): drawing.properties(each).get("clause", "") for each in drawing.elements()}
    return {element: [part.strip() for part in text.split(",")] for element, text in named.items() if text}


@pytest.mark.parametrize("key", KEYS)
def test_every_clause_an_element_names_exists(key: str) -> None:
    named = {clause for found in clauses_of(key).values() for clause in found}
    assert named <= set(clauses())


@pytest.mark.parametrize("key", KEYS)
def test_every_clause_the_process_is_there_for_is_served(key: str) -> None:
    assert SERVED[key] <= {clause for found in clauses_of(key).values() for clause in found}


def test_every_clause_is_said_in_both_languages() -> None:
    assert all(words.get("en") and words.get("zh") for words in clauses().values())


@pytest.mark.parametrize("key", KEYS)
def test_every_user_task_has_a_group_a_form_a_clock_and_a_clause(key: str) -> None:
    drawing = diagram(key)
    for task in drawing.elements("userTask"):
        lacking = [name for name in ("candidateGroups", "formRef") if not task.get(CAMUNDA + name)]
        lacking += [name for name in ("clause", "sla") if not drawing.properties(task).get(name)]
        assert not lacking, f"{task.get('id')} lacks {lacking}"


@pytest.mark.parametrize("key", KEYS)
def test_every_group_written_out_is_a_known_group(key: str) -> None:
    for task in diagram(key).elements("userTask"):
        text = task.get(CAMUNDA + "candidateGroups", "")
        named = re.findall(r'"(\w+)"', text) if text.startswith("=") else text.split(",")
        assert set(named) <= set(groups()), task.get("id")


@pytest.mark.parametrize("key", KEYS)
def test_every_form_a_task_names_lies_beside_it_or_with_the_shared_ones(key: str) -> None:
    for task in diagram(key).elements("userTask"):
        name = f"{task.get(CAMUNDA + 'formRef')}.form"
        found = [path for path in (PROCESSES / key / name, PROCESSES / "shared" / name) if path.exists()]
        assert len(found) == 1, name
        assert json.loads(found[0].read_text())["id"] == found[0].stem


def test_no_form_lies_about_unused() -> None:
    used = {task.get(CAMUNDA + "formRef") for key in KEYS for task in diagram(key).elements("userTask")}
    assert {path.stem for path in PROCESSES.rglob("*.form")} == used


def test_every_clock_a_task_opens_is_in_the_table_of_deadlines() -> None:
    table = (PROCESSES / "policy" / "deadlines.dmn").read_text()
    for key in KEYS:
        drawing = diagram(key)
        kinds = {drawing.properties(task).get("sla", "") for task in drawing.elements("userTask")}
        text = (PROCESSES / key / f"{key}.bpmn").read_text()
        kinds |= set(re.findall(r'sla\("(\w+)"', text)) | set(
            re.findall(r"=&quot;(\w+follow_up)&quot;", text)
        )
        assert not [kind for kind in kinds if f'<text>"{kind}"</text>' not in table]
