"""A transaction as operations see it: rows under lock, history to be told, work that survives an undoing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from service.domain.rows import Base
from service.engine import Restored
from service.errors import NotFound
from service.runtime.releases import of_this_release
from service.store import hot, locks

if TYPE_CHECKING:
    from service.domain.calendars import Calendars
    from service.domain.instances import ProcessInstance
    from service.domain.outbox import OutboxMessage
    from service.domain.tasks import UserTask
    from service.domain.timers import TimerJob
    from service.runtime import Runtime
    from service.runtime.calendars import CalendarsAtHand
    from service.runtime.definitions import Definitions

Row = TypeVar("Row", bound=Base)


class About(NamedTuple):
    """What a history event is about: an element of the diagram, a user task."""

    activity_id: str | None = None
    task_id: UUID | None = None


NOTHING = About()


@dataclass(slots=True)
class _Held:
    """An instance in hand: what is asked for with every event, and what is known of its row.

    A plain object, for the mapped one is slow to ask.
    """

    instance: ProcessInstance
    id: UUID
    case_id: UUID | None
    seq: int
    """How far its history is told."""
    stored: str | None
    """The state its row shows; None before there is a row."""
    touched: bool = False
    """Whether its row is behind: by the state, or by how far the history is told."""
    restored: tuple[bytes, Restored] | None = None


class Transaction:
    """One unit of work. ``at`` is its instant: everything it writes happened then."""

    def __init__(
        self, connection: Connection, at: datetime, definitions: Definitions, at_hand: CalendarsAtHand
    ) -> None:
        """Work on this connection; only ``Runtime.transaction`` makes one."""
        self.connection = connection
        self.at = at
        self.definitions = definitions
        self.after_undoing: list[Callable[[Runtime], None]] = []
        self.seeds: dict[str, str] = {}
        """The secrets of links made here, and what each was made of (``operations.link_tokens``)."""
        self._session: Session | None = None
        self._events: list[dict[str, object]] = []
        self._held: dict[UUID, _Held] = {}
        self._last: _Held | None = None
        self._condemned = False
        self._at_hand = at_hand
        self._calendars: Calendars | None = None

    @property
    def session(self) -> Session:
        """A session on the connection, made when it is first asked for: the hot paths do without."""
        if self._session is None:
            if not self.connection.in_transaction():
                self.connection.begin()  # so that the session joins and neither commits nor undoes
            self._session = Session(
                self.connection,
                autoflush=False,
                expire_on_commit=False,
                join_transaction_mode="rollback_only",
            )
        return self._session

    def lock_instance(self, instance_id: UUID) -> ProcessInstance:
        """The instance, locked; always the first lock, so that no two writers can wait for each other."""
        known = self._held.get(instance_id)
        return known.instance if known else self._mine(locks.lock_instance(self.connection, instance_id))

    def lock_task(self, task_id: UUID) -> tuple[UserTask, ProcessInstance]:
        """The task and its instance, the instance locked first."""
        task, instance = locks.lock_task(self.connection, task_id)
        return task, self._mine(instance)

    def lock_timer(self, timer_id: UUID) -> tuple[TimerJob, ProcessInstance]:
        """The timer and its instance, the instance locked first."""
        timer, instance = locks.lock_timer(self.session, timer_id)
        return timer, self._mine(instance)

    def lock_outbox(self, outbox_id: UUID) -> tuple[OutboxMessage, ProcessInstance | None]:
        """The outbox message and its instance, if it has one; the instance locked first."""
        message, instance = locks.lock_outbox(self.session, outbox_id)
        return message, self._mine(instance) if instance is not None else None

    def take_timer(self, timer_id: UUID) -> tuple[TimerJob, ProcessInstance]:
        """A timer to be fired and its instance, the instance locked first."""
        timer, instance = locks.take_timer(self.connection, timer_id)
        return timer, self._mine(instance)

    def take_outbox(self, outbox_id: UUID) -> tuple[OutboxMessage, ProcessInstance | None]:
        """An outbox message to be finished and its instance, if it has one; the instance locked first."""
        message, instance = locks.take_outbox(self.connection, outbox_id)
        return message, self._mine(instance) if instance is not None else None

    def restored(self, instance: ProcessInstance) -> Restored:
        """The instance's state to look at; the step that may follow does not read it again."""
        held, state = self._hold(instance), instance.engine_state
        if held.restored is None or held.restored[0] is not state:
            with of_this_release():
                found = Restored(self.definitions.get(instance.definition_id), state)
            held.restored = (state, found)
        return held.restored[1]

    def state_of(self, instance: ProcessInstance) -> bytes | Restored | None:
        """What a step of the instance begins with: its state, read already or not; None before the first."""
        held, state = self._hold(instance), instance.engine_state
        kept, held.restored = held.restored, None
        return kept[1] if kept is not None and kept[0] is state else state or None

    def begin_instance(self, instance: ProcessInstance) -> ProcessInstance:
        """Take a new instance along; ``save_step`` will insert it."""
        self._hold(instance).stored = None
        return instance

    def get(self, row: type[Row], row_id: object, missing: NotFound) -> Row:
        """The row with this id, or the error given."""
        found = self.session.get(row, row_id)
        if found is None:
            raise missing
        return found

    def calendars(self) -> Calendars:
        """The company's calendars, with every day entered so far."""
        if self._calendars is None:
            self._calendars = self._at_hand.now_in(self.connection)
        return self._calendars

    def calendars_as_of(self, notice: int) -> None:
        """Work with the calendars as of this notice, for whoever has read its number anyway."""
        if self._calendars is None:
            self._calendars = self._at_hand.as_of(self.connection, notice)

    def use_calendars(self, calendars: Calendars) -> None:
        """Work with these from now on: days being entered, which nobody else may see before the commit."""
        self._calendars = calendars

    def add(self, row: Row) -> Row:
        """Store a new row with the rest."""
        self.session.add(row)
        return row

    def tell(
        self,
        instance: ProcessInstance,
        kind: str,
        actor: str,
        *,
        about: About = NOTHING,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Record in the instance's history what happens here; the instance must be locked."""
        held = self._hold(instance)
        held.seq += 1
        held.touched = True
        self._events.append(
            {
                "instance_id": held.id,
                "seq": held.seq,
                "case_id": held.case_id,
                "at": self.at,
                "actor": actor,
                "type": kind,
                "activity_id": about.activity_id,
                "task_id": about.task_id,
                "detail": detail or {},
            }
        )

    def save_step(self, instance: ProcessInstance) -> None:
        """Write the instance as a step left it."""
        if self._session is not None:
            self._session.flush()  # what it refers to comes first: a new instance's case
        held = self._hold(instance)
        instance.history_seq = held.seq
        hot.save_step(self.connection, instance, stored=held.stored)
        held.stored, held.touched = instance.state, False

    def touch(self, instance: ProcessInstance) -> None:
        """Have the instance's state written at the end; telling its history does that already."""
        self._hold(instance).touched = True

    def flush(self) -> None:
        """Send everything written so far to the database, the history in one statement."""
        if self._session is not None:
            self._session.flush()
        for held in self._held.values():
            if held.touched:
                held.instance.history_seq = held.seq
                hot.save_touched(self.connection, held.instance, stored=held.stored)
                held.stored, held.touched = held.instance.state, False
        hot.ADD_HISTORY.run_many(self.connection, self._events)
        self._events = []

    @contextmanager
    def joined(self) -> Iterator[None]:
        """A block of work inside; one that fails condemns the whole."""
        try:
            yield
            self.flush()
        except BaseException:
            self._condemned = True
            raise

    def must_be_whole(self) -> None:
        """Refuse to commit if an inner block failed and somebody kept that quiet."""
        if self._condemned:
            raise RuntimeError("an operation inside this transaction failed; it cannot be committed")

    def close(self) -> None:
        """Let go of the session's objects; the connection is the runtime's."""
        if self._session is not None:
            self._session.close()

    def _mine(self, instance: ProcessInstance) -> ProcessInstance:
        """The one object for this instance here, however often it is locked."""
        return self._hold(instance).instance

    def _hold(self, instance: ProcessInstance) -> _Held:
        """What is in hand of this instance."""
        last = self._last
        if last is not None and last.instance is instance:
            return last
        row_id = instance.id
        held = self._held.get(row_id)
        if held is None:
            held = _Held(instance, row_id, instance.case_id, instance.history_seq, instance.state)
            self._held[row_id] = held
        self._last = held
        return held
