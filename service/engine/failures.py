"""What can go wrong in the engine; each names the element, the reason and a remedy.

EngineError
├── CannotRun
├── NotWaiting
├── StepLimitExceeded
├── UncaughtError
├── ConflictingWrites
├── Zombie
├── CannotModify
├── MigrationBlocked
└── StateTooNew
"""

from __future__ import annotations

from collections.abc import Sequence


class EngineError(Exception):
    """The engine could not take the step; nothing of it happened."""

    def __init__(self, reason: str, *, activity_id: str | None = None, remedy: str = "") -> None:
        """Keep what is wrong, at which element, and what would mend it."""
        super().__init__(reason)
        self.reason = reason
        self.activity_id = activity_id
        self.remedy = remedy


class CannotRun(EngineError):
    """The definition uses something this engine does not run."""


class NotWaiting(EngineError):
    """The stimulus names a wait that is gone."""


class StepLimitExceeded(EngineError):
    """The step ran through more elements or longer than one step may."""


class UncaughtError(EngineError):
    """A BPMN error was thrown and nothing catches it."""


class ConflictingWrites(EngineError):
    """Two parallel branches gave the same variable different values."""


class Zombie(EngineError):
    """After the step the run neither waits for anything nor has ended."""


class CannotModify(EngineError):
    """The run cannot be set as somebody asked by hand."""


class MigrationBlocked(EngineError):
    """The run stands where the other version cannot go on; ``blocks`` says at which element, and why."""

    def __init__(self, blocks: Sequence[tuple[str, str]]) -> None:
        """Keep every element and its reason."""
        super().__init__("; ".join(f"{where}: {why}" for where, why in blocks), activity_id=blocks[0][0])
        self.blocks = tuple(blocks)


class StateTooNew(EngineError):
    """The stored state was written by a newer release."""
