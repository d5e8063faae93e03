"""Promises are checked before they go live: units and calendars are known, the response never comes last."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.engine.progress import Checked, Finding, SourceFile
from service.errors import FilesRefused
from service.operations.deployments import deploy
from service.operations.policies import policy_findings, with_policy
from service.runtime import Runtime
from tests.operations.stage import OWNER

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
TABLE = (PROCESSES / "policy" / "deadlines.dmn").read_text()
CALENDARS = (PROCESSES / "calendars.yaml").read_text()
RESPONSE_OF_TIER_2 = 'id="deadline_2_out_1">\n          <text>2</text>'


def findings(table: str = TABLE, calendars: str = CALENDARS) -> tuple[Finding, ...]:
    named = {"policy/deadlines.dmn": table, "calendars.yaml": calendars}
    return policy_findings([SourceFile(path, text.encode()) for path, text in named.items()])


def only(table: str = TABLE, calendars: str = CALENDARS) -> Finding:
    (finding,) = findings(table, calendars)
    return finding


def test_the_promises_as_they_stand_contradict_nothing() -> None:
    assert findings() == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("<text>15</text>", "<text>0.25</text>", "row 1, amount", "0.25 is no whole number"),
        ("<text>15</text>", "<text>-15</text>", "row 1, amount", "less than nothing"),
        ('"min"</text>', '"minute"</text>', "row 1, unit", "'minute' is no unit"),
        ('<text>"hotline"</text>', '<text>"hotlin"</text>', "row 2, calendar", "no calendar 'hotlin'"),
        ("<text>80</text>", "<text>100</text>", "row 1, warn_percent", "no share of the time"),
    ],
)
def test_what_cannot_be_reckoned_is_named_with_its_row_and_column(
    old: str, new: str, place: str, reason: str
) -> None:
    head, tail = TABLE.split("<rule", 1)
    finding = only(head + "<rule" + tail.replace(old, new, 1))
    assert finding.element_id == f"Deadlines, {place}"
    assert reason in finding.reason


def test_a_response_longer_than_the_resolution_is_named_with_an_example() -> None:
    table = TABLE.replace(RESPONSE_OF_TIER_2, RESPONSE_OF_TIER_2.replace("2</text>", "39</text>"))
    finding = only(table)
    assert finding.reason.startswith(
        "Where tier = 2, case_kind = feedback, severity = major, the first response"
    )
    assert "39 h on hotline against 3 WD on office" in finding.reason


def test_hours_of_one_calendar_are_compared_with_days_of_another_as_time() -> None:
    """30 hours of the hotline are less than 3 office days from Monday on, and stay so across the weekend."""
    assert (
        findings(TABLE.replace(RESPONSE_OF_TIER_2, RESPONSE_OF_TIER_2.replace("2</text>", "20</text>"))) == ()
    )


def test_a_table_without_its_columns_says_which_are_missing() -> None:
    assert "no column warn_percent" in only(TABLE.replace('name="warn_percent"', 'name="warn_at"')).reason


def test_every_fault_of_the_calendars_is_a_finding_with_its_place() -> None:
    wrong = CALENDARS.replace(": Asia/Shanghai", ": Asia/Shangai").replace(': ["08:30', ': ["8.30')
    places = {each.element_id for each in findings(calendars=wrong)}
    assert places > {"calendars.office.time_zone", "calendars.hotline.hours.monday-friday"}
    assert "not YAML" in only(calendars="calendars: [").reason


def test_files_refused_already_are_not_looked_into_again() -> None:
    refused = Checked(
        (), (Finding("policy/deadlines.dmn", None, "dmn-text", "It is no DMN.", "Save it again."),)
    )
    assert with_policy(refused, [SourceFile("policy/deadlines.dmn", b"<")]) is refused


def test_promises_that_contradict_each_other_are_not_deployed(rt: Runtime) -> None:
    table = TABLE.replace(RESPONSE_OF_TIER_2, RESPONSE_OF_TIER_2.replace("2</text>", "39</text>"))
    changed = {PROCESSES / "policy" / "deadlines.dmn": table.encode()}
    files = [
        SourceFile(path.relative_to(PROCESSES).as_posix(), changed.get(path, path.read_bytes()))
        for path in sorted(PROCESSES.rglob("*"))
        if path.is_file() and path.suffix in (".bpmn", ".dmn", ".form", ".json", ".yaml")
    ]
    with pytest.raises(FilesRefused) as refused:
        deploy(rt, files, by=OWNER)
    assert {each.rule for each in refused.value.findings} == {"policy-promise"}
