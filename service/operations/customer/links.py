"""The customer's links: whose case one opens, made anew, taken back. Only hashes of tokens are kept."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import update

from service.domain.cases import Case
from service.domain.customers import Contact
from service.domain.links import CaseLink
from service.domain.people import CUSTOMER, FRONT_DESK, SYSTEM
from service.domain.views.customer import LinkView
from service.errors import CaseNotFound, NotInGroup
from service.operations.link_tokens import new_token, tracking_hash
from service.runtime.secret import signed
from service.store.links import case_behind
from service.store.visibility import may_see_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

AT_THE_LINK = replace(CUSTOMER, groups=frozenset({FRONT_DESK}))
"""The customer, once their link was found to be good: what they say is taken down as the front desk would."""


def case_of(tx: Transaction, token: str) -> Case:
    """The case this link opens; a link that is unknown or was taken back opens none."""
    case_id = case_behind(tx.session, token)
    if case_id is None:
        raise CaseNotFound(case_id="behind this link")
    return tx.get(Case, case_id, CaseNotFound(case_id=case_id))


def renew_link(rt: Runtime, case_id: UUID, *, by: Actor) -> LinkView:
    """Make a new link and take back all others; the address is told this once."""
    with rt.transaction() as tx:
        case = _for_front_desk(tx, case_id, by)
        _take_back_all(tx, case)
        made = make_link(rt, tx, case_id, by=by.name)
        _tell(tx, case, "case.link_renewed", by)
        return made


def revoke_link(rt: Runtime, case_id: UUID, *, by: Actor) -> None:
    """Take back every link of a case; asked twice, once."""
    with rt.transaction() as tx:
        case = _for_front_desk(tx, case_id, by)
        _take_back_all(tx, case)
        _tell(tx, case, "case.link_revoked", by)


def make_link(rt: Runtime, tx: Transaction, case_id: UUID, *, by: str) -> LinkView:
    """One more link of this case."""
    return _made(rt, tx, case_id, new_token(rt, tx), by=by)


def delivery_link(rt: Runtime, tx: Transaction, case_id: UUID, delivery_id: UUID) -> LinkView:
    """The link of a delivery: the same however often it is tried; another if it was taken back meanwhile.

    Its token follows from the delivery under our own key: nobody else can reckon it, and no row holds it.
    """
    token = signed(rt.settings, "link", str(delivery_id))
    known = tx.session.get(CaseLink, tracking_hash(token))
    if known is None:
        return _made(rt, tx, case_id, token, by=SYSTEM.name)
    if known.revoked_at is not None:
        return make_link(rt, tx, case_id, by=SYSTEM.name)
    return _seen(rt, known, token)


def _made(rt: Runtime, tx: Transaction, case_id: UUID, token: str, *, by: str) -> LinkView:
    row = CaseLink(token_hash=tracking_hash(token), case_id=case_id, made_at=tx.at, made_by=by)
    tx.add(row)
    return _seen(rt, row, token)


def _seen(rt: Runtime, row: CaseLink, token: str) -> LinkView:
    return LinkView(row.case_id, f"{rt.settings.public_url.rstrip('/')}/t/{token}", row.made_at)


def read_in(rt: Runtime, token: str, language: str) -> None:
    """Note the language in which the customer reads, so that notices speak it."""
    with rt.transaction() as tx:
        contact = tx.session.get_one(Contact, case_of(tx, token).contact_id)
        contact.language = language


def unsubscribe(rt: Runtime, token: str, *, wanted: bool = True) -> str:
    """Note that the customer wants nothing they need not be told; a link taken back is good enough for that.

    Returns the number of the case the link belongs to.
    """
    with rt.transaction() as tx:
        case_id = case_behind(tx.session, token, revoked_too=True)
        if case_id is None:
            raise CaseNotFound(case_id="behind this link")
        case = tx.session.get_one(Case, case_id)
        contact = tx.session.get_one(Contact, case.contact_id)
        contact.unsubscribed_at = (contact.unsubscribed_at or tx.at) if wanted else None
        _tell(tx, case, "contact.unsubscribed" if wanted else "contact.subscribed", CUSTOMER)
        return case.number


def _for_front_desk(tx: Transaction, case_id: UUID, by: Actor) -> Case:
    case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
    if not may_see_case(tx.session, case_id, by):
        raise CaseNotFound(case_id=case_id)
    if not (by.is_in(FRONT_DESK) or by.is_supervisor):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
    return case


def _take_back_all(tx: Transaction, case: Case) -> None:
    """The first link stands on the case itself: the hash of nothing anybody knows takes its place."""
    case.tracking_token_hash = tracking_hash(secrets.token_urlsafe(32))
    mine = (CaseLink.case_id == case.id) & CaseLink.revoked_at.is_(None)
    tx.session.execute(update(CaseLink).where(mine).values(revoked_at=tx.at))


def _tell(tx: Transaction, case: Case, kind: str, by: Actor) -> None:
    if case.instance_id is not None:
        tx.tell(tx.lock_instance(case.instance_id), kind, by.name)
