"""The words notices are delivered with: ``processes/notices/<language>.yaml``, read again when changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

Words = tuple[str, str]
"""A subject and a text."""


def delivered_words(processes: Path, language: str) -> Mapping[str, Words]:
    """The words of this language; none where there is no such file."""
    path = processes / "notices" / f"{language}.yaml"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Mapping[str, Words]:
    told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {str(key): (str(each["subject"]), str(each["text"])) for key, each in told.items()}
