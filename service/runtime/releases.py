"""An old release beside a new one: what the newer has written is left to it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from service.engine.progress import StateTooNew
from service.errors import ReleaseTooOld


class _OfThisRelease:
    """A block that reads states; it keeps nothing, so that one serves all."""

    def __enter__(self) -> None:
        """Read from here on."""

    def __exit__(self, kind: object, failed: BaseException | None, trace: object) -> None:
        """Say whose state it is that cannot be read."""
        if isinstance(failed, StateTooNew):
            raise ReleaseTooOld(found=failed.reason) from failed


_ALWAYS = _OfThisRelease()


def of_this_release() -> AbstractContextManager[None]:
    """Read the state of an instance here. One written by a newer release is nobody's failure: no attempt is
    counted and no incident opened, the newer release will take the step.
    """
    return _ALWAYS
