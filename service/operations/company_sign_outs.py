"""Sign-ins that end because the company's own sign-in says so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from service.domain.people import SYSTEM, SessionToken
from service.errors import SignInRefused
from service.operations.audit import note_act
from service.operations.idempotency import claim_key
from service.operations.sessions import elsewhere

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class SignOutTold:
    """Whose sign-ins ended there, or which one of them; ``token_id`` names the telling."""

    token_id: str
    issuer: str
    subject: str
    session: str


def end_vouched(rt: Runtime, told: SignOutTold) -> int:
    """End the sign-ins this is about, those by password excepted; tells how many there were.

    Told once: the same telling again would end sign-ins that were made since.
    """
    theirs: list[ColumnElement[bool]] = [SessionToken.revoked_at.is_(None)]
    if told.session:
        theirs.append(SessionToken.vouched_in == elsewhere(told.issuer, told.session))
    if told.subject:
        theirs.append(SessionToken.vouched_for == elsewhere(told.issuer, told.subject))
    name = hashlib.sha256(f"{told.issuer}\n{told.token_id}".encode()).hexdigest()
    with rt.transaction() as tx:
        if claim_key(rt, actor="company sign-in", key=name, digest="sign-out") is not None:
            raise SignInRefused(reason="again")
        ended = update(SessionToken).where(*theirs, SessionToken.expires_at > tx.at)
        people = tx.session.execute(ended.values(revoked_at=tx.at).returning(SessionToken.person_name))
        names = people.scalars().all()
        for person in sorted(set(names)):
            note_act(tx, "sign_in.ended", person, by=SYSTEM.name, way="oidc")
        return len(names)
