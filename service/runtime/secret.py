"""What this company signs with: the setting, or a key made once and kept in the data folder."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.settings import Settings

_FILE = "secret_key"


def secret_of(settings: Settings) -> bytes:
    """The key; several machines must be given the same by setting."""
    return settings.secret_key.encode() if settings.secret_key else _kept(settings.data_dir)


def signed(settings: Settings, purpose: str, words: str) -> str:
    """A signature under these words that means something for this purpose only."""
    return made_of(settings, purpose, words).hex()[:40]


def made_of(settings: Settings, purpose: str, words: str) -> bytes:
    """32 bytes that follow from these words for this purpose, and that nobody without the key can reckon."""
    return hmac.digest(secret_of(settings), f"{purpose}:{words}".encode(), "sha256")


def is_signed(settings: Settings, purpose: str, words: str, signature: str) -> bool:
    """Whether we signed that."""
    return hmac.compare_digest(signed(settings, purpose, words).encode(), signature.encode())


@lru_cache(maxsize=16)
def _kept(folder: Path) -> bytes:
    """The key in this folder, made if there is none; of two that make one at once, the first holds."""
    path = folder / _FILE
    folder.mkdir(parents=True, exist_ok=True)
    mine = folder / f"{_FILE}.{secrets.token_hex(8)}"
    if not path.exists():
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_bytes()
