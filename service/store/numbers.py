"""Case numbers: counted per kind and year, without a gap, two at once never the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from service.domain.cases import CaseCounter
from service.store.hot import table
from service.store.prepared import Prepared

_COUNTER = table(CaseCounter)


def _counted(insert: Callable[..., Any]) -> Prepared:  # Any: either insert
    return Prepared(
        insert(_COUNTER)
        .values(
            prefix=bindparam("new_prefix", required=True), year=bindparam("new_year", required=True), last=1
        )
        .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": _COUNTER.c.last + 1})
        .returning(_COUNTER.c.last)
    )


_COUNTED = {"sqlite": _counted(insert_sqlite), "postgresql": _counted(insert_postgresql)}


def next_number(connection: Connection, prefix: str, year: int) -> str:
    """The next number, such as ``FB-2026-000001``; on PostgreSQL the counter is locked until the commit."""
    counted = _COUNTED[connection.dialect.name]
    found = counted.first(connection, {"new_prefix": prefix, "new_year": year}) or (0,)
    return f"{prefix}-{year}-{found[0]:06d}"
