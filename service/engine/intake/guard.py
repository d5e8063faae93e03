"""The first look at files from outside: names and sizes only, so the calling process may take it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from service.engine.intake.limits import ENDINGS, Limits
from service.engine.progress import Finding, SourceFile


def guard_files(files: Sequence[SourceFile], limits: Limits) -> list[Finding]:
    """What forbids even opening these files; empty when they may be parsed in the child."""
    if len(files) > limits.files:
        return [_too_large("", f"There are {len(files)} files; at most {limits.files} are taken.")]
    total = sum(len(file.content) for file in files)
    if total > limits.total_bytes:
        return [_too_large("", f"The files have {total} bytes; at most {limits.total_bytes} are taken.")]
    findings = [finding for file in files for finding in _guard_file(file, limits)]
    return findings + _guard_names(files)


def _guard_file(file: SourceFile, limits: Limits) -> list[Finding]:
    shown = shown_path(file.path)
    if not is_plain_path(file.path, limits.path_length):
        return [
            Finding(
                shown,
                None,
                "file-path-unsafe",
                "The file name leads out of the folder, or holds characters a name must not have.",
                "Name the file plainly, relative to the folder that is deployed.",
            )
        ]
    if PurePosixPath(file.path).suffix.lower() not in ENDINGS:
        return [
            Finding(
                shown,
                None,
                "file-kind-unknown",
                "Files of this kind are not taken.",
                "Leave it out; taken are " + ", ".join(sorted(ENDINGS)) + ".",
            )
        ]
    if len(file.content) > limits.file_bytes:
        return [_too_large(shown, f"The file is larger than {limits.file_bytes} bytes.")]
    return []


def _guard_names(files: Sequence[SourceFile]) -> list[Finding]:
    seen: set[str] = set()
    findings = []
    for file in files:
        name = unicodedata.normalize("NFC", file.path).casefold()
        if name in seen:
            findings.append(
                Finding(
                    shown_path(file.path),
                    None,
                    "file-path-duplicate",
                    "Two files have this name, or names that differ only in capital letters.",
                    "Rename one of them.",
                )
            )
        seen.add(name)
    return findings


def is_plain_path(path: str, max_length: int) -> bool:
    """Whether the path stays inside its folder on every system, and can be shown and stored."""
    if not path or len(path) > max_length or "\\" in path or ":" in path or path.startswith(("/", "~")):
        return False
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in path):
        return False
    return all(part not in ("", ".", "..") and part.strip() == part for part in path.split("/"))


def shown_path(path: str) -> str:
    """The path as it may appear in a message, whatever it holds."""
    return path.encode("ascii", "backslashreplace").decode()[:200] if not path.isprintable() else path[:200]


def _too_large(path: str, reason: str) -> Finding:
    return Finding(path, None, "file-too-large", reason, "Deploy fewer or smaller files.")
