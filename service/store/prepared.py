"""Statements prepared once and run on the driver's own cursor: for the few that every engine step runs.

SQLAlchemy writes the SQL and converts the values, once for each kind of database; running it again then costs
what the driver costs, a tenth of a full execution. Driver errors pass through ``service.store.telling``
like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ClauseElement,
    Connection,
    Dialect,
    Float,
    LargeBinary,
    Uuid,
    bindparam,
)
from sqlalchemy.sql.expression import ReturnsRows

from service.ids import read_id
from service.store.documents import dump_json, load_json

Row = Mapping[str, Any]  # Any: whatever the columns hold
Converted = Callable[[Any], Any]
Convert = Converted | None


class _Ready(NamedTuple):
    """A statement in one database's words: its text, where each value comes from, how it is converted.

    Only what differs from one value to the next is looked at row by row: most need no conversion.
    """

    sql: str
    names: tuple[str, ...]
    """The value's name for each mark."""
    into: tuple[tuple[int, Converted], ...]
    """Conversions on the way in, by place."""
    fixed: tuple[tuple[int, Any], ...]
    """Values the statement itself brings, by place."""
    marks: tuple[str, ...] | None
    """The marks' names where the driver wants them by name."""
    out_of: tuple[tuple[int, Converted], ...]
    """Conversions on the way out, by place."""


class Prepared:
    """One statement, with its values as bind parameters."""

    def __init__(self, statement: ClauseElement) -> None:
        """Prepare this statement; nothing is compiled before it first runs."""
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, row: Row) -> int:
        """Run it with these values; tells how many rows it met."""
        ready = self._for(connection.dialect)
        rowcount: int = on_driver(connection).execute(ready.sql, _values(ready, row)).rowcount
        return rowcount

    def run_many(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each of these rows, in one round trip; for none, not at all."""
        if not rows:
            return
        ready = self._for(connection.dialect)
        if len(rows) == 1:
            on_driver(connection).execute(ready.sql, _values(ready, rows[0]))
        else:
            on_driver(connection).cursor().executemany(ready.sql, _all_values(ready, rows))

    def all(self, connection: Connection, row: Row) -> list[list[Any]]:
        """The rows it finds."""
        ready = self._for(connection.dialect)
        found: Sequence[tuple[Any, ...]] = (
            on_driver(connection).execute(ready.sql, _values(ready, row)).fetchall()
        )
        return [_converted(list(each), ready.out_of) for each in found]

    def first(self, connection: Connection, row: Row) -> list[Any] | None:
        """The first row it finds."""
        found = self.all(connection, row)
        return found[0] if found else None

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._prepare(dialect)
        return ready

    def _prepare(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement.compile(dialect=dialect)
        bounds = {name: bound for bound, name in compiled.bind_names.items()}
        names = compiled.positiontup if compiled.positional else list(bounds)
        marks = [_mark(name, bounds[name], dialect) for name in names]
        columns = self._statement.exported_columns if isinstance(self._statement, ReturnsRows) else ()
        return _Ready(
            sql=str(compiled),
            names=tuple(name for name, _, _ in marks),
            into=_needed([convert for _, convert, _ in marks]),
            fixed=tuple((place, value) for place, (name, _, value) in enumerate(marks) if not name),
            marks=None if compiled.positional else tuple(names),
            out_of=_needed([_out_of(column.type, dialect) for column in columns]),
        )


class PreparedOf:
    """A statement about some rows by their ids, written once for each number of them: every list asks it."""

    def __init__(
        self, written: Callable[[Sequence[BindParameter[UUID]]], ClauseElement], *, most: int
    ) -> None:
        """``written`` makes the statement about these marks; nobody asks about more than ``most``."""

        def about(number: int) -> Prepared:
            marks = [bindparam(f"of{place}", type_=Uuid(), required=True) for place in range(number)]
            return Prepared(written(marks))

        self._about = lru_cache(maxsize=most)(about)

    def all(self, connection: Connection, ids: Collection[UUID]) -> list[list[Any]]:
        """The rows it finds."""
        asked = {f"of{place}": each for place, each in enumerate(ids)}
        return self._about(len(asked)).all(connection, asked)


def on_driver(connection: Connection) -> Any:  # Any: the driver's own connection
    """The driver's connection; every prepared statement passes here."""
    return connection.connection.dbapi_connection


def _values(ready: _Ready, row: Row) -> Any:
    """The values as this driver takes them: in the order of its marks, or by name."""
    values = list(map(row.get, ready.names))
    for place, value in ready.fixed:
        values[place] = value
    converted = _converted(values, ready.into)
    return converted if ready.marks is None else dict(zip(ready.marks, converted, strict=True))


def _all_values(ready: _Ready, rows: Sequence[Row]) -> list[Any]:
    """The same of several rows, column by column: what one has in common with the row above is there."""
    found = [list(map(row.get, ready.names)) for row in rows]
    for place, value in ready.fixed:
        for values in found:
            values[place] = value
    for place, convert in ready.into:
        last = converted = None
        for values in found:
            value = values[place]
            if value is not last:
                last, converted = value, None if value is None else convert(value)
            values[place] = converted
    if ready.marks is None:
        return found
    return [dict(zip(ready.marks, values, strict=True)) for values in found]


def _converted(values: list[Any], conversions: tuple[tuple[int, Converted], ...]) -> list[Any]:
    """The same list with these places converted; what is missing stays so."""
    for place, convert in conversions:
        if (value := values[place]) is not None:
            values[place] = convert(value)
    return values


def _needed(conversions: Sequence[Convert]) -> tuple[tuple[int, Converted], ...]:
    return tuple((place, convert) for place, convert in enumerate(conversions) if convert is not None)


def _mark(name: str, bound: Any, dialect: Dialect) -> tuple[str, Convert, Any]:
    convert = _into(bound.type, dialect)
    if not bound.required:
        value = bound.effective_value
        return "", None, convert(value) if convert is not None else value
    return name, convert, None


def _into(kind: Any, dialect: Dialect) -> Convert:
    """The way in, without what the type's own processor asks of values that are missing: those stay so.

    SQLite's driver takes truth and bytes as they are.
    """
    if dialect.name == "sqlite" and isinstance(kind, (Boolean, LargeBinary)):
        return None
    if dialect.name == "sqlite" and isinstance(kind, (Uuid, JSON)):
        return _hex if isinstance(kind, Uuid) else dump_json
    convert: Convert = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _hex(value: UUID) -> str:
    return f"{value.int:032x}"


def _out_of(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, Float):
        return None  # the drivers give a float as it is; psycopg's type would ask which kind the server sent
    if dialect.name == "sqlite" and isinstance(kind, (Uuid, JSON)):
        return read_id if isinstance(kind, Uuid) else load_json
    convert: Convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
