"""``aftercare conformance SUITE DIR``: run a public suite, unpacked in DIR, through our engine."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

SUITES = {"betsy": "betsy", "bpmnspector": "bpmnspector", "dmn-tck": "dmn_tck"}


def main(words: list[str] | None = None) -> int:
    """Run one suite and tell by the exit code whether every case that should pass does."""
    parser = argparse.ArgumentParser(prog="aftercare conformance", description=__doc__)
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("folder", type=Path, metavar="DIR")
    asked = parser.parse_args(words)
    if not asked.folder.is_dir():
        parser.error(f"{asked.folder} is no folder")
    harness = importlib.import_module(f"tests.conformance.{SUITES[asked.suite]}")
    code: int = harness.run(asked.folder)
    return code


if __name__ == "__main__":
    sys.exit(main())
