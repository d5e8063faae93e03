"""The entries of a clock's ledger (D9): append-only facts, from which everything else about the clock
follows.

Frozen values and their flat form for a row; no rules. ``at`` is when it happened and counts, ``noted_at``
when it was entered where that was later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from service.domain.clocks.promises import Promise, Unit

Flat = Mapping[str, object]
"""An event's own facts as JSON holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """Something that happened to a clock, when, and by whom (``system`` where nobody decided)."""

    type: ClassVar[str]
    at: datetime
    by: str
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(ClockEvent):
    """The clock started, at the customer's contact or with the work; ``promised_at`` is a date the customer
    was given.
    """

    type: ClassVar[str] = "opened"
    kind: str
    promise: Promise
    round: int = 1
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(ClockEvent):
    """The clock stands still for a reason, until what is awaited comes; somebody looks again on
    ``review_on``.
    """

    type: ClassVar[str] = "paused"
    reason: str
    awaited: str
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(ClockEvent):
    """The clock runs again."""

    type: ClassVar[str] = "resumed"
    by_customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(ClockEvent):
    """A person set the date by hand; from now on it never moves by itself (D4)."""

    type: ClassVar[str] = "moved"
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reruled(ClockEvent):
    """Tier, severity or table changed (D5); ``takes_effect`` False where the deadline held before stays.

    ``decision`` is a supervisor's reason where one decided against the customer's favour.
    """

    type: ClassVar[str] = "reruled"
    promise: Promise
    cause: str
    takes_effect: bool
    decision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redated(ClockEvent):
    """The calendar changed and the deadline with it; told for the explanation, reckoned anew in any case."""

    type: ClassVar[str] = "redated"
    calendar: str
    digest: str
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(ClockEvent):
    """The warning was given."""

    type: ClassVar[str] = "warned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met(ClockEvent):
    """What was promised is done; ``due_at`` is the deadline as it stood then."""

    type: ClassVar[str] = "met"
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Breached(ClockEvent):
    """The deadline passed with the work not done."""

    type: ClassVar[str] = "breached"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted(ClockEvent):
    """Somebody answered for it that this promise need not be kept, or need not have been."""

    type: ClassVar[str] = "exempted"
    due_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(ClockEvent):
    """The promise fell away: the work is no longer to be done."""

    type: ClassVar[str] = "cancelled"
    due_at: datetime | None
    reason: str


_CLASSES: dict[str, type[ClockEvent]] = {
    one.type: one
    for one in (
        *(Opened, Paused, Resumed, Moved, Reruled, Redated),
        *(Warned, Met, Breached, Exempted, Cancelled),
    )
}
_COMMON = {one.name for one in fields(ClockEvent)}
_OWN = {
    type_: tuple(one.name for one in fields(each) if one.name not in _COMMON)
    for type_, each in _CLASSES.items()
}
"""The facts of its own each kind has."""
_PROMISED = tuple(one.name for one in fields(Promise))


def flat_of(event: ClockEvent) -> dict[str, object]:
    """The event's own facts (``at``, ``by`` and ``noted_at`` have columns of their own) for a JSON column."""
    return {name: _flat(getattr(event, name)) for name in _OWN[event.type]}


def event_of(
    type_: str, flat: Flat, *, at: datetime, by: str, noted_at: datetime | None = None
) -> ClockEvent:
    """The event a row holds; facts a newer release added are left aside."""
    event_class = _CLASSES[type_]
    known = _OWN[type_]
    facts = {name: _READ.get(name, _as_is)(value) for name, value in flat.items() if name in known}
    return event_class(at=at, by=by, noted_at=noted_at, **facts)


def _flat(value: object) -> object:
    if isinstance(value, Promise):
        return {name: getattr(value, name) for name in _PROMISED}
    return value.isoformat() if isinstance(value, date) else value


def _as_is(value: object) -> object:
    return value


def _instant(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


def _promise(value: object) -> Promise:
    if not isinstance(value, Mapping):
        raise TypeError("a promise is stored as an object")
    facts = {str(name): told for name, told in value.items()}
    facts["unit"] = Unit(str(facts["unit"]))
    facts["because"] = tuple((str(name), str(told)) for name, told in facts.get("because", ()))
    return Promise(**facts)


_READ: dict[str, Callable[[object], object]] = {
    "promise": _promise,
    "review_on": lambda value: date.fromisoformat(str(value)),
    **dict.fromkeys(("due_at", "due_before", "due_after", "promised_at"), _instant),
}
