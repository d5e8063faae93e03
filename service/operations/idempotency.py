"""Idempotency keys: the same request twice is done once and answered the same.

The caller opens ``rt.transaction()`` around ``claim_key``, the work and ``keep_answer``, so that the answer is
stored exactly if the work is. On PostgreSQL a second request with the key waits at the claim for the first to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from service.domain.people import IdempotencyKey
from service.errors import IdempotencyKeyReused, StaleWrite
from service.store.hot import table

if TYPE_CHECKING:
    from service.runtime import Runtime

_KEYS = table(IdempotencyKey)
_MINE = (_KEYS.c.actor == bindparam("who")) & (_KEYS.c.key == bindparam("which"))
_CLAIM = {
    "sqlite": insert_sqlite(_KEYS).on_conflict_do_nothing().returning(_KEYS.c.key),
    "postgresql": insert_postgresql(_KEYS).on_conflict_do_nothing().returning(_KEYS.c.key),
}
_KEEP = update(_KEYS).where(_MINE).values(status=bindparam("new_status"), body=bindparam("new_body"))
_FOUND = select(_KEYS.c.digest, _KEYS.c.status, _KEYS.c.body).where(_MINE)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer an earlier request with this key got."""

    status: int
    body: bytes


def claim_key(rt: Runtime, *, actor: str, key: str, digest: str) -> KeptAnswer | None:
    """Claim a key for a request; the kept answer if it was answered before; another digest is refused."""
    with rt.transaction() as tx:
        claimed = tx.connection.execute(
            _CLAIM[tx.connection.dialect.name],
            {"actor": actor, "key": key[:255], "digest": digest, "created_at": tx.at},
        )
        if claimed.first() is not None:
            return None
        found = tx.connection.execute(_FOUND, {"who": actor, "which": key[:255]}).one_or_none()
    if found is None:
        raise StaleWrite  # thrown away between the two statements: claiming again will do
    if found.digest != digest:
        raise IdempotencyKeyReused
    return KeptAnswer(found.status or 0, found.body or b"")


def keep_answer(rt: Runtime, *, actor: str, key: str, answer: KeptAnswer) -> None:
    """Keep the answer to a claimed key."""
    with rt.transaction() as tx:
        kept = {"new_status": answer.status, "new_body": answer.body}
        tx.connection.execute(_KEEP, {"who": actor, "which": key[:255], **kept})
