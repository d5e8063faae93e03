"""Identifiers of our rows: UUID version 7, so that ids made later sort later and indexes stay compact.

A leaf: imports nothing of ours.
"""

from __future__ import annotations

import os
import threading
import time
from functools import lru_cache
from uuid import UUID, SafeUUID

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_VERSION = 7 << 76
_VARIANT = 2 << 62
_DIGITS = 32


class _Sequence:
    """Milliseconds and a counter inside them, never falling behind within one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """A number of 60 bits: the millisecond, then a counter; greater than every number before."""
        stamp = (time.time_ns() // 1_000_000) << _COUNTER_BITS
        with self._lock:
            self._last = max(stamp, self._last + 1)
            return self._last


_sequence = _Sequence()


@lru_cache(4_096)
def read_id(text: str) -> UUID:
    """The identifier that a text writes: the same few are read again and again from row to row."""
    digits = text.replace("-", "")
    return _with_number(int(digits, 16)) if len(digits) == _DIGITS and digits.isalnum() else UUID(text)


def new_id() -> UUID:
    """A new identifier, greater than every one this process made before."""
    stamp, counter = divmod(_sequence.next(), 1 << _COUNTER_BITS)
    random = int.from_bytes(os.urandom(8), "big") >> (64 - _RANDOM_BITS)
    return _with_number((stamp << 80) | _VERSION | (counter << 64) | _VARIANT | random)


def _with_number(number: int) -> UUID:
    """The identifier of 128 bits known to be good, past the questions its own constructor asks first."""
    made = UUID.__new__(UUID)
    _set(made, "int", number)
    _set(made, "is_safe", _UNKNOWN)
    return made


_set, _UNKNOWN = object.__setattr__, SafeUUID.unknown
