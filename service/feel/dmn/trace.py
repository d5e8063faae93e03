"""How a decision came about, in words a process owner understands; the words are made when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass

from service.feel.dmn.elements import TableBox
from service.feel.kinds import Value
from service.feel.run import Run
from service.feel.writing import write


@dataclass(frozen=True, slots=True)
class RowTrace:
    """One row: whether it matched, or the first column that did not."""

    number: int
    rule_id: str
    matched: bool
    column: str
    test: str
    value: Value
    note: str

    def explain(self) -> str:
        """The row in words."""
        name = f"Row {self.number}" + (f" ({self.note})" if self.note else "")
        if self.matched:
            return f"{name} matches."
        shown = write(Run(None), self.value, inside=True)
        return f"{name} does not match: '{self.column}' is {shown}, the row asks for {self.test}."


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of a table: the input values, and for each row the first column that failed (-1.

    None).
    """

    table: TableBox
    values: tuple[Value, ...]
    failed: tuple[int, ...]

    @property
    def inputs(self) -> tuple[tuple[str, Value], ...]:
        """The input columns with what they were."""
        return tuple(
            (column.label, value) for column, value in zip(self.table.inputs, self.values, strict=True)
        )

    @property
    def matched(self) -> tuple[int, ...]:
        """The numbers of the rows that matched, from 1."""
        return tuple(number for number, column in enumerate(self.failed, 1) if column < 0)

    @property
    def rows(self) -> tuple[RowTrace, ...]:
        """Every row and why it did or did not match."""
        return tuple(self._row(place, column) for place, column in enumerate(self.failed))

    def _row(self, place: int, column: int) -> RowTrace:
        rule = self.table.rules[place]
        if column < 0:
            return RowTrace(place + 1, rule.id, True, "", "", None, rule.note)
        label, test = self.table.inputs[column].label, rule.inputs[column]
        return RowTrace(place + 1, rule.id, False, label, test, self.values[column], rule.note)

    def explain(self) -> list[str]:
        """The whole table in words: the inputs, then row by row."""
        given = ", ".join(
            f"'{label}' = {write(Run(None), value, inside=True)}" for label, value in self.inputs
        )
        return [f"Given {given}:" if given else "No inputs:", *(row.explain() for row in self.rows)]
