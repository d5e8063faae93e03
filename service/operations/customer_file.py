"""What is known of a customer, kept current (S1-2.4): every change is an entry in the service record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.addresses import is_mail_address
from service.domain.customer_access import SENSITIVE
from service.domain.customers import Edit, ServiceRecord
from service.errors import Invalid, NotAllowed
from service.ids import new_id
from service.operations.customers import lock_customer
from service.queries.customer_files import customer_file
from service.store.searching import keep_words

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views.customers import CustomerFile
    from service.runtime import Runtime

FIELDS = ("name", "company", "industry", "scope", "phone", "email", "address", *SENSITIVE)
_FOUND_BY = ("name", "company", "phone")
_LONGEST = {"scope": 4000, "address": 2000, "decision_chain": 4000, "budget": 4000}
_HIDDEN = "…"
"""Stands in the record for a sensitive value: that it changed is on record, not what it says."""


def edit_customer(rt: Runtime, customer_id: UUID, edit: Edit, *, by: Actor) -> CustomerFile:
    """Change what is known of a customer; the fields left out stay, and what changed is put on record.

    Two who edit at once come after one another; the second never undoes the first unseen.
    """
    with rt.transaction() as tx:
        seen = customer_file(rt, customer_id, by=by)
        _must_be_theirs(seen, edit.given)
        customer = lock_customer(tx, customer_id)
        now = {name: getattr(customer, name) or "" for name in FIELDS}
        was = {name: text.strip() for name, text in edit.was.items()}
        changed = Edit(_checked(edit.given), was).changes(now)
        if changed:
            before = {name: now[name] for name in changed}
            for name, text in changed.items():
                setattr(customer, name, text)
            keep_words(tx.connection, customer_id, [changed.get(name, "") for name in _FOUND_BY])
            tx.add(_entry(customer_id, tx.at, by.name, (before, changed)))
            tx.session.flush()
        return customer_file(rt, customer_id, by=by)


def _must_be_theirs(seen: CustomerFile, given: Mapping[str, str]) -> None:
    """Nobody overwrites what they may not even read."""
    if "edit" not in seen.sees:
        raise NotAllowed(reason="customers are kept by customer service and sales")
    if "sensitive" not in seen.sees and any(given.get(name) for name in SENSITIVE):
        raise NotAllowed(reason="this part of the customer needs an approval first")


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    for name, text in given.items():
        words = text.strip()
        if name not in FIELDS:
            wrong[name] = ["There is no such field here."]
        elif len(words) > _LONGEST.get(name, 200):
            wrong[name] = [f"At most {_LONGEST.get(name, 200)} characters."]
        else:
            found[name] = words
    if "name" in found and not found["name"]:
        wrong["name"] = ["who the customer is"]
    if found.get("email") and not is_mail_address(found["email"]):
        wrong["email"] = ["an e-mail address has an @ between a name and a place"]
    if wrong:
        raise Invalid(wrong)
    return found


def _entry(
    customer_id: UUID, at: object, by: str, change: tuple[Mapping[str, str], Mapping[str, str]]
) -> ServiceRecord:
    before, after = change
    detail = {
        name: {"before": _HIDDEN, "after": _HIDDEN}
        if name in SENSITIVE
        else {"before": before[name], "after": after[name]}
        for name in after
    }
    return ServiceRecord(
        id=new_id(),
        customer_id=customer_id,
        case_id=None,
        at=at,
        by=by,
        kind="customer_changed",
        text=", ".join(after),
        detail=detail,
        corrects_id=None,
    )
