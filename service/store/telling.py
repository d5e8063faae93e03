"""What the driver raises, told as errors of ours that say what the caller can do."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from service.errors import AftercareError, StaleWrite, StorageFull, Unavailable


class _Telling:
    """A block whose driver errors leave as ours; it keeps nothing, so that one serves all."""

    def __enter__(self) -> None:
        """Listen from here on."""

    def __exit__(self, kind: object, failed: BaseException | None, trace: object) -> None:
        """Raise in its place what the caller can do something about."""
        if failed is None:
            return
        ours = _told(failed)
        if ours is not None:
            raise ours from failed


_ALWAYS = _Telling()


def telling() -> AbstractContextManager[None]:
    """Let what the driver raises leave as an error of ours that says what the caller can do."""
    return _ALWAYS


DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)
"""What prepared statements raise: they run on the driver's own cursor."""

_AGAIN = {"40001", "40P01"}
"""SQLSTATEs of a lost race: serialization failure, deadlock."""


def _told(failed: BaseException) -> AftercareError | None:
    """The error of ours in place of this one; None if it passes as it is."""
    if isinstance(failed, StaleDataError):
        return StaleWrite()
    if isinstance(failed, PoolTimeout):
        return Unavailable()
    return _ours(failed) if isinstance(failed, (DBAPIError, *DRIVER_ERRORS)) else None


def _ours(failed: Exception) -> AftercareError | None:
    """The error of ours a driver's error means; None if it is a mistake in our code."""
    original = failed.orig if isinstance(failed, DBAPIError) else failed
    state = getattr(original, "sqlstate", None) or ""
    text = str(original)
    if state in _AGAIN:
        return StaleWrite()
    if state in ("53100", "53200") or "disk is full" in text:
        return StorageFull()
    lost = isinstance(failed, DBAPIError) and failed.connection_invalidated
    if lost or state[:2] in ("08", "53", "57") or state == "55P03":
        return Unavailable()
    if isinstance(original, (sqlite3.OperationalError, psycopg.OperationalError)) and state[:2] != "42":
        return None if "no such" in text or "syntax error" in text else Unavailable()
    return None
