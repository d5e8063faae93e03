"""PostgreSQL databases for tests: made once, swept after each test, lent again.

Making a database and dropping it takes longer than most tests. What a test wrote is deleted instead; a
database changed in any other way (its tables, the statistics its plans go by, its size, its version)
is dropped, and the next test gets a new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from service.settings import Settings
from service.store.migrations import upgrade

TEMPLATE = "aftercare_template"
GROWN = 8 * 1024 * 1024
"""Bytes a database may have grown by and still be swept: what was deleted is not given back to the disk."""

_SHAPE = text("""
    SELECT md5(string_agg(format('%s %s %s', c.oid, c.relname, c.relnatts), ',' ORDER BY c.oid)),
           (SELECT md5(string_agg(format('%s %s', oid, tgenabled), ',' ORDER BY oid)) FROM pg_trigger),
           (SELECT md5(string_agg(format('%s %s', oid, convalidated), ',' ORDER BY oid)) FROM pg_constraint),
           (SELECT count(*) FROM pg_statistic s JOIN pg_class d ON d.oid = s.starelid
             WHERE d.relnamespace = 'public'::regnamespace),
           (SELECT version_num FROM alembic_version)
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace""")
_SIZE = text("SELECT pg_database_size(current_database())")
_ALONE = text("""
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()""")
_SWEEP = text("""
    DO $$
    DECLARE each text;
    BEGIN
        SET LOCAL session_replication_role = replica;  -- no triggers, no foreign keys: all goes
        FOR each IN SELECT format('%I', relname) FROM pg_class
                     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                       AND relname <> 'alembic_version'
        LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
        FOR each IN SELECT format('%I', sequencename) FROM pg_sequences
                     WHERE schemaname = 'public' AND last_value IS NOT NULL
        LOOP EXECUTE 'ALTER SEQUENCE ' || each || ' RESTART'; END LOOP;
    END $$""")


@dataclass(slots=True)
class Databases:
    """The databases of one server, migrated and empty when they are lent."""

    server: URL
    _free: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _shapes: dict[str, tuple[object, int]] = field(default_factory=dict)

    def lend(self) -> URL:
        """One nobody else uses; give it back when done."""
        name = self._free.pop() if self._free else self._new()
        return self.server.set(database=name)

    def take_back(self, lent: URL) -> None:
        """Sweep it for the next, or drop it; who still holds a connection to it loses it."""
        name = str(lent.database)
        if self._swept(lent, *self._shapes[name]):
            self._free.append(name)
        else:
            run(self.server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _new(self) -> str:
        name = f"aftercare_{os.getpid()}_{next(self._numbers)}"
        run(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY wal_log')
        with _connected(self.server.set(database=name)) as connection:
            self._shapes[name] = (_shape(connection), connection.scalar(_SIZE) or 0)
        return name

    def _swept(self, lent: URL, shape: object, size: int) -> bool:
        try:
            with _connected(lent) as connection:
                connection.execute(_ALONE)
                if _shape(connection) != shape or (connection.scalar(_SIZE) or 0) > size + GROWN:
                    return False
                connection.execute(_SWEEP)
        except DBAPIError:  # taken down, renamed or broken by the test: a new one is made
            return False
        return True


def make_template(server: URL) -> None:
    """The migrated database the others are copies of."""
    run(server, f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
    run(server, f'CREATE DATABASE "{TEMPLATE}"')
    upgrade(Settings(database_url=server.set(database=TEMPLATE).render_as_string(hide_password=False)))


def hurry(server: URL) -> None:
    """A test's database may be lost in a power cut, and is looked after by nobody."""
    for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        run(server, f"ALTER SYSTEM SET {name} = off")
    run(server, "SELECT pg_reload_conf()")


def run(server: URL, statement: str) -> None:
    """One statement, in no transaction."""
    with _connected(server) as connection:
        connection.execute(text(statement))


def _shape(connection: Connection) -> object:
    return tuple(connection.execute(_SHAPE).one())


@contextmanager
def _connected(server: URL) -> Iterator[Connection]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
