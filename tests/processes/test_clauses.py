"""Every element that serves a policy clause says so, every clause it names exists, every task can be done."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import yaml

from service.domain.clocks import STARTS_AT_RESOLUTION, kinds_of
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
    "follow_up_visit": {"S1-5.1", "S1-5.2", "S1-5.3", "S1-5.4"},
    "tier_change": {"S2-3.1", "S2-3.2", "S2-3.3", "S2-7"},
    "access_request": {"S1-2.3"},
    "service_sheet": {"S3-T1", "S3-A3", "S3-A4", "S1-3.4a"},
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
    # and those sent to customers by link, which a service task names
    sent = re.compile(r'inputParameter name="form">(\w+)<')
    used |= {name for path in PROCESSES.rglob("*.bpmn") for name in sent.findall(path.read_text())}
    assert {path.stem for path in PROCESSES.rglob("*.form")} == used


def clocks_of(key: str) -> set[str]:
    """The kinds of clock the elements and timers of a diagram name."""
    drawing = diagram(key)
    named = [drawing.properties(each).get("sla", "") for each in drawing.elements()]
    kinds = {kind for text in named if not text.startswith("=") for kind in kinds_of(text)}
    kinds |= {kind for text in named if text.startswith("=") for kind in re.findall(r'"(\w+)"', text)}
    text = (PROCESSES / key / f"{key}.bpmn").read_text()
    return kinds | set(re.findall(r'sla\("(\w+)"', text)) | set(re.findall(r"='=\"(\w*follow_up)\"'", text))


def test_every_clock_a_diagram_names_is_in_the_table_and_every_row_is_used() -> None:
    table = (PROCESSES / "policy" / "deadlines.dmn").read_text()
    listed = set(re.findall(r'"(\w+)"', table.split('deadline_in_kind_values">')[1].split("</text>")[0]))
    used = {kind for key in KEYS for kind in clocks_of(key)}
    assert used | {"entry"} == listed


@pytest.mark.parametrize(
    ("clause", "kind", "keys"),
    [
        ("S1-3.1", "respond", ["feedback"]),
        ("S1-3.2b", "transfer", ["feedback"]),
        ("S1-3.2c", "assess", ["feedback"]),
        ("S2-5.3", "on_site", ["feedback"]),
        ("S1-3.3a", "progress", ["feedback"]),
        ("S1-4.3c", "progress", ["complaint"]),
        ("S1-4.2a", "complaint_transfer", ["complaint"]),
        ("S1-4.2b", "investigate", ["complaint"]),
        ("S1-4.3a", "remedy", ["complaint"]),
        ("S5-5.4", "resolve", ["feedback", "complaint"]),
        ("S1-3.3b", "next_attempt", ["follow_up"]),
        ("S1-5.1", "follow_up_visit", ["follow_up_visit"]),
        ("S1-5.4", "look_into_visit", ["follow_up_visit"]),
    ],
)
def test_a_clause_that_states_a_time_has_a_clock_in_the_diagrams_that_serve_it(
    clause: str, kind: str, keys: list[str]
) -> None:
    for key in keys:
        assert kind in clocks_of(key), key
        assert clause in {each for found in clauses_of(key).values() for each in found} | SERVED[key], key


@pytest.mark.parametrize(("key", "kind"), [("feedback", "follow_up"), ("complaint", "complaint_follow_up")])
def test_the_follow_up_is_timed_from_the_resolution_before_anybody_is_asked_to_call(
    key: str, kind: str
) -> None:
    called = diagram("follow_up")
    (timer,) = (each for each in called.elements() if each.get("id") == "follow_up_due")
    assert "=sla(follow_up_clock, 0.5)" in "".join(
        timer.itertext()
    )  # part of the promise: the timer opens the clock itself
    (task,) = called.elements("userTask")
    assert called.properties(task)["sla"].startswith("=if attempts = null then follow_up_clock")
    assert kind in STARTS_AT_RESOLUTION and kind in clocks_of(key)
