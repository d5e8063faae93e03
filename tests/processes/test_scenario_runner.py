"""The player of scenarios tells the first difference, where it is, and what a file has wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.scenarios import ScenarioResult, run_folder
from tests.processes.diagrams import PROCESSES

HEAD = """
given: {case_number: FB-1, subject: Door, late_activity: respond, late_group: customer_service, tier: 2}
people: {manager: [supervisor], agent: [customer_service]}
answers: {acknowledge_escalation: {measure_taken: Help is on the way.}}
scenarios:
  - name: Example
    steps:
"""


def played(folder: Path, steps: str, head: str = HEAD) -> ScenarioResult:
    """The one scenario with these steps, on the escalation process."""
    for name in ("escalate", "policy"):
        shutil.copytree(PROCESSES / name, folder / name, dirs_exist_ok=True)
    (folder / "escalate" / "scenarios.yaml").write_text(head + steps)
    (result,) = run_folder(folder)
    return result


def test_a_scenario_that_goes_as_written_is_ok(tmp_path: Path) -> None:
    result = played(tmp_path, "      - wait: 1 h\n      - expect: {open: [acknowledge_escalation]}\n")
    assert result.ok
    assert result.describe() == "ok   escalate: Example"


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (
            "expect: {open: [acknowledge_escalation]}",
            "open user tasks: expected ['acknowledge_escalation'], found []",
        ),
        ("expect: {ended: acknowledged}", "the run has not ended; it waits at supervisor_due"),
        ("expect: {variables: {tier: 3}}", "variable tier: expected 3, found 2"),
        ("expect: {told: []}", "notifications since last asked: expected [], found ['breach']"),
        ("complete: acknowledge_escalation", "no user task acknowledge_escalation is open; open: none"),
        ("fire: reminder_due", "no timer reminder_due is open; open: supervisor_due"),
        ("message: customer_message", "nothing waits for the message customer_message"),
        ("wait: soon", "'soon' is no span of time such as 30 min, 2 h, 3 days, 4 working hours or 2 WD"),
    ],
)
def test_the_first_difference_is_told_with_its_step(tmp_path: Path, step: str, problem: str) -> None:
    result = played(tmp_path, f"      - {step}\n")
    assert result.problem is not None
    assert result.problem.startswith("Example, step 1")
    assert problem in result.problem


def test_answers_the_form_refuses_stop_the_scenario(tmp_path: Path) -> None:
    wrong = "        answers: {measure_taken: null, extra: 1}\n"
    result = played(tmp_path, "      - wait: 1 h\n      - complete: acknowledge_escalation\n" + wrong)
    assert result.problem is not None
    assert "measure_taken: An answer is required." in result.problem
    assert "extra" in result.problem


def test_whoever_is_no_candidate_may_not_complete(tmp_path: Path) -> None:
    step = "      - wait: 1 h\n      - complete: acknowledge_escalation\n        by: agent\n"
    assert "agent may not take acknowledge_escalation" in str(played(tmp_path, step).problem)


def test_a_refusal_that_does_not_happen_is_a_difference(tmp_path: Path) -> None:
    step = "      - wait: 1 h\n      - refuse: acknowledge_escalation\n        by: manager\n"
    assert "should be refused" in str(played(tmp_path, step).problem)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ("      - dance: now\n", "exactly one of claim"),
        ("      - wait: 1 h\n        by: agent\n", "by is not known here"),
        ("      - expect: {colour: red}\n", "colour is not known here"),
        ("      - walk: home\n", "no walk 'home'"),
    ],
)
def test_a_file_written_wrong_is_one_failed_result(tmp_path: Path, steps: str, problem: str) -> None:
    assert problem in str(played(tmp_path, steps).problem)


def test_walks_in_circles_are_refused(tmp_path: Path) -> None:
    head = "walks: {round: [{walk: round}]}\n" + HEAD
    assert "walks go in circles" in str(played(tmp_path, "      - walk: round\n", head).problem)


def test_a_process_that_does_not_compile_is_one_failed_result(tmp_path: Path) -> None:
    played(tmp_path, "      - wait: 1 h\n")
    (tmp_path / "escalate" / "escalate.bpmn").write_text("<nothing/>")
    (result,) = run_folder(tmp_path)
    assert not result.ok
