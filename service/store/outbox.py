"""Which requests to the outside may be worked off now."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from service.domain.instances import InstanceState, ProcessInstance
from service.domain.outbox import OutboxKind, OutboxMessage


def may_go_out() -> ColumnElement[bool]:
    """What a suspended instance asked for waits, but people are told of its promises all the same: its clocks
    run on. Instances are to be joined from outside: a notice may have none.
    """
    runs = ProcessInstance.state != InstanceState.SUSPENDED
    return runs | (OutboxMessage.kind == OutboxKind.NOTICE)
