"""A moment without a run: for expressions that are evaluated before any run exists, such as timer starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from service.engine.language import instant_nanos
from service.engine.progress import EngineError, Host, Variables


class NoHost:
    """A host that promises nothing."""

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """There is no case yet whose promise could be reckoned."""
        raise EngineError(f"sla({kind!r}) means nothing before a run has begun")


@dataclass(frozen=True, slots=True)
class QuietMoment:
    """The present instant, and no host."""

    now: datetime
    sla_host: Host = field(default_factory=NoHost)

    @property
    def instant(self) -> int:
        """The instant as FEEL counts it."""
        return instant_nanos(self.now)
