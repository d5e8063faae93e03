"""Connections and the only commit.

A write transaction on SQLite is ``BEGIN IMMEDIATE`` in a turn of the writer queue; on PostgreSQL READ
COMMITTED with row locks. Errors of the driver leave as ``service.errors``.
"""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from service.store.documents import dump_json, load_json
from service.store.prepared import on_driver
from service.store.private import make_private
from service.store.queue import WriterQueue
from service.store.telling import telling

if TYPE_CHECKING:
    from service.settings import Settings


class Database:
    """One database, opened once per process; survives a fork."""

    def __init__(self, settings: Settings) -> None:
        """Prepare to connect; nothing is opened before the first use."""
        url = database_url(settings.resolved_database_url)
        self.sqlite = url.get_backend_name() == "sqlite"
        self._queue = None
        if self.sqlite:
            path = Path(url.database or "").absolute()
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._queue = WriterQueue(
                path.with_name(path.name + ".writers"), wait_s=settings.write_wait.total_seconds()
            )
        self.engine = _sqlite(url, settings) if self.sqlite else _postgresql(url, settings)
        self._writer = self.engine.execution_options(immediate=True) if self.sqlite else self.engine
        self._kept: Connection | None = None
        self._idle: deque[Connection] = deque()
        self._most_idle = settings.database_pool // 2 if self.sqlite else 0
        self._parents: list[object] = []
        _at_fork(weakref.ref(self))

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection whose work is committed when the block ends well, and undone when it does not."""
        return self._written() if self._queue is None else self._written_in_turn(self._queue)

    @contextmanager
    def _written_in_turn(self, queue: WriterQueue) -> Iterator[Connection]:
        """In a turn of the queue, and always over the same connection, for one turn holds one writer; it is
        let go of after any trouble, so that the next begins afresh.

        The transaction is the driver's own: SQLAlchemy joins it when it is first asked for something.
        """
        with telling(), queue.turn():
            connection, self._kept = self._kept or self._writer.connect(), None
            try:
                on_driver(connection).execute("BEGIN IMMEDIATE")
                yield connection
                self.make_durable(connection)
                self._kept = connection
            finally:
                if self._kept is None:
                    _undo(connection)
                    connection.close()

    @contextmanager
    def _written(self) -> Iterator[Connection]:
        with telling(), self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
                self.make_durable(connection)
            except psycopg.OperationalError as failed:
                self._forget_if_lost(connection, failed)
                raise
            finally:
                transaction.close()

    def make_durable(self, connection: Connection) -> None:
        """The one commit: through SQLAlchemy if it takes part, else the driver's."""
        begun = connection if connection.in_transaction() else on_driver(connection)
        begun.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing; bound to its connection."""
        with telling(), self._to_read() as connection:
            if self.sqlite:
                on_driver(connection).execute("BEGIN")  # SQLAlchemy joins it, if it is asked for anything
            session = Session(connection, autoflush=False, expire_on_commit=False)
            try:
                yield session
            finally:
                if session.in_transaction():  # else it was never asked for anything
                    session.close()

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection to ask single questions over; on SQLite each sees the database as it is by then."""
        with telling(), self._to_read() as connection:
            yield connection

    @contextmanager
    def _to_read(self) -> Iterator[Connection]:
        """A connection to read over. On SQLite a few are kept at hand: the pool's care for one that may have
        been lost on its way costs more than most questions.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.engine.connect()
        kept = False
        try:
            yield connection
            kept = len(self._idle) < self._most_idle
        finally:
            _undo(connection)
            if kept:
                self._idle.append(connection)
            else:
                connection.close()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection to change the schema: committed when the block ends well, undone when it does not."""
        with (
            telling(),
            self._queue.turn() if self._queue else nullcontext(),
            self._writer.begin() as connection,
        ):
            yield connection

    def close(self) -> None:
        """Close every idle connection."""
        for connection in (self._kept, *self._idle):
            if connection is not None:
                connection.close()
        self._kept, self._idle = None, deque()
        self.engine.dispose()

    def leave_to_parent(self) -> None:
        """Leave the parent's connections alone after a fork, kept and unused: they are its to close."""
        self._parents.append((self._kept, self._idle, self.engine.pool))
        self._kept, self._idle = None, deque()
        self.engine.dispose(close=False)

    def _forget_if_lost(self, connection: Connection, failed: Exception) -> None:
        """A prepared statement lost its connection unseen by SQLAlchemy: the others are suspect too."""
        driver: Any = connection.connection.driver_connection
        if driver is None or driver.closed:
            connection.invalidate(failed)
            self.engine.dispose()


def connection_of(session: Session) -> Connection:
    """The connection a session of ours is bound to, without having the session begin anything."""
    return cast(Connection, session.bind)


def _undo(connection: Connection) -> None:
    """End what was begun on SQLite and not committed; elsewhere closing the connection does."""
    if connection.dialect.name == "sqlite":
        if connection.in_transaction():
            connection.rollback()
        on_driver(connection).rollback()


def _at_fork(kept: weakref.ref[Database]) -> None:
    """Have a database that still lives be told of a fork, without keeping it alive for that."""

    def tell() -> None:
        database = kept()
        if database is not None:
            database.leave_to_parent()

    os.register_at_fork(after_in_child=tell)


def database_url(text: str) -> URL:
    """The address for SQLAlchemy: ``postgres://`` and ``postgresql://`` mean psycopg."""
    url = make_url(text.replace("postgres://", "postgresql://", 1))
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and not url.database:
        raise ValueError("a SQLite database needs a file: it is shared by several processes")
    return url


_PRAGMAS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "foreign_keys = ON",
    "cache_size = -16000",
    "temp_store = MEMORY",
    "wal_autocheckpoint = 4000",  # pages: each is copied once for several steps that wrote it
)


def _sqlite(url: URL, settings: Settings) -> Engine:
    engine = create_engine(
        url,
        json_serializer=dump_json,
        json_deserializer=load_json,
        pool_size=settings.database_pool,
        max_overflow=settings.database_pool,
        pool_reset_on_return=None,  # every block ends its transaction itself
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 256},
    )
    synchronous = "NORMAL" if settings.sqlite_synchronous == "normal" else "FULL"

    path = Path(url.database or "")
    event.listen(engine, "do_connect", lambda *_: make_private(path))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # Any: the driver's own connection
        for pragma in (*_PRAGMAS, f"synchronous = {synchronous}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes SQLite's write lock at once: it can never fail half-way for having read first.
        immediate = connection.get_execution_options().get("immediate")
        driver = on_driver(connection)
        if not driver.in_transaction:
            driver.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgresql(url: URL, settings: Settings) -> Engine:
    return create_engine(
        url,
        json_serializer=dump_json,
        json_deserializer=load_json,
        pool_size=settings.database_pool,
        max_overflow=settings.database_pool,
        pool_timeout=settings.write_wait.total_seconds(),
        connect_args={
            "connect_timeout": 5,
            "application_name": "aftercare",
            "options": "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s",
        },
    )
