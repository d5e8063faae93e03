"""The record a case leaves behind when its rounds end: by which exit, decided and approved by whom, and what
the customer said or could not be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from service.domain.cases import CaseStatus, ClosedHow
from service.domain.exits import APPROVES, DECIDES, EXITS, CaseExit, Exit
from service.domain.tasks import TaskState, UserTask
from service.feel.values import to_plain
from service.store.hot import table
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.instances import ProcessInstance
    from service.operations.step import Cause
    from service.runtime.transaction import Transaction

_ADD = Prepared(insert(table(CaseExit)))

Columns = dict[str, Any]  # Any: what each column of the record holds


def note_exit(
    tx: Transaction,
    instance: ProcessInstance,
    status: CaseStatus,
    variables: Mapping[str, object],
    cause: Cause,
) -> None:
    """Keep by which exit the case left; one that somebody stopped left by none."""
    found = EXITS.get(status)
    if found is None or instance.case_id is None or cause.ending.how is ClosedHow.TERMINATED:
        return
    told = {name: to_plain(value) for name, value in variables.items() if name in _ASKED}
    row = {
        **dict.fromkeys(("reason", "recourse", "decided_by", "approved_by", "approved_at")),
        "case_id": instance.case_id,
        "exit": found,
        "at": tx.at,
        "by": cause.actor,
        "round": _whole(told.get("round")) or 1,
        "satisfied_outcome": _yes_no(told.get("satisfied_outcome")),
        "satisfied_handling": _yes_no(told.get("satisfied_handling")),
        "satisfaction": _whole(told.get("satisfaction")),
        "attempts": _times(told.get("call_times")),
        **_why(tx, instance, found, told, cause),
    }
    _ADD.run(tx.connection, row)


_ASKED = frozenset(
    {
        *("round", "satisfied_outcome", "satisfied_handling", "satisfaction", "call_times"),
        *("decision_reason", "outside_recourse", "reason"),
    }
)
"""The variables of the process that an exit's record holds."""


def _why(
    tx: Transaction, instance: ProcessInstance, found: Exit, told: Mapping[str, object], cause: Cause
) -> Columns:
    """Why the customer's satisfaction was not reached, and who answers for ending without it."""
    if found is Exit.WITHDRAWN:
        return {"reason": cause.ending.reason or _text(told.get("reason"))}
    if found is not Exit.RECOURSE_EXHAUSTED:
        return {}
    parts = _parts(tx, instance, cause)
    approved_by, approved_at = parts.get(APPROVES, (None, None))
    return {
        "reason": _text(told.get("decision_reason")),
        "recourse": _text(told.get("outside_recourse")),
        "decided_by": parts.get(DECIDES, (None, None))[0],
        "approved_by": approved_by,
        "approved_at": approved_at,
    }


def _parts(
    tx: Transaction, instance: ProcessInstance, cause: Cause
) -> dict[str, tuple[str | None, datetime | None]]:
    """Who did the tasks that decide on an exit, and when; the last of several.

    The one done by this very step counts, whose row is not written yet.
    """
    done = (UserTask.state == TaskState.COMPLETED) | (UserTask.id == cause.subject_id)
    wanted = select(UserTask.id, UserTask.properties, UserTask.completed_by, UserTask.completed_at)
    found = wanted.where(UserTask.instance_id == instance.id, done).order_by(UserTask.id)
    return {
        str(properties["exit"]): (cause.actor, tx.at) if task_id == cause.subject_id else (by, at)
        for task_id, properties, by, at in tx.connection.execute(found)
        if properties.get("exit")
    }


def _times(told: object) -> list[str]:
    return [str(each) for each in told] if isinstance(told, list) else []


def _text(told: object) -> str | None:
    return None if told is None else str(told)


def _whole(told: object) -> int | None:
    """The number told; words in its place are left out, rather than keeping the case from closing."""
    if told is None or isinstance(told, bool):
        return None
    try:
        return int(float(str(told)))
    except (ArithmeticError, ValueError):
        return None


def _yes_no(told: object) -> bool | None:
    return told if isinstance(told, bool) else None
