"""Where somebody comes from who calls without having signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from service.operations.customer import knocks

if TYPE_CHECKING:
    from service.runtime import Runtime


def address(rt: Runtime) -> str:
    """The caller's address, as the farthest proxy of our own saw it."""
    return knocks.address_of(rt, request.remote_addr or "", request.headers.get("X-Forwarded-For", ""))
