"""What supervisors see of promises about to be missed: how each stands, what is likely, who had the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the way still to go usually takes, in seconds of working time.

    ``wait_s``: for the ``ahead`` tasks due earlier, shared by ``people``; ``work_s``: the work itself;
    ``rest_s``: from its completion to the end of the promise. The last two are medians of ``samples`` cases.
    """

    wait_s: int
    work_s: int
    rest_s: int
    ahead: int
    people: int
    samples: int

    @property
    def expected_s(self) -> int:
        """All of it together."""
        return self.wait_s + self.work_s + self.rest_s


@dataclass(frozen=True, slots=True)
class UsedPart:
    """Who had how much of a promise's working time: a person, or a group in which nobody had claimed it."""

    who: str
    is_group: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class BreachView:
    """A promise that is missed, at risk, or likely to be missed; ``standing`` says which.

    ``left_s``: working time left, negative when overdue.
    """

    clock_id: UUID
    kind: str
    kind_name: str
    standing: str
    due_at: datetime
    left_s: int
    round: int
    case_id: UUID
    case_number: str
    case_subject: str
    customer_name: str
    contact_phone: str
    tier: int
    instance_id: UUID
    task_id: UUID | None
    task_name: str
    assignee: str | None
    groups: tuple[str, ...]
    forecast: Forecast | None
    used: tuple[UsedPart, ...]


@dataclass(frozen=True, slots=True)
class BreachBoard:
    """The promises that need somebody, nearest first; ``counts`` by standing, then by group and by person.

    ``cut``: there are more than are looked at once.
    """

    items: tuple[BreachView, ...]
    counts: Mapping[str, int]
    by_group: Mapping[str, Mapping[str, int]]
    by_person: Mapping[str, Mapping[str, int]]
    cut: bool
