"""Policy tables, stricter than other decisions: a figure the company promises is there for every case, once.

A table in the folder ``policy`` has the hit policy UNIQUE, cells that can be reasoned about, and no empty
answer; together with the search for gaps and overlaps that proves that every combination of the listed values
hits exactly one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.engine.progress import Finding
from service.feel import FeelError, compile_unary_tests
from service.feel.dmn import Model
from service.feel.dmn.elements import DecisionElement, Rule, TableBox
from service.feel.dmn.spaces import is_plain

FOLDER = "policy"
FORBIDDING = frozenset({"gap", "never", "size"})
"""What is only worth a warning elsewhere, and forbids a policy table."""

_EMPTY = frozenset({"", "-", "null"})


def is_policy(path: str) -> bool:
    """Whether this file holds policy tables: it lies in the folder of that name."""
    return FOLDER in PurePosixPath(path).parts[:-1]


def policy_findings(path: str, model: Model) -> Iterator[Finding]:
    """What keeps the tables of this file from being proved complete."""
    for decision in model.decisions:
        if isinstance(decision.logic, TableBox):
            yield from _Proof(path, decision, decision.logic).findings()


@dataclass(frozen=True, slots=True)
class _Proof:
    """One table, looked at cell by cell."""

    path: str
    decision: DecisionElement
    table: TableBox

    def findings(self) -> Iterator[Finding]:
        if self.table.hit_policy != "UNIQUE":
            reason = (
                f"The hit policy is {self.table.hit_policy}: which row holds depends on its neighbours too."
            )
            remedy = "Choose the hit policy UNIQUE, and let exactly one row fit each combination."
            yield Finding(self.path, self.decision.id, "policy-not-unique", reason, remedy)
        for number, rule in enumerate(self.table.rules, start=1):
            yield from self._unclear(number, rule)
            yield from self._empty(number, rule)

    def _unclear(self, number: int, rule: Rule) -> Iterator[Finding]:
        for column, text in zip(self.table.inputs, rule.inputs, strict=False):
            if not _can_be_proved(text):
                reason = (
                    f"The cell {text} is compared with more than plain values: nothing can be proved of it."
                )
                remedy = "Write values, lists of values or ranges, such as 1, 2 or [3..4]."
                yield Finding(self.path, self._place(number, column.label), "policy-cell", reason, remedy)

    def _empty(self, number: int, rule: Rule) -> Iterator[Finding]:
        for column, text in zip(self.table.outputs, rule.outputs, strict=False):
            if text.strip() in _EMPTY and not column.default:
                place = self._place(number, column.label or column.name)
                reason = f"The cell is empty: nothing is said where {self._example(rule)}."
                yield Finding(self.path, place, "policy-cell-empty", reason, "Write a value into the cell.")

    def _example(self, rule: Rule) -> str:
        pairs = zip(self.table.inputs, rule.inputs, strict=False)
        said = [f"{column.label} = {text}" for column, text in pairs if text.strip() not in ("", "-")]
        return ", ".join(said) or "nothing else holds"

    def _place(self, number: int, column: str) -> str:
        return f"{self.decision.name}, row {number}, {column}"


def _can_be_proved(text: str) -> bool:
    try:
        return is_plain(compile_unary_tests(text))
    except FeelError:
        return True  # it is no FEEL, and the check of every table says so
