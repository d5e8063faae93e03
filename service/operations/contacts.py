"""The people to reach at a customer, kept current: how, in which language, by which clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import available_timezones

from service.domain.addresses import is_mail_address
from service.domain.customers import Contact, Edit, ServiceRecord
from service.errors import ContactNotFound, Invalid, NotAllowed
from service.ids import new_id
from service.queries.customer.wording import LANGUAGES
from service.queries.customer_files import customer_file
from service.store.searching import keep_words

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views.customers import CustomerFile
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

FIELDS = ("name", "phone", "email", "language", "time_zone")
_OURS = ("language", "time_zone")
"""Fields that may be empty: the company's own holds then."""
_LONGEST = 200


def edit_contact(rt: Runtime, customer_id: UUID, contact_id: UUID, edit: Edit, *, by: Actor) -> CustomerFile:
    """Change how somebody is reached; what is left out stays, and what changed is put on record.

    Two who edit at once come after one another; the second never undoes the first unseen.
    """
    with rt.transaction() as tx:
        if "edit" not in customer_file(rt, customer_id, by=by).sees:
            raise NotAllowed(reason="customers are kept by customer service and sales")
        contact = _locked(tx, customer_id, contact_id)
        now = {name: getattr(contact, name) or "" for name in FIELDS}
        changed = Edit(_checked(edit.given), _tidy(edit.was)).changes(now)
        for name, text in changed.items():
            setattr(contact, name, (text or None) if name in _OURS else text)
        if changed:
            keep_words(tx.connection, customer_id, [changed.get(name, "") for name in ("name", "phone")])
            _note(tx, contact, {name: {"before": now[name], "after": changed[name]} for name in changed}, by)
        return customer_file(rt, customer_id, by=by)


def _locked(tx: Transaction, customer_id: UUID, contact_id: UUID) -> Contact:
    """The contact as it stands, nobody else's until the end."""
    contact = tx.session.get(Contact, contact_id, with_for_update={"key_share": True}, populate_existing=True)
    if contact is None or contact.customer_id != customer_id:
        raise ContactNotFound(contact_id=contact_id)
    return contact


def _tidy(given: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in given.items()}


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    found = _tidy(given)
    wrong: dict[str, list[str]] = {}
    for name, text in found.items():
        if len(text) > _LONGEST:
            wrong[name] = [f"at most {_LONGEST} characters"]
    if found.get("name") == "":
        wrong["name"] = ["say something"]
    if found.get("email") and not is_mail_address(found["email"]):
        wrong["email"] = ["an e-mail address has an @ between a name and a place"]
    if found.get("language", "") not in ("", *LANGUAGES):
        wrong["language"] = ["one of: " + ", ".join(LANGUAGES)]
    if found.get("time_zone") and found["time_zone"] not in available_timezones():
        wrong["time_zone"] = ["a time zone, such as Asia/Shanghai"]
    if wrong:
        raise Invalid(wrong)
    return found


def _note(tx: Transaction, contact: Contact, changes: dict[str, dict[str, str]], by: Actor) -> None:
    tx.add(
        ServiceRecord(
            id=new_id(),
            customer_id=contact.customer_id,
            case_id=None,
            at=tx.at,
            by=by.name,
            kind="contact_changed",
            text=f"{contact.name}: {', '.join(changes)}",
            detail=dict(changes),
            corrects_id=None,
        )
    )
    tx.flush()
