"""One's own sign-ins: listed, ended one by one or all at once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from service.domain.people import SessionToken
from service.domain.views.acts import SessionView
from service.errors import SessionNotFound
from service.operations.audit import note_act

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from service.domain.people import Actor
    from service.runtime import Runtime

_SHOWN = 16
"""Half of the hash's first bytes name a session; nobody gets in with a hash, much less with a part of it."""


def own_sessions(rt: Runtime, name: str, *, token: str) -> tuple[SessionView, ...]:
    """The sign-ins of this person that still hold, the newest first; ``token`` is the one in use."""
    current = _name_of(hashlib.sha256(token.encode()).digest())
    wanted = select(SessionToken).where(_alive(rt, name, rt.now())).order_by(SessionToken.created_at.desc())
    with rt.reading() as session:
        rows = session.execute(wanted).scalars().all()
    return tuple(
        SessionView(
            id=_name_of(each.token_hash),
            device=each.device or "",
            way=each.way or "password",
            created_at=each.created_at,
            expires_at=each.expires_at,
            current=_name_of(each.token_hash) == current,
        )
        for each in rows
    )


def end_own_session(rt: Runtime, session_id: str, *, by: Actor) -> None:
    """End one of one's own sign-ins; one that has ended, or is another's, is not there."""
    with rt.transaction() as tx:
        mine = tx.session.execute(select(SessionToken).where(_alive(rt, by.name, tx.at))).scalars()
        found = next((each for each in mine if _name_of(each.token_hash) == session_id), None)
        if found is None:
            raise SessionNotFound(session=session_id)
        found.revoked_at = tx.at
        note_act(tx, "sign_in.ended", by.name, by=by.name)


def end_all_own_sessions(rt: Runtime, *, by: Actor) -> int:
    """End every sign-in of one's own, the present one too; tells how many there were."""
    with rt.transaction() as tx:
        ended = update(SessionToken).where(_alive(rt, by.name, tx.at)).values(revoked_at=tx.at)
        count: int = tx.connection.execute(ended).rowcount
        note_act(tx, "sign_in.ended", by.name, by=by.name)
        return count


def _alive(rt: Runtime, name: str, at: datetime) -> ColumnElement[bool]:
    used = func.coalesce(SessionToken.seen_at, SessionToken.created_at)
    return (
        (SessionToken.person_name == name)
        & SessionToken.revoked_at.is_(None)
        & (SessionToken.expires_at > at)
        & ((func.coalesce(SessionToken.device, "") == "") | (used > at - rt.settings.session_idle_for))
    )


def _name_of(token_hash: bytes) -> str:
    return token_hash.hex()[:_SHOWN]
