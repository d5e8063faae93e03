"""Rows copied within the database: the same matters once more, under other ids, numbers, phones and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Column, Connection, LargeBinary, Uuid, text

from service.domain.rows import Base
from service.store.hot import table

_SHARED = frozenset(("definition_id",))
_SHIFTED = frozenset(("due_at", "sort_due_at", "warn_at", "look_at"))


def multiply(connection: Connection, mapped: Iterable[type[Base]], copy: int, *, base: int) -> None:
    """Copy the first ``base`` cases once more, with all that belongs to them; ``copy`` counts from 1."""
    sqlite = connection.dialect.name == "sqlite"
    expression = _in_sqlite if sqlite else _in_postgresql
    for each in mapped:
        into = table(each)
        names = ", ".join(column.name for column in into.columns)
        chosen = ", ".join(_chosen(column, copy, base, expression) for column in into.columns)
        key = next(column.name for column in into.columns if isinstance(column.type, Uuid))
        first = f"{key} < '02'" if sqlite else f"{key} < '02000000-0000-0000-0000-000000000000'"
        connection.execute(
            text(f"INSERT INTO {into.name} ({names}) SELECT {chosen} FROM {into.name} WHERE {first}")
        )


def _chosen(column: Column[object], copy: int, base: int, expression: Callable[[str, str, int], str]) -> str:
    name = f'"{column.name}"'
    if column.name == "number":
        number = f"10000000 + {base * copy} + CAST(substr(number, 9) AS INTEGER)"
        return f"'FB-2026-' || substr(CAST({number} AS TEXT), 3)"
    if column.name == "phone":
        return f"'1{copy:02}' || substr(phone, 4)"
    if column.name == "word":
        full = f"'1{copy:02}' || substr(word, 4)"
        begins = "substr(word, 1, 1) BETWEEN '0' AND '9'"
        return f"CASE WHEN length(word) = 11 AND {begins} THEN {full} ELSE word END"
    if isinstance(column.type, LargeBinary) and column.name == "tracking_token_hash":
        return expression(name, "token", copy)
    if isinstance(column.type, Uuid) and column.name not in _SHARED:
        return expression(name, "id", copy)
    if column.name in _SHIFTED:
        return expression(name, "at", copy)
    return name


def _in_sqlite(name: str, kind: str, copy: int) -> str:
    later = f"strftime('%Y-%m-%d %H:%M:%f000', {name}, '+{copy} seconds')"
    return {
        "id": f"'{copy + 1:02x}' || substr({name}, 3)",
        "at": f"CASE WHEN {name} < '9000' THEN {later} ELSE {name} END",
        "token": "randomblob(32)",
    }[kind]


def _in_postgresql(name: str, kind: str, copy: int) -> str:
    return {
        "id": f"('{copy + 1:02x}' || substr({name}::text, 3))::uuid",
        "at": f"CASE WHEN {name} < '9000-01-01' THEN {name} + interval '{copy} seconds' ELSE {name} END",
        "token": "decode(md5(random()::text) || md5(random()::text), 'hex')",
    }[kind]
