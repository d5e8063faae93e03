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


@dataclass(slots=True)
class Asked:
    """A host that remembers what it was asked, so that a timer knows whose promise it wakes for."""

    host: Host
    answers: list[tuple[str, float, datetime]] = field(default_factory=list)

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """What the host says."""
        at = self.host.sla(kind, fraction, variables)
        self.answers.append((kind, fraction, at))
        return at

    def promise_of(self, due_at: datetime) -> tuple[str, float] | None:
        """The one promise that this instant is; None when it is reckoned from several, or from more."""
        if len(self.answers) != 1 or self.answers[0][2] != due_at:
            return None
        return self.answers[0][:2]


@dataclass(frozen=True, slots=True)
class QuietMoment:
    """The present instant, and no host unless one is given."""

    now: datetime
    sla_host: Host = field(default_factory=NoHost)

    @property
    def instant(self) -> int:
        """The instant as FEEL counts it."""
        return instant_nanos(self.now)
