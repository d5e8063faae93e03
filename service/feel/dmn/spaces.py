"""The space of a table's inputs, cut into pieces on which every cell is constant.

Each column's domain is cut at the constants of its cells and allowed values; each piece is stood for by one
witness value. A cell is then a set of pieces (a bit mask), a row a box, and gaps and overlaps are questions
about boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cmp_to_key

from service.feel import tree
from service.feel.arithmetic import add, divide, subtract
from service.feel.builtins import BUILTINS, CONSTRUCTORS
from service.feel.closures_calls import invoke
from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.equality import equal, precedes
from service.feel.expressions import UnaryTests
from service.feel.kinds import Value, kind
from service.feel.run import Run
from service.feel.temporal import Date, DateTime, Time, days_to_date
from service.feel.types import BOOLEAN, Type

MAX_PIECES = 2_000
OTHER_TEXT = "(another value)"
SILENT = Run(None)


@dataclass(frozen=True, slots=True)
class Column:
    """One input column: a witness for each piece of its domain."""

    label: str
    witnesses: tuple[Value, ...]

    @property
    def everything(self) -> int:
        """The mask of all pieces."""
        return (1 << len(self.witnesses)) - 1

    def first(self, mask: int) -> Value:
        """The witness of the first piece in the mask."""
        return self.witnesses[(mask & -mask).bit_length() - 1]


def constants(node: object) -> list[Value]:
    """Every constant in a cell, those written with ``date("...")`` and its like included."""
    if isinstance(node, tree.Literal):
        return [node.value] if node.value is not None else []
    if (
        isinstance(node, tree.Call)
        and isinstance(node.function, tree.Name)
        and node.function.name in CONSTRUCTORS
    ):
        values = [each.value for each in node.arguments if isinstance(each, tree.Literal)]
        made = invoke(Run(None), BUILTINS[node.function.name], values)
        return [made] if made is not None else []
    if isinstance(node, tuple):
        return [value for each in node for value in constants(each)]
    if isinstance(node, tree.Negation):
        return [value for each in constants(node.operand) for value in (each, invoke_negation(each))]
    if is_dataclass(node) and isinstance(node, tree.Node):
        return [value for each in fields(node) for value in constants(getattr(node, each.name))]
    return []


def invoke_negation(value: Value) -> Value:
    """The value with the other sign, itself when it has none."""
    from service.feel.arithmetic import negate

    return value if isinstance(value, (str, bool)) else negate(SILENT, value)


def is_plain(cell: UnaryTests) -> bool:
    """Whether the cell compares its input with constants and nothing else, so that witnesses speak for it."""
    return not cell.free_names and _is_plain(cell.node)


def _is_plain(node: object) -> bool:
    if isinstance(node, tree.Tests):
        return all(_is_plain(each) for each in node.tests)
    if isinstance(node, tree.Comparison):
        return _is_constant(node.operand)
    if isinstance(node, tree.Interval):
        return _is_constant(node.start) and _is_constant(node.end)
    return _is_constant(node)


def _is_constant(node: object) -> bool:
    if isinstance(node, tree.ListOfNodes):
        return all(_is_constant(each) for each in node.items)
    if isinstance(node, tree.Negation):
        return _is_constant(node.operand)
    if isinstance(node, tree.Call):
        made = isinstance(node.function, tree.Name) and node.function.name in CONSTRUCTORS
        return made and all(isinstance(each, tree.Literal) for each in node.arguments)
    return isinstance(node, tree.Literal)


def cut(label: str, type_: Type, cells: Iterable[UnaryTests], allowed: Sequence[UnaryTests]) -> Column:
    """The column with a witness for each piece of its domain that passes the allowed values."""
    cells = tuple(cells)
    ordered = any(sign in cell.text for cell in cells for sign in ("<", ">", ".."))
    found: list[Value] = []
    for cell in (*cells, *allowed):
        found += constants(cell.node)
    marks = _sorted(found)
    witnesses = (
        [True, False] if type_.inner is BOOLEAN or _all(marks, bool) else _witnesses(marks, ordered=ordered)
    )
    passing = [each for each in witnesses if all(tests.matches(each, {}) is True for tests in allowed)]
    return Column(label, tuple(passing[:MAX_PIECES]))


def _all(marks: Sequence[Value], *classes: type) -> bool:
    return bool(marks) and all(isinstance(mark, classes) for mark in marks)


def _sorted(values: Iterable[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if not any(kind(value) == kind(other) and equal(SILENT, value, other) for other in kept):
            kept.append(value)
    if len({kind(each) for each in kept}) != 1:
        return kept
    return sorted(kept, key=cmp_to_key(lambda a, b: -1 if precedes(SILENT, a, b) else 1))


def _witnesses(marks: list[Value], *, ordered: bool) -> list[Value]:
    if not marks or len({kind(mark) for mark in marks}) > 1:
        return [*marks, OTHER_TEXT]
    if isinstance(marks[0], str):
        between = [f"{mark} " for mark in marks] if ordered else []
        return [*marks, OTHER_TEXT, *(each for each in between if each not in marks)]
    pieces: list[Value] = [_beyond(marks[0], -1)]
    for low, high in zip(marks, marks[1:], strict=False):
        pieces += [low, _middle(low, high)]
    pieces += [marks[-1], _beyond(marks[-1], 1)]
    return [each for each in pieces if each is not None]


def _beyond(mark: Value, direction: int) -> Value:
    if isinstance(mark, Decimal):
        return add(SILENT, mark, Decimal(direction))
    if isinstance(mark, MonthsDuration):
        return MonthsDuration(mark.total + direction)
    if isinstance(mark, (Date, DateTime)):
        return add(SILENT, mark, DaysDuration(direction * 86_400 * 10**9))
    if isinstance(mark, DaysDuration):
        return DaysDuration(mark.nanos + direction * 3_600 * 10**9)
    if isinstance(mark, Time):
        moved = mark.nanos + direction * 60 * 10**9
        return Time(moved, mark.offset, mark.zone) if 0 <= moved < 86_400 * 10**9 else None
    return None


def _middle(low: Value, high: Value) -> Value:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return divide(SILENT, add(SILENT, low, high), Decimal(2))
    if isinstance(low, Date) and isinstance(high, Date):
        first, last = low.to_days(), high.to_days()
        return days_to_date((first + last) // 2) if last - first > 1 else None
    if isinstance(low, MonthsDuration) and isinstance(high, MonthsDuration):
        return MonthsDuration((low.total + high.total) // 2) if high.total - low.total > 1 else None
    gap = subtract(SILENT, high, low)
    return add(SILENT, low, divide(SILENT, gap, Decimal(2))) if isinstance(gap, DaysDuration) else None


def mask(cell: UnaryTests, column: Column) -> int:
    """The pieces on which the cell holds."""
    found = 0
    for place, witness in enumerate(column.witnesses):
        if cell.matches(witness, {}) is True:
            found |= 1 << place
    return found
