"""Policy tables are proved: every combination of the listed values hits exactly one row."""

from __future__ import annotations

import pytest

from service.engine.progress import Finding, Severity, SourceFile
from tests.intake.diagrams import bpmn, checked, straight

Cells = tuple[str, ...]
COMPLETE: tuple[Cells, ...] = (("1", '"major"', "4"), ("1", 'not("major")', "8"), ("[2..4]", "-", "16"))


def table(*rows: Cells, policy: str = "UNIQUE") -> bytes:
    """A table of hours by tier and severity; the last cell of a row is its output."""
    columns = "".join(
        f'<input id="in_{name}" label="{name}"><inputExpression typeRef="{kind}"><text>{name}</text>'
        f"</inputExpression><inputValues><text>{values}</text></inputValues></input>"
        for name, kind, values in (("tier", "number", "1,2,3,4"), ("severity", "string", '"minor","major"'))
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="hours" namespace="n">'
        f'<decision id="hours" name="hours"><decisionTable id="t" hitPolicy="{policy}">{columns}'
        f'<output id="out" name="hours" typeRef="number"/>{"".join(map(_rule, rows))}</decisionTable>'
        "</decision></definitions>"
    ).encode()


def _rule(cells: Cells) -> str:
    *inputs, output = (cell.replace("<", "&lt;") for cell in cells)
    given = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in inputs)
    return f"<rule>{given}<outputEntry><text>{output}</text></outputEntry></rule>"


def found(content: bytes, path: str = "policy/hours.dmn") -> list[Finding]:
    findings = checked(bpmn(straight()), SourceFile(path, content), groups=("customer_service",)).findings
    return [each for each in findings if each.path == path and each.rule not in ("dmn-input", "dmn-name")]


def errors(content: bytes) -> dict[str, str]:
    return {each.rule: each.reason for each in found(content) if each.severity is Severity.ERROR}


def test_a_complete_table_has_no_finding() -> None:
    assert found(table(*COMPLETE)) == []


def test_a_combination_that_no_row_takes_forbids_the_table_and_is_named() -> None:
    assert "tier = 2" in errors(table(*COMPLETE[:2], ("[3..4]", "-", "16")))["dmn-gap"]
    only_major = errors(table(COMPLETE[0], COMPLETE[2]))["dmn-gap"]
    assert "tier = 1" in only_major and "minor" in only_major


def test_outside_the_policy_a_gap_is_only_a_warning() -> None:
    (gap,) = found(table(*COMPLETE[:2]), "sample/hours.dmn")
    assert (gap.rule, gap.severity) == ("dmn-gap", Severity.WARNING)


def test_a_combination_that_two_rows_take_is_named() -> None:
    overlap = errors(table(*COMPLETE, ("4", '"minor"', "40")))["dmn-overlap"]
    assert "rows 3 and 4" in overlap and "tier = 4" in overlap


@pytest.mark.parametrize("empty", ["", "-", "null"])
def test_an_empty_answer_is_named_with_the_case_it_would_leave_without(empty: str) -> None:
    (finding,) = found(table(*COMPLETE[:2], ("[2..4]", "-", empty)))
    assert (finding.rule, finding.element_id) == ("policy-cell-empty", "hours, row 3, hours")
    assert "tier = [2..4]" in finding.reason


@pytest.mark.parametrize("policy", ["FIRST", "ANY", "COLLECT"])
def test_only_unique_tables_are_policy(policy: str) -> None:
    assert "policy-not-unique" in errors(table(*COMPLETE, policy=policy))


def test_a_cell_that_reckons_with_other_data_cannot_be_proved() -> None:
    assert "policy-cell" in errors(table(*COMPLETE[:2], ("? > tier", "-", "16")))


def test_a_row_that_can_never_match_forbids_the_table() -> None:
    assert "dmn-never" in errors(table(*COMPLETE, ("7", "-", "1")))
