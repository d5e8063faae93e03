"""Idempotency keys: the same request twice is done once and answered the same.

The caller opens ``rt.transaction()`` around ``claim_key``, the work and ``keep_answer``, so that the answer is stored
exactly if the work is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer an earlier request with this key got."""

    status: int
    body: bytes


def claim_key(rt: Runtime, *, actor: str, key: str, digest: str) -> KeptAnswer | None:
    """Claim a key for a request; the kept answer if it was answered before; another digest is refused."""
    raise NotImplementedError


def keep_answer(rt: Runtime, *, actor: str, key: str, answer: KeptAnswer) -> None:
    """Keep the answer to a claimed key."""
    raise NotImplementedError
