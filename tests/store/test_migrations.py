"""The migrations make exactly the tables the code maps, and protect what must not be altered."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.domain.rows import Base
from service.errors import SchemaOutdated
from service.runtime import Runtime
from service.settings import Settings
from service.store.db import Database
from service.store.migrations import found, must_be_current, needed, upgrade


def test_the_migrations_equal_the_mapped_tables(rt: Runtime) -> None:
    with rt.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_changes_nothing(settings: Settings, rt: Runtime) -> None:
    upgrade(settings)
    with rt.database.engine.connect() as connection:
        assert found(connection) == needed()
        must_be_current(connection)


def test_a_database_without_tables_is_refused(tmp_path: object) -> None:
    database = Database(Settings(database_url=f"sqlite:///{tmp_path}/empty.db"))
    with database.engine.connect() as connection, pytest.raises(SchemaOutdated):
        must_be_current(connection)


CHANGES = [
    "UPDATE {table} SET at = at",
    "DELETE FROM {table}",
]


@pytest.mark.parametrize("table", ["history_event", "service_record", "clock_event", "audit_entry"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_on_record_cannot_be_altered(rt: Runtime, on_record: None, table: str, change: str) -> None:
    with rt.database.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(change.format(table=table)))


@pytest.mark.parametrize("table", ["history_event", "service_record", "clock_event"])
def test_what_is_on_record_cannot_be_emptied_at_one_stroke(rt: Runtime, table: str) -> None:
    if rt.database.sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    with rt.database.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))
