"""Case numbers: counted per kind and year, without a gap, two at once never the same."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from service.domain.cases import CaseCounter
from service.store.hot import table

_COUNTER = table(CaseCounter)


def next_number(connection: Connection, prefix: str, year: int) -> str:
    """The next number, such as ``FB-2026-000001``; on PostgreSQL the counter is locked until the commit."""
    insert = insert_sqlite if connection.dialect.name == "sqlite" else insert_postgresql
    counted = (
        insert(_COUNTER)
        .values(prefix=prefix, year=year, last=1)
        .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": _COUNTER.c.last + 1})
        .returning(_COUNTER.c.last)
    )
    return f"{prefix}-{year}-{connection.execute(counted).scalar_one():06d}"
