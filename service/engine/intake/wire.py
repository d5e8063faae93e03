"""What goes to the checking child and what comes back, as bytes: a header line of JSON, then the files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import orjson

from service.engine.intake.limits import Limits
from service.engine.progress import Checked, Finding, ProcessSource, Severity, SourceFile


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is asked to check, within which limits."""

    files: tuple[SourceFile, ...]
    groups: frozenset[str]
    limits: Limits


def dump_request(files: Sequence[SourceFile], groups: Collection[str], limits: Limits) -> bytes:
    """The request as bytes."""
    header = {
        "limits": asdict(limits),
        "groups": sorted(groups),
        "files": [[file.path, len(file.content)] for file in files],
    }
    return orjson.dumps(header) + b"\n" + b"".join(file.content for file in files)


def load_request(data: bytes) -> Request:
    """The request out of its bytes."""
    line, _, rest = data.partition(b"\n")
    header = orjson.loads(line)
    files, at = [], 0
    for path, length in header["files"]:
        files.append(SourceFile(path, rest[at : at + length]))
        at += length
    return Request(tuple(files), frozenset(header["groups"]), Limits(**header["limits"]))


def dump_checked(checked: Checked) -> bytes:
    """The result as bytes; files are named, not repeated."""
    return orjson.dumps(
        {
            "processes": [[p.key, p.name, p.digest, [f.path for f in p.files]] for p in checked.processes],
            "findings": [
                [f.path, f.element_id, f.rule, f.reason, f.remedy, f.severity.value] for f in checked.findings
            ],
        }
    )


def load_checked(data: bytes, files: Sequence[SourceFile]) -> Checked:
    """The result out of its bytes, with the caller's own files in it."""
    answer = orjson.loads(data)
    by_path = {file.path: file for file in files}
    return Checked(
        processes=tuple(
            ProcessSource(key, name, digest, tuple(by_path[path] for path in paths))
            for key, name, digest, paths in answer["processes"]
        ),
        findings=tuple(_load_finding(raw) for raw in answer["findings"]),
    )


def _load_finding(raw: Sequence[str]) -> Finding:
    path, element_id, rule, reason, remedy, severity = raw
    return Finding(path, element_id, rule, reason, remedy, Severity(severity))
