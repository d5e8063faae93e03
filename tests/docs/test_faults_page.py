"""docs/faults.md answers every promise, fault and attack, and every test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "faults.md"
_ROW = re.compile(r"^\| ([PRS]\d+) \|(.*)$", re.MULTILINE)
_TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
NUMBERS = [("P", 8), ("R", 23), ("S", 6)]


def _rows() -> dict[str, str]:
    return dict(_ROW.findall(PAGE.read_text("utf-8")))


def test_every_promise_fault_and_attack_has_its_row() -> None:
    assert list(_rows()) == [f"{kind}{number + 1}" for kind, last in NUMBERS for number in range(last)]


def test_every_row_names_a_test_or_says_that_it_is_not_there_yet() -> None:
    for number, row in _rows().items():
        assert bool(_TEST.search(row)) != ("not there yet" in row), number


def test_every_test_it_names_is_there() -> None:
    for path, name in _TEST.findall(PAGE.read_text("utf-8")):
        assert f"\ndef {name}(" in (TESTS / path).read_text("utf-8"), f"{path}::{name}"
