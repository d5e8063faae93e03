"""All an operation may ask of the world: a transaction, the time, the definitions, the settings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from service.clock import Clock, HeardClock, SystemClock
from service.domain.clocks import ClockLedger
from service.errors import StaleWrite
from service.runtime.calendars import CalendarsAtHand
from service.runtime.definitions import Definitions
from service.runtime.transaction import Transaction
from service.store.clocks import entered_in
from service.store.db import Database, connection_of
from service.store.migrations import must_be_current
from service.store.server_time import time_at

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from service.domain.calendars import Calendars
    from service.settings import Settings

Result = TypeVar("Result")
log = logging.getLogger(__name__)
_TRIES = 5


class Runtime:
    """One service process's hold on the world; safe to share between threads, and across a fork."""

    def __init__(self, settings: Settings, clock: Clock, database: Database) -> None:
        """Stand on this database and this clock."""
        self.settings = settings
        self.database = database
        self.definitions = Definitions(self.reading)
        self._at_hand = CalendarsAtHand(settings.processes_dir)
        self._clock = clock
        self._fits = False
        self._here = threading.local()

    @property
    def calendars(self) -> Calendars:
        """The company's calendars, with every day entered so far."""
        with self.reading() as session:
            return self._at_hand.now_in(session.connection())

    def ledgers(self, session: Session, clock_ids: Iterable[UUID]) -> dict[UUID, ClockLedger]:
        """The ledgers of these clocks, reckoned by the calendars as this session sees them.

        A session that only reads sees one state of the database, and is asked once for each.
        """
        reads = getattr(self._here, "reading", None) is session
        known: dict[UUID, ClockLedger] = session.info.setdefault("ledgers", {}) if reads else {}
        wanted = list(clock_ids)
        unknown = [each for each in wanted if each not in known]
        notice, events = entered_in(session.connection(), unknown) if unknown else (0, {})
        if events:
            calendars = self._at_hand.as_of(session.connection(), notice)
            known |= {clock_id: ClockLedger(entered, calendars) for clock_id, entered in events.items()}
        return {each: known[each] for each in wanted if each in known}

    def now(self) -> datetime:
        """The present instant."""
        return self._clock.now()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One unit of work: committed when the block ends well, undone when an exception leaves it.

        Inside another one it joins that one, and only the outermost commits; but an exception that leaves the
        inner block condemns the whole, so that half a unit of work can never be committed by catching it.
        """
        running: Transaction | None = getattr(self._here, "transaction", None)
        if running is not None:
            with running.joined():
                yield running
            return
        transaction: Transaction | None = None
        try:
            with self.database.writing() as connection:
                self._greet(connection)
                transaction = Transaction(connection, self._clock.now(), self.definitions, self._at_hand)
                self._here.transaction = transaction
                try:
                    yield transaction
                    transaction.flush()
                    transaction.must_be_whole()
                finally:
                    # Whoever reads from here on wants to see what was written.
                    self._here.transaction = self._here.reading = None
                    transaction.close()
        except BaseException:
            self._settle(transaction.after_undoing if transaction else ())
            raise

    def _settle(self, works: Iterable[Callable[[Runtime], None]]) -> None:
        """What has to survive an undoing (an incident, a failed attempt) is written in one of its own.

        Each is tried, whatever became of the others, and none hides the error that led here.
        """
        for work in works:
            try:
                work(self)
            except Exception:
                log.exception("undoing.unsettled")

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a unit of work already."""
        return getattr(self._here, "transaction", None) is not None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries; inside a transaction it is that one's, so that it sees what was just
        written. Inside another reading it is that one's too, unless this thread has written since.
        """
        running: Transaction | None = getattr(self._here, "transaction", None)
        around: Session | None = getattr(self._here, "reading", None)
        if running is not None or around is not None:
            yield running.session if running is not None else around  # type: ignore[misc]  # one of the two
            return
        with self.database.reading() as session:
            self._greet(connection_of(session))
            self._here.reading = session
            try:
                yield session
            finally:
                if getattr(self._here, "reading", None) is session:
                    self._here.reading = None

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection for prepared questions; like ``reading``, without what the mapper needs."""
        running: Transaction | None = getattr(self._here, "transaction", None)
        around: Session | None = getattr(self._here, "reading", None)
        if running is not None or around is not None:
            yield running.connection if running is not None else connection_of(around)  # type: ignore[arg-type]  # one of the two
            return
        with self.database.asking() as connection:
            self._greet(connection)
            yield connection

    def _greet(self, connection: Connection) -> None:
        """Before the first work: is this our schema? On PostgreSQL, now and then: what time is it there?"""
        if not self._fits:
            must_be_current(connection)
            self._fits = True
        if isinstance(self._clock, HeardClock) and self._clock.stale:
            self._clock.hear(time_at(connection))

    def retrying(self, work: Callable[[], Result]) -> Result:
        """Do this unit of work, from a fresh read again if another writer was faster; inside a transaction,
        once.
        """
        if getattr(self._here, "transaction", None) is not None:
            return work()
        for _ in range(_TRIES - 1):
            try:
                return work()
            except StaleWrite:
                continue
        return work()

    def close(self) -> None:
        """Close every idle connection."""
        self.database.close()


def build_runtime(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """A runtime for these settings; on PostgreSQL its time is the server's, one for every host."""
    database = Database(settings)
    return Runtime(settings, clock or (SystemClock() if database.sqlite else HeardClock()), database)
