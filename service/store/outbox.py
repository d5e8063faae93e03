"""Which requests to the outside are still open, and which of them may be worked off now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, text
from sqlalchemy.orm import aliased

from service.domain.instances import InstanceState, ProcessInstance
from service.domain.outbox import OutboxKind, OutboxMessage


def may_go_out() -> ColumnElement[bool]:
    """What a suspended instance asked for waits, but people are told of its promises all the same: its clocks
    run on. Instances are to be joined from outside: a notice may have none.
    """
    runs = ProcessInstance.state != InstanceState.SUSPENDED
    return runs | (OutboxMessage.kind == OutboxKind.NOTICE)


_WAITING = aliased(OutboxMessage, name="waiting")
# Written out, because the partial index is: SQLite takes one only where its condition stands word for word.
_OPEN: Any = text("waiting.state IN ('pending', 'dispatched')")


def open_work(topics: Collection[str], *, others: bool = False) -> Select[UUID]:
    """The ids of the open work on these topics, or on all others: read off the index of what is open, however
    much was done before.
    """
    wanted = _WAITING.topic.not_in(topics) if others else _WAITING.topic.in_(topics)
    return select(_WAITING.id).where(_OPEN, _WAITING.kind == OutboxKind.EFFECT, wanted)
