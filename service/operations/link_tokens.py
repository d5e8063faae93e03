"""The secret a customer's link ends in, made of a seed under our own key.

Whoever keeps an answer that tells a link keeps the seed in its place: without the key it opens nothing, and
with it the same answer can be given again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from service.runtime.secret import made_of

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction
    from service.settings import Settings

_MARK = b"\xff"
"""Stands before and behind a seed: in no text of UTF-8 there is such a byte, whatever somebody wrote."""
_SEED = re.compile(_MARK + rb"([0-9a-f]{32})" + _MARK)


def new_token(rt: Runtime, tx: Transaction) -> str:
    """A token for one more link."""
    seed = secrets.token_hex(16)
    token = _made_of(rt.settings, seed)
    tx.seeds[token] = seed
    return token


def tracking_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def to_be_kept(tx: Transaction, answer: bytes) -> bytes:
    """The answer with seeds for the tokens made in this unit of work."""
    for token, seed in tx.seeds.items():
        answer = answer.replace(token.encode(), _MARK + seed.encode() + _MARK)
    return answer


def as_told(rt: Runtime, kept: bytes) -> bytes:
    """The answer as it was before its tokens were taken out."""
    return _SEED.sub(lambda found: _made_of(rt.settings, found[1].decode()).encode(), kept)


def _made_of(settings: Settings, seed: str) -> str:
    return urlsafe_b64encode(made_of(settings, "told link", seed)[:24]).decode()
