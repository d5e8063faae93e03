"""Files known to break or to keep a rule of BPMN, against our verdict on them.

A file's name says what it is known for: ``…fail…`` breaks a rule, ``…success…`` keeps them all; a file whose
name says neither only serves others as import. Only the rules of BPMN count here, those our dialect makes
meaningless among them: the files are not written for this product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.engine.intake.bpmn import bpmn_findings
from service.engine.intake.deployment import link_imports, read_document
from service.engine.intake.document import Document
from service.engine.intake.limits import DEFAULT
from service.engine.intake.parsing import Unreadable
from service.engine.progress import Finding, SourceFile

_BREAKS = re.compile(r"fail", re.IGNORECASE)
_KEEPS = re.compile(r"success", re.IGNORECASE)


def run(folder: Path) -> int:
    """Print a line for each wrong verdict and the score; 0 when there was none."""
    verdicts = list(judge(folder))
    for path, wrong in verdicts:
        if wrong:
            print(f"{path}: {wrong}")  # noqa: T201  # the report is what this command is for
    passed = sum(not wrong for _, wrong in verdicts)
    print(f"bpmnspector: passed {passed} of {len(verdicts)}")  # noqa: T201
    return 0 if passed == len(verdicts) else 1


def judge(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file that is known for something, with what is wrong with our verdict, if anything."""
    documents: dict[str, Document] = {}
    refused: dict[str, Finding] = {}
    for path in sorted(folder.rglob("*.bpmn")):
        name = path.relative_to(folder).as_posix()
        try:
            documents[name] = read_document(SourceFile(name, path.read_bytes()), DEFAULT)
        except Unreadable as unreadable:
            refused[name] = unreadable.finding
    link_imports(list(documents.values()))
    for name in sorted({*documents, *refused}):
        expected = _expected(name)
        if expected is None:
            continue
        findings = [refused[name]] if name in refused else _findings(documents[name], documents)
        yield name, _compare(expected, findings)


def _expected(name: str) -> bool | None:
    """Whether the file is known to be correct; None when its name does not say."""
    stem = name.rpartition("/")[2]
    if _BREAKS.search(stem):
        return False
    return True if _KEEPS.search(stem) else None


def _findings(document: Document, documents: Mapping[str, Document]) -> list[Finding]:
    """What is wrong with the file, and with the files it imports."""
    reached = [document]
    for each in reached:
        reached += [other for other in each.imported.values() if other not in reached]
    return [finding for each in reached for finding in bpmn_findings(each, formal=True)]


def _compare(correct: bool, findings: list[Finding]) -> str:
    if correct and findings:
        return "refused, but it is correct: " + "; ".join(f"{f.rule} at {f.element_id}" for f in findings[:3])
    return "accepted, but it breaks a rule" if not correct and not findings else ""
