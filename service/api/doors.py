"""Where somebody comes from who calls without having signed in."""

from __future__ import annotations

from flask import request


def address() -> str:
    """The caller's address; behind trusted proxies, as the farthest of them saw it."""
    return request.remote_addr or ""
