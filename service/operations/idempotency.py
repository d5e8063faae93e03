"""Idempotency keys: the same request twice is done once and answered the same.

The caller opens ``rt.transaction()`` around ``claim_key``, the work and ``keep_answer``, so that the answer
is stored exactly if the work is. On PostgreSQL a second request with the key waits at the claim for the first
to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from service.domain.people import IdempotencyKey
from service.errors import IdempotencyKeyReused, StaleWrite
from service.operations.link_tokens import as_told, to_be_kept
from service.store.hot import table
from service.store.prepared import Prepared

if TYPE_CHECKING:
    from service.runtime import Runtime

_KEYS = table(IdempotencyKey)
_MINE = (_KEYS.c.actor == bindparam("who", required=True)) & (
    _KEYS.c.key == bindparam("which", required=True)
)
_CLAIM = {
    "sqlite": Prepared(insert_sqlite(_KEYS).on_conflict_do_nothing()),
    "postgresql": Prepared(insert_postgresql(_KEYS).on_conflict_do_nothing()),
}
_KEEP = Prepared(
    update(_KEYS)
    .where(_MINE)
    .values(status=bindparam("new_status", required=True), body=bindparam("new_body", required=True))
)
_FOUND = Prepared(select(_KEYS.c.digest, _KEYS.c.status, _KEYS.c.body).where(_MINE))


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer an earlier request with this key got."""

    status: int
    body: bytes


def claim_key(rt: Runtime, *, actor: str, key: str, digest: str) -> KeptAnswer | None:
    """Claim a key for a request; the kept answer if it was answered before; another digest is refused."""
    with rt.transaction() as tx:
        row = {"actor": actor, "key": key[:255], "digest": digest, "created_at": tx.at}
        if _CLAIM[tx.connection.dialect.name].run(tx.connection, row) == 1:
            return None
        found = answer_kept(rt, actor=actor, key=key, digest=digest)
    if found is None:
        raise StaleWrite  # thrown away between the two statements: claiming again will do
    return found


def answer_kept(rt: Runtime, *, actor: str, key: str, digest: str) -> KeptAnswer | None:
    """The answer kept under a key, which is not claimed by looking; another digest is refused."""
    with rt.asking() as connection:
        found = _FOUND.first(connection, {"who": actor, "which": key[:255]})
    if found is None:
        return None
    if found[0] != digest:
        raise IdempotencyKeyReused
    return KeptAnswer(found[1] or 0, as_told(rt, found[2] or b""))


def keep_answer(rt: Runtime, *, actor: str, key: str, answer: KeptAnswer) -> None:
    """Keep the answer to a claimed key, but none of the secrets of links it tells."""
    with rt.transaction() as tx:
        kept = {"new_status": answer.status, "new_body": to_be_kept(tx, answer.body)}
        _KEEP.run(tx.connection, {"who": actor, "which": key[:255], **kept})
