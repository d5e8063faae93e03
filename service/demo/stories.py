"""What happened to each made-up case: who called about what, how long ago, and what was done since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Complete:
    """Whoever may do it completes the task, with these answers."""

    activity_id: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Claim:
    """Whoever may do it takes the task and has not finished it."""

    activity_id: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes; what becomes due happens."""

    passed: timedelta


@dataclass(frozen=True, slots=True)
class Hear:
    """The customer says something."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The customer takes it back."""

    reason: str


Happening = Complete | Claim | Wait | Hear | Withdraw


@dataclass(frozen=True, slots=True)
class Client:
    """A made-up customer and whom to call there."""

    name: str
    contact: str
    phone: str
    tier: int
    address: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One case, from the customer's words to where it stands."""

    kind: str
    client: Client
    subject: str
    description: str
    since: timedelta
    happened: tuple[Happening, ...] = ()
    channel: str = "hotline"
    expected_solution: str = ""


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)
