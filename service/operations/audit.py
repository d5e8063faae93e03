"""Note what somebody did that belongs to no process instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import AuditEntry
from service.ids import new_id

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def note_act(tx: Transaction, type_: str, subject: str, *, by: str, **detail: object) -> None:
    """Put an act on record, in the transaction that does it."""
    tx.add(
        AuditEntry(id=new_id(), at=tx.at, actor=by[:255], type=type_, subject=subject[:255], detail=detail)
    )


def note_reading(rt: Runtime, type_: str, subject: str, *, by: str, **detail: object) -> None:
    """Put on record that somebody took data with them, before they get it."""
    with rt.transaction() as tx:
        note_act(tx, type_, subject, by=by, **detail)
