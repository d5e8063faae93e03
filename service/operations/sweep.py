"""What the sweeper asks: which rows are due, who is alive; and it throws away what is past its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Due:
    """Ids of due rows, marked as dispatched: they are handed out again only if nothing came of it for a while."""

    timers: tuple[UUID, ...] = ()
    outbox: tuple[UUID, ...] = ()
    starts: tuple[UUID, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is due."""
        return not (self.timers or self.outbox or self.starts)


def take_due(rt: Runtime, limit: int) -> Due:
    """Up to ``limit`` due timers, outbox messages and timer starts, in due order; two sweepers never get the same."""
    raise NotImplementedError


def put_back(rt: Runtime, due: Due) -> None:
    """Make rows that could not be rung for due again at once."""
    raise NotImplementedError


def heartbeat(rt: Runtime, worker_id: UUID, *, kind: str, host: str, pid: int) -> None:
    """Say that this worker is alive."""
    raise NotImplementedError


def purge(rt: Runtime) -> None:
    """Throw away what is past its time: expired early messages, answers, sign-ins, silent workers."""
    raise NotImplementedError
