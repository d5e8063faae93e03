"""What a process runs from, and the digest that tells one behaviour from another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from service.engine.intake import check_files
from service.engine.progress import ProcessSource, SourceFile
from tests.intake.diagrams import bpmn, checked, form, straight

CALL = bpmn(straight('<callActivity id="call" calledElement="other"/>', "call"))
OTHER = SourceFile("other/other.bpmn", bpmn(straight(), key="other"))
UNRELATED = SourceFile("third/third.bpmn", bpmn(straight(), key="third"))
DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="u">'
    '<decision id="{0}" name="{0}"><variable name="{0}"/>'
    "<literalExpression><text>1</text></literalExpression></decision></definitions>"
)


def source(key: str, *others: SourceFile, content: bytes = CALL) -> ProcessSource:
    return next(found for found in checked(content, *others).processes if found.key == key)


def paths(found: ProcessSource) -> list[str]:
    return [file.path for file in found.files]


def test_a_process_runs_from_its_own_file_and_all_it_refers_to() -> None:
    names = SourceFile("sample/names.zh.json", b"{}")
    found = source("sample", OTHER, UNRELATED, form(), names)
    assert paths(found) == [
        "other/other.bpmn",
        "sample/ask.form",
        "sample/names.zh.json",
        "sample/sample.bpmn",
    ]


def test_decisions_it_asks_and_shared_policy_tables_belong_to_it() -> None:
    task = '<businessRuleTask id="route" camunda:decisionRef="route" camunda:resultVariable="r"/>'
    tables = [
        SourceFile("sample/route.dmn", DMN.format("route").encode()),
        SourceFile("policy/deadlines.dmn", DMN.format("deadline").encode()),
        SourceFile("third/other.dmn", DMN.format("other").encode()),
    ]
    found = source("sample", *tables, content=bpmn(straight(task, "route")))
    assert paths(found) == ["policy/deadlines.dmn", "sample/route.dmn", "sample/sample.bpmn"]


def test_the_digest_changes_with_any_file_it_runs_from_and_with_no_other() -> None:
    before = source("sample", OTHER, UNRELATED, form()).digest
    assert source("sample", UNRELATED, form(), OTHER).digest == before
    assert source("sample", OTHER, form()).digest == before
    called = replace(OTHER, content=OTHER.content + b"\n")
    assert source("sample", called, UNRELATED, form()).digest != before
    assert source("sample", OTHER, UNRELATED, form(key="reply")).digest != before


def test_processes_that_call_one_another_share_their_files() -> None:
    back = SourceFile(
        "other/other.bpmn", bpmn(straight('<callActivity id="c" calledElement="sample"/>', "c"), key="other")
    )
    found = checked(CALL, back)
    assert [paths(each) for each in found.processes] == [["other/other.bpmn", "sample/sample.bpmn"]] * 2


def test_the_child_gives_the_verdict_that_is_given_here() -> None:
    files = (SourceFile("sample/sample.bpmn", CALL), OTHER, form())
    assert check_files(files) == checked(CALL, OTHER, form())


def test_asking_again_about_the_same_bytes_gives_the_same_answer_with_the_files_just_sent() -> None:
    first = check_files((SourceFile("sample/sample.bpmn", bpmn(straight())), form()))
    mine = (SourceFile("sample/sample.bpmn", bpmn(straight())), form())
    again = check_files(mine)
    assert again == first
    assert all(any(kept is sent for sent in mine) for kept in again.processes[0].files)
    changed = (SourceFile("sample/sample.bpmn", bpmn(straight(), executable=False)), form())
    assert check_files(changed).refused


def test_our_own_processes_are_deployable() -> None:
    folder = Path(__file__).parents[2] / "processes"
    kinds = {".bpmn", ".dmn", ".form", ".yaml", ".json", ".md"}
    files = [
        SourceFile(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds
    ]
    found = check_files(files)
    assert not found.refused, found.findings
    assert {each.key for each in found.processes} == {path.stem for path in folder.glob("*/*.bpmn")}
