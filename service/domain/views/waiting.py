"""What a case waits for, as people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Awaited(StrEnum):
    """What kind of thing is waited for."""

    TASK = "task"
    """Work of people."""
    SIGNATURE = "signature"
    """Signatures under work that is done."""
    SECTIONS = "sections"
    """Sections of a sheet to be filled in and signed."""
    TIMER = "timer"
    """A moment."""
    MESSAGE = "message"
    """Word from outside."""
    OUTSIDE = "outside"
    """Work of a program outside."""
    OURS = "ours"
    """Work this product does itself, in a moment."""
    STUCK = "stuck"
    """A supervisor, for something went wrong."""
    SUSPENDED = "suspended"
    """Somebody to let the case go on."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing a case waits for: what, by whom, until when."""

    kind: Awaited
    name: str = ""
    """The element of the diagram, in the reader's language."""
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Who has it, or whose signatures lack; of a program outside, the account it came by."""
    until: datetime | None = None
    task_id: UUID | None = None
    """The task, where it is one, whether or not the reader may see it."""
