"""Promises made to a customer in words: made, kept, taken back. The instant promised never moves (D4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.clock import in_utc
from service.domain.cases import Case
from service.domain.promise_book import CustomerPromise, warning_of
from service.errors import CaseNotFound, Invalid, PromiseNotFound
from service.ids import new_id
from service.operations.answers import checked_text
from service.queries.customer.promises import promises_of
from service.store.visibility import must_work_on_case

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.domain.views.customer import PromiseView
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_LONGEST = 500


def promise(rt: Runtime, case_id: UUID, text: str, *, due_at: datetime, by: Actor) -> PromiseView:
    """Promise the customer something by then; they read it behind their link."""
    text = checked_text("text", text)
    due_at = in_utc(due_at)
    with rt.transaction() as tx:
        case = _case(tx, case_id, by)
        if case.instance_id is not None:
            tx.lock_instance(case.instance_id)  # nobody closes the case from here on
            tx.session.refresh(case)
        case.must_be_open()
        if due_at <= tx.at:
            raise Invalid.field("due_at", "in the future")
        if len(text) > _LONGEST:
            raise Invalid.field("text", f"at most {_LONGEST} characters")
        row = CustomerPromise(
            id=new_id(),
            case_id=case_id,
            text=text,
            due_at=due_at,
            warn_at=warning_of(tx.at, due_at),
            made_at=tx.at,
            made_by=by.name,
        )
        tx.add(row)
        _tell(tx, case, "promise.made", by, {"text": text, "due_at": due_at.isoformat()})
        return _seen(tx, row)


def keep_promise(rt: Runtime, promise_id: UUID, *, by: Actor) -> PromiseView:
    """Note that it was done."""
    with rt.transaction() as tx:
        row, case = _locked(tx, promise_id, by)
        row.keep(by=by.name, at=tx.at)
        _tell(tx, case, "promise.kept", by, {"text": row.text, "outcome": str(row.outcome)})
        return _seen(tx, row)


def take_promise_back(rt: Runtime, promise_id: UUID, *, reason: str, by: Actor) -> PromiseView:
    """Note that it will not be so, and why."""
    reason = checked_text("reason", reason)
    with rt.transaction() as tx:
        row, case = _locked(tx, promise_id, by)
        row.take_back(reason=reason, by=by.name, at=tx.at)
        _tell(tx, case, "promise.taken_back", by, {"text": row.text, "reason": reason})
        return _seen(tx, row)


def end_promises(tx: Transaction, instance: ProcessInstance, *, by: str, told: Mapping[str, object]) -> None:
    """The case is over: what is promised in it still is over with it, and the record says how it ended."""
    reason = str(told.get("reason") or told["status"])
    mine = (CustomerPromise.case_id == instance.case_id) & CustomerPromise.ended_at.is_(None)
    for row in tx.session.scalars(select(CustomerPromise).where(mine).order_by(CustomerPromise.id)):
        row.end_with_case(reason=reason, by=by, at=tx.at)
        tx.tell(instance, "promise.ended", by, detail={**told, "text": row.text, "outcome": str(row.outcome)})


def _case(tx: Transaction, case_id: UUID, by: Actor) -> Case:
    case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
    must_work_on_case(tx.session, case_id, by)
    return case


def _locked(tx: Transaction, promise_id: UUID, by: Actor) -> tuple[CustomerPromise, Case]:
    """The promise and its case, the instance locked first; whose case one does not see, it is not there."""
    missing = PromiseNotFound(promise_id=promise_id)
    try:
        case = _case(tx, tx.get(CustomerPromise, promise_id, missing).case_id, by)
    except CaseNotFound as unseen:
        raise missing from unseen
    if case.instance_id is not None:
        tx.lock_instance(case.instance_id)
    row = tx.session.get_one(CustomerPromise, promise_id, with_for_update=True, populate_existing=True)
    return row, case


def _tell(tx: Transaction, case: Case, kind: str, by: Actor, detail: dict[str, object]) -> None:
    if case.instance_id is not None:
        tx.tell(tx.lock_instance(case.instance_id), kind, by.name, detail=detail)


def _seen(tx: Transaction, row: CustomerPromise) -> PromiseView:
    tx.flush()
    found = promises_of(tx.session, case_id=row.case_id, now=tx.at)
    return next(each for each in found if each.id == row.id)
