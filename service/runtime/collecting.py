"""Garbage collection for a process that serves for days: what it loaded at its start is not garbage."""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 20_000, 20, 20
"""Python looks through the young after every 700 objects: a step makes more, nearly all gone with it."""


def settle() -> None:
    """Leave everything loaded so far out of collections from now on, and collect less often.

    To be called once a process is ready to serve: a step's own garbage is still found, soon after it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
