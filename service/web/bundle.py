"""Addresses of what pages load: with a digest of the content, so that a browser may keep it for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, request

STATIC = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


def is_built(name: str) -> bool:
    """Whether the browser bundle holds this file."""
    return (STATIC / "dist" / name).is_file()


def asset_url(path: str) -> str:
    """The address of a static file."""
    file = STATIC / path
    changed = file.stat().st_mtime_ns if file.is_file() else 0
    return f"/static/{path}?v={_digest(file, changed)}"


@lru_cache(maxsize=64)
def _digest(file: Path, changed: int) -> str:
    if not changed:
        return "none"
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()


def keep_for_ever(response: Response) -> Response:
    """Let browsers keep what was asked for with its digest."""
    if request.endpoint == "pages.static" and "v" in request.args:
        response.headers["Cache-Control"] = _FOR_EVER
    return response
