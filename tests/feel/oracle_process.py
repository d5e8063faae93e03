"""The independent oracle: feelin under Node, one process for the whole session, asked line by line."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

FOLDER = Path(__file__).parent / "oracle"


def why_not() -> str:
    """Why the oracle cannot be asked here; empty when it can."""
    if shutil.which("node") is None:
        return "the oracle needs Node, which is not installed"
    if not (FOLDER / "node_modules" / "@bpmn-io" / "feelin").is_dir():
        return "the oracle is not installed: run `npm ci --ignore-scripts` in tests/feel/oracle"
    return ""


class Oracle:
    """A running oracle."""

    def __enter__(self) -> Oracle:
        """Start it."""
        self._process = subprocess.Popen(
            ["node", "oracle.mjs"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=10)

    def ask(self, text: str, scope: dict[str, Any]) -> dict[str, Any]:
        """Its answer: a value or an error."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"text": text, "scope": scope}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer
