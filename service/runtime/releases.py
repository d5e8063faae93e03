"""An old release beside a new one: what the newer has written is left to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.engine.progress import StateTooNew
from service.errors import ReleaseTooOld


@contextmanager
def of_this_release() -> Iterator[None]:
    """Read the state of an instance here. One written by a newer release is nobody's failure: no attempt is
    counted and no incident opened, the newer release will take the step.
    """
    try:
        yield
    except StateTooNew as newer:
        raise ReleaseTooOld(found=newer.reason) from newer
