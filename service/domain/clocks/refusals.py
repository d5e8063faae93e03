"""What cannot be done to a clock; leaves of ``service.errors``."""

from __future__ import annotations

from service.errors import Conflict, Invalid


class ClockEnded(Conflict):
    """The {kind} clock has ended ({outcome}); its outcome is final."""


class ClockBreached(Conflict):
    """The {kind} deadline passed at {due_at}; an exemption may stand beside it, but nothing moves it."""


class ClockAlreadyPaused(Conflict):
    """The {kind} clock already stands still, waiting for {awaited}; resume it first."""


class ClockRequestInvalid(Invalid):
    """The clock cannot do this."""
