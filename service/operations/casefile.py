"""The case follows its process: variables that are its columns, and its closing when the run ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from sqlalchemy import Boolean, Date, Integer, Numeric

from service.domain.cases import CASE_VARIABLES, CLOSED, Case, CaseStatus
from service.feel.values import to_plain
from service.operations.customer.book import end_promises
from service.operations.exits import note_exit
from service.store import hot

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from service.domain.instances import ProcessInstance
    from service.engine.progress import Progress
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction

_CASE = hot.table(Case)
_UNKNOWN = object()


def follow_case(tx: Transaction, instance: ProcessInstance, progress: Progress, cause: Cause) -> None:
    """Write the variables the step changed into the case's columns; close the case when the run is over."""
    if instance.case_id is None:
        return
    names = {
        name
        for name in CASE_VARIABLES.intersection(progress.changed)
        if name != "status" and progress.changed[name] != cause.in_case.get(name, _UNKNOWN)
    }
    columns = {name: _fitting(_CASE.c[name].type, progress.changed[name]) for name in names}
    if "round" in columns and columns["round"] is None:
        del columns["round"]
    if "tier" in columns and columns["tier"] is None:
        del columns["tier"]
    if columns:
        hot.save_case(tx.connection, instance.case_id, columns)
    closes_as = _closes_as(progress, cause)
    if closes_as is not None:
        _close(tx, instance, closes_as, (progress, cause))


def _closes_as(progress: Progress, cause: Cause) -> CaseStatus | None:
    """What the process says by its variable ``status``; a run that ends without a word ends as its cause
    says.
    """
    told = progress.changed.get("status") if progress.outcome is None else progress.variables.get("status")
    if told in CLOSED:
        return CaseStatus(cast(str, told))
    return cause.ending.status if progress.outcome is not None else None


def _close(
    tx: Transaction, instance: ProcessInstance, status: CaseStatus, ended: tuple[Progress, Cause]
) -> None:
    """Close the case, saying how, by whom and why, and by which exit it left; the first end stands."""
    progress, cause = ended
    how, reason = cause.ending.how, cause.ending.reason
    closing = {"wanted": instance.case_id, "new_status": status, "at": tx.at, "actor": cause.actor}
    closed = hot.CLOSE_CASE.first(tx.connection, {**closing, "how": how, "reason": reason or None})
    if closed is not None:
        told = {"status": status, "how": how} | ({"reason": reason} if reason else {})
        tx.tell(instance, "case.closed", cause.actor, detail=told)
        note_exit(tx, instance, status, progress.variables, cause)
        if closed[0]:
            end_promises(tx, instance, by=cause.actor, told=told)


def _fitting(column: TypeEngine[object], value: object) -> object:
    """The value as this column holds it; one that does not fit is left out rather than failing the step."""
    plain = to_plain(value)
    try:
        if plain is None or isinstance(column, Boolean):
            return plain if isinstance(plain, bool) else None
        if isinstance(column, Integer):
            return int(cast(float, plain))
        if isinstance(column, Numeric):
            return Decimal(str(plain))
        if isinstance(column, Date):
            return date.fromisoformat(str(plain)[:10])
        return str(plain)
    except (ArithmeticError, TypeError, ValueError):
        return None
