"""What is wrong with a table.

Gaps, overlaps, rows that never match, cells of another type than their column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.feel.compiler import Compiler
from service.feel.dmn import elements as dmn
from service.feel.dmn.boxes_algebra import Box, TooLarge, find_gaps, meet
from service.feel.dmn.definitions import Defined, TypeBook
from service.feel.dmn.spaces import Column, constants, cut, is_plain, mask
from service.feel.errors import FeelError
from service.feel.expressions import UnaryTests
from service.feel.kinds import described
from service.feel.parser import parse_expression, parse_unary_tests
from service.feel.run import Run
from service.feel.tree import Literal
from service.feel.types import MISMATCH, Type, coerce
from service.feel.writing import write

Where = tuple[int | None, str | None]
"""Row (from 0) and column."""

SINGLE_HIT = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a decision model, in words for its owner; ``row`` counts from 1."""

    table: str
    row: int | None
    column: str | None
    rule: str
    reason: str
    remedy: str
    example: str = ""


class TableCheck:
    """The check of one table."""

    def __init__(self, name: str, box: dmn.TableBox, book: TypeBook) -> None:
        self.name = name
        self.box = box
        self.book = book
        self.cells = [[_tests(text) for text in rule.inputs] for rule in box.rules]
        self.columns = [self._column(place) for place in range(len(box.inputs))]
        self.clear = [self._is_clear(row) for row in range(len(box.rules))]
        self.boxes = [self._box(row) for row in range(len(box.rules))]

    def _column(self, place: int) -> Column:
        column = self.box.inputs[place]
        type_ = self.book.find(column.type_ref)
        tests = _tests(column.allowed) if column.allowed else None
        allowed = [tests] if tests else list(type_.tests if isinstance(type_, Defined) else ())
        cells = [row[place] for row in self.cells if place < len(row)]
        return cut(column.label, type_, [cell for cell in cells if cell], allowed)

    def _is_clear(self, row: int) -> bool:
        cells = self.cells[row]
        return len(cells) == len(self.columns) and all(cell is not None and is_plain(cell) for cell in cells)

    def _box(self, row: int) -> Box:
        pairs = zip(self.cells[row], self.columns, strict=False)
        return tuple(
            mask(cell, column) if cell and is_plain(cell) else column.everything for cell, column in pairs
        )

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong."""
        yield from self._types()
        if not all(column.witnesses for column in self.columns) or any(
            len(box) != len(self.columns) for box in self.boxes
        ):
            return
        yield from self._never()
        try:
            yield from self._shadowed()
            yield from self._overlaps()
            yield from self._gaps()
        except TooLarge:
            reason = "the table has too many combinations to look for gaps in it"
            yield self._finding((None, None), "size", reason, "split the table into smaller ones")

    def _finding(self, where: Where, rule: str, reason: str, remedy: str, example: str = "") -> Finding:
        row, column = where
        return Finding(self.name, None if row is None else row + 1, column, rule, reason, remedy, example)

    def _types(self) -> Iterator[Finding]:
        for row, rule in enumerate(self.box.rules):
            for place, cell in enumerate(self.cells[row][: len(self.columns)]):
                type_ = self.book.find(self.box.inputs[place].type_ref)
                wrong = [each for each in constants(cell.node) if _misfits(each, type_)] if cell else []
                if wrong and cell is not None and is_plain(cell):
                    reason = f"the column holds a {type_.name}, the cell {cell.text} {described(wrong[0])}"
                    label = self.box.inputs[place].label
                    yield self._finding((row, label), "type", reason, "write a value of the column's type")
            for output, text in zip(self.box.outputs, rule.outputs, strict=False):
                yield from self._output(row, output, text)

    def _output(self, row: int, output: dmn.OutputColumn, text: str) -> Iterator[Finding]:
        value = _literal(text)
        type_ = self.book.find(output.type_ref)
        label = output.label or output.name or "output"
        if value is None:
            return
        if _misfits(value, type_):
            reason = f"the column gives a {type_.name}, the cell {text} is {described(value)}"
            yield self._finding((row, label), "type", reason, "write a value of the column's type")
        allowed = _tests(output.allowed) if output.allowed else None
        if allowed is not None and is_plain(allowed) and allowed.matches(value, {}) is False:
            reason = f"{text} is none of the allowed values {output.allowed}"
            yield self._finding((row, label), "allowed", reason, "write an allowed value, or allow this one")

    def _never(self) -> Iterator[Finding]:
        for row, box in enumerate(self.boxes):
            for part, column, cell in zip(box, self.columns, self.box.rules[row].inputs, strict=True):
                if not part:
                    reason = f"no allowed value of '{column.label}' passes {cell}: the row can never match"
                    yield self._finding((row, column.label), "never", reason, "change or delete the row")

    def _shadowed(self) -> Iterator[Finding]:
        if self.box.hit_policy != "FIRST":
            return
        for row, box in enumerate(self.boxes):
            earlier = [self.boxes[other] for other in range(row) if self.clear[other]]
            if all(box) and earlier and not find_gaps(box, earlier, most=1):
                reason = "the rows above take every case of this one: it can never match"
                remedy = "move the row up, or delete it"
                yield self._finding((row, None), "never", reason, remedy, example=self._example(box))

    def _overlaps(self) -> Iterator[Finding]:
        if self.box.hit_policy not in ("UNIQUE", "ANY"):
            return
        for second in range(len(self.boxes)):
            for first in range(second):
                if not (self.clear[first] and self.clear[second]):
                    continue
                common = meet(self.boxes[first], self.boxes[second])
                same = self.box.rules[first].outputs == self.box.rules[second].outputs
                if common is not None and not (same and self.box.hit_policy == "ANY"):
                    yield self._overlap(first, second, common)

    def _overlap(self, first: int, second: int, common: Box) -> Finding:
        reason = f"rows {first + 1} and {second + 1} both match, but the hit policy is {self.box.hit_policy}"
        remedy = "narrow one of the rows, or choose the hit policy FIRST"
        return self._finding((second, None), "overlap", reason, remedy, example=self._example(common))

    def _gaps(self) -> Iterator[Finding]:
        if self.box.hit_policy not in SINGLE_HIT or any(output.default for output in self.box.outputs):
            return
        space = tuple(column.everything for column in self.columns)
        for gap in find_gaps(space, [box for box in self.boxes if all(box)]):
            example = self._example(gap)
            reason = f"no row matches {example}" if example else "no row always matches"
            yield self._finding(
                (None, None), "gap", reason, "add a row, or a default output", example=example
            )

    def _example(self, box: Box) -> str:
        pairs = zip(box, self.columns, strict=True)
        return ", ".join(
            f"{column.label} = {write(Run(None), column.first(part), inside=True)}" for part, column in pairs
        )


def _tests(text: str) -> UnaryTests | None:
    try:
        return UnaryTests(text, parse_unary_tests(text), Compiler())
    except FeelError:
        return None


def _literal(text: str) -> object:
    try:
        node = parse_expression(text) if text.strip() not in ("", "-") else None
    except FeelError:
        return None
    return node.value if isinstance(node, Literal) else None


def _misfits(value: object, type_: Type) -> bool:
    while type_.inner is not type_:
        type_ = type_.inner
    return coerce(value, type_) is MISMATCH
