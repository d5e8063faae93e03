"""Hit policies: from the rows that matched to the value of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from service.feel.builtins import BUILTINS
from service.feel.closures_calls import invoke
from service.feel.dmn.definitions import fit
from service.feel.equality import equal, same
from service.feel.kinds import Value
from service.feel.run import Run

if TYPE_CHECKING:
    from service.feel.dmn.logic import Scope
    from service.feel.dmn.tables import Table

AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max"}


@dataclass(frozen=True, slots=True)
class Hits:
    """The rows that matched in one evaluation."""

    table: Table
    rows: list[int]
    scope: Scope
    run: Run

    def value(self, row: int) -> list[Value]:
        """The outputs of a row, each checked against its column."""
        values: list[Value] = []
        for output, logic in zip(self.table.outputs, self.table.results[row], strict=False):
            value = fit(self.run, logic(self.scope, self.run), output.type, f"the output of row {row + 1}")
            if output.allowed and value is not None:
                value = self._allowed(value, row, output.allowed.matches_in(value, self.scope, self.run))
            values.append(value)
        return values

    def _allowed(self, value: Value, row: int, passed: bool | None) -> Value:
        if passed is False:
            self.run.warn(f"the output of row {row + 1} is none of the allowed values")
            return None
        return value

    def dress(self, values: list[Value]) -> Value:
        """One output as itself, several as a context."""
        if len(values) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.table.outputs, values, strict=False)}

    def default(self) -> Value:
        """What the table gives when no row matched."""
        if all(output.default is None for output in self.table.outputs):
            self.run.warn("no row matches, and there is no default")
            return None
        return self.dress(
            [
                output.default(self.scope, self.run) if output.default else None
                for output in self.table.outputs
            ]
        )

    @property
    def has_default(self) -> bool:
        """Whether any output has a default."""
        return any(output.default is not None for output in self.table.outputs)

    def names(self) -> str:
        """The matching rows in words."""
        return ", ".join(str(row + 1) for row in self.rows)


def _unique(hits: Hits) -> Value:
    if not hits.rows:
        return hits.default()
    if len(hits.rows) > 1:
        hits.run.warn(f"only one row may match, but rows {hits.names()} do")
        return None
    return hits.dress(hits.value(hits.rows[0]))


def _any(hits: Hits) -> Value:
    if not hits.rows:
        return hits.default()
    values = [hits.value(row) for row in hits.rows]
    if any(equal(hits.run, values[0], other) is not True for other in values[1:]):
        hits.run.warn(f"the matching rows {hits.names()} give different results")
        return None
    return hits.dress(values[0])


def _first(hits: Hits) -> Value:
    return hits.dress(hits.value(hits.rows[0])) if hits.rows else hits.default()


def _rank(hits: Hits) -> list[list[Value]]:
    """The results in the order of the columns' allowed values."""
    orders = [output.order(hits.scope, hits.run) if output.order else None for output in hits.table.outputs]

    def places(values: list[Value]) -> list[int]:
        return [_place(hits.run, order, value) for order, value in zip(orders, values, strict=False)]

    return sorted((hits.value(row) for row in hits.rows), key=places)


def _place(run: Run, order: Value, value: Value) -> int:
    if not isinstance(order, list):
        return 0
    return next((place for place, each in enumerate(order) if same(run, each, value)), len(order))


def _priority(hits: Hits) -> Value:
    return hits.dress(_rank(hits)[0]) if hits.rows else hits.default()


def _output_order(hits: Hits) -> Value:
    return [hits.dress(values) for values in _rank(hits)] if hits.rows else hits.default()


def _rule_order(hits: Hits) -> Value:
    return [hits.dress(hits.value(row)) for row in hits.rows] if hits.rows else hits.default()


def _collect(hits: Hits) -> Value:
    aggregation = hits.table.box.aggregation
    if not hits.rows and hits.has_default:
        return hits.default()
    if not aggregation:
        return [hits.dress(hits.value(row)) for row in hits.rows]
    results = [hits.value(row) for row in hits.rows]
    if not results:
        return Decimal(0) if aggregation == "COUNT" else None
    columns = [list(column) for column in zip(*results, strict=True)]
    return hits.dress([_aggregate(hits.run, aggregation, column) for column in columns])


def _aggregate(run: Run, aggregation: str, values: list[Value]) -> Value:
    if aggregation == "COUNT":
        return Decimal(len(values))
    name = AGGREGATORS.get(aggregation)
    return invoke(run, BUILTINS[name], [values]) if name else values


HIT_POLICIES: Mapping[str, Callable[[Hits], Value]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
