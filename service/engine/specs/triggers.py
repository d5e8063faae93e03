"""What an event waits for or throws: the event definitions of BPMN, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from service.engine.progress import EngineError
from service.engine.runtime.moment import Asked, QuietMoment
from service.engine.specs.schedule import Schedule, instant_of, next_beat, schedule_of

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.progress import Value
    from service.engine.runtime.token import Token


class Kind(StrEnum):
    """The kinds of event definitions."""

    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    COMPENSATION = "compensation"
    CANCEL = "cancel"
    TERMINATE = "terminate"


WAITED_FOR = frozenset({Kind.TIMER, Kind.MESSAGE, Kind.SIGNAL, Kind.CONDITIONAL})
"""What a token can wait for; the others are looked up along the scopes when they are thrown."""

BUSINESS_KEY = "business_key"


class TimerKind(StrEnum):
    """How BPMN states a time."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event definition. ``name`` is the message's or signal's name, the code, or the activity to
    compensate.
    """

    kind: Kind
    name: str | None = None
    name_value: Expression | None = None
    timer_kind: TimerKind | None = None
    timer: Expression | None = None
    condition: Expression | None = None
    correlation: Mapping[str, Expression] = field(default_factory=dict)
    code_variable: str | None = None
    message_variable: str | None = None
    topic: str | None = None
    brings: frozenset[str] = frozenset()
    """The variables a message from outside may bring along here."""

    def named(self, token: Token) -> str:
        """The name of the message or signal as this token means it."""
        if self.name_value is None:
            return self.name or ""
        name = self.name_value.evaluate(token.view(), token.top)
        if not isinstance(name, str) or not name:
            raise EngineError(f"the {self.kind} is named {self.name_value.text!r}, which is no text now")
        return name

    def catches(self, code: str | None) -> bool:
        """Whether a handler for errors or escalations takes this code; one without a code takes all."""
        return self.name is None or self.name == code

    def keys(self, token: Token) -> dict[str, str]:
        """The correlation of a message: its own keys, or the business key of the process run."""
        if not self.correlation:
            return {BUSINESS_KEY: token.business_key}
        view = token.view()
        return {name: text_of(value.evaluate(view, token.top)) for name, value in self.correlation.items()}

    def schedule(self, token: Token) -> Schedule:
        """When the timer is due, reckoned now, and how often it comes again."""
        assert self.timer is not None and self.timer_kind is not None
        asked = Asked(token.top.sla_host)
        value = self.timer.evaluate(token.view(), QuietMoment(token.top.now, asked))
        schedule = schedule_of(self.timer_kind, value, token.top.now)
        return replace(schedule, promise=asked.promise_of(schedule.due_at))

    def again(self, token: Token, schedule: Schedule) -> Schedule | None:
        """The schedule after a firing: the next beat, a date reckoned anew, or nothing more."""
        if self.timer_kind is not TimerKind.CYCLE:
            return None
        if schedule.every is not None:
            return next_beat(schedule, token.top.now)
        assert self.timer is not None
        asked = Asked(token.top.sla_host)
        value = instant_of(self.timer.evaluate(token.view(), QuietMoment(token.top.now, asked)))
        if value is None or value <= token.top.now:
            return None
        return Schedule(value, promise=asked.promise_of(value))


def text_of(value: Value) -> str:
    """A value as a key or a property shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def names_of(value: Value) -> tuple[str, ...]:
    """A list of names out of a list, or out of text with commas."""
    if value is None:
        return ()
    parts = [each for each in value if each is not None] if isinstance(value, list) else str(value).split(",")
    return tuple(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))


__all__ = ["BUSINESS_KEY", "WAITED_FOR", "Kind", "TimerKind", "Trigger", "names_of", "text_of"]
