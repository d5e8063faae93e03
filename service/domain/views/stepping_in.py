"""What an act by hand would do, before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing an instance has: a task, a timer, a message waited for or sent, an effect, a clock, an
    incident, or (``instance``) how it stands itself. ``told`` is its state, its owner, its reason.
    """

    kind: str
    id: str
    activity_id: str
    name: str
    at: datetime | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The same thing, before and after."""

    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would appear, what would vanish, and what would be otherwise."""

    appears: tuple[Standing, ...] = ()
    vanishes: tuple[Standing, ...] = ()
    changes: tuple[Moved, ...] = ()
    variables: tuple[str, ...] = ()
    """The names of the variables that would get another value."""
