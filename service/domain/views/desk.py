"""What the staff desk shows: rows of the inbox with their counts, a form to fill in, the story of a case."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.domain.views.cases import CustomerView
from service.domain.views.pages import Page
from service.domain.views.tasks import TaskDetail, TaskView


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A task with whose matter it is and who has it, by the names people go by."""

    task: TaskView
    customer: str
    tier: int | None
    who: str
    nudges: int = 0
    """How often somebody asked for it to be done soon."""


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many tasks stand behind each filter; counting stops at ``MOST_COUNTED``."""

    mine: int
    groups: int
    all: int
    copied: int
    overdue: int
    at_risk: int
    on_time: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class DeskList:
    """A page of the inbox."""

    rows: Page[DeskRow]
    counts: DeskCounts
    cut: bool = False
    """Whether what was typed fits more cases than were looked at: the newest."""


@dataclass(frozen=True, slots=True)
class SavedViewView:
    """A kept filter of the inbox; ``shared_with``: the group that sees it, too."""

    id: UUID
    name: str
    owner: str
    shared_with: str | None
    asked: Mapping[str, str]
    may_drop: bool


@dataclass(frozen=True, slots=True)
class SheetField:
    """One part of a form as a page shows it: a question with what was answered so far, or a text to read."""

    kind: str
    name: str
    label: str = ""
    description: str = ""
    required: bool = False
    fixed: bool = False
    shown: bool = True
    conditional: bool = False
    subtype: str = ""
    texts: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    paragraphs: tuple[tuple[tuple[str, bool], ...], ...] = ()
    """Of a text to read: paragraphs of runs, each with whether it is strong."""
    section: str = ""
    """The section to be signed that it stands in."""
    parts: tuple[SheetField, ...] = ()
    """Of a group: what stands in it."""
    rows: tuple[SheetRow, ...] = ()
    """Of a list: its rows."""
    grows: bool = False
    """Of a list: whether rows may be added and taken away."""
    focus: int | None = None
    """Of a list: the row to go on with after one came or went; -1: none is left."""
    within: str = ""
    """The row it stands in, in words."""

    @property
    def inside(self) -> tuple[SheetField, ...]:
        """What stands directly in it."""
        return (*self.parts, *(each for row in self.rows for each in row.fields))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a list in a form: its name among what is posted, and its questions."""

    name: str
    fields: tuple[SheetField, ...]


def every(fields: Iterable[SheetField]) -> Iterator[SheetField]:
    """The fields with all that stand in them, from above."""
    for each in fields:
        yield each
        yield from every(each.inside)


def turned(fields: Iterable[SheetField], seen: Container[str]) -> Iterator[SheetField]:
    """The fields that appear or disappear on a page that shows these names; none inside another of them."""
    for each in fields:
        if each.conditional and each.shown != (each.name in seen):
            yield each
        elif each.shown:
            yield from turned(each.inside, seen)


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A part of a form that members of a group sign: its questions, or the name under what it says."""

    id: str
    label: str
    group: str
    fields: tuple[SheetField, ...] = ()
    may_sign: bool = False
    signed_by: str = ""
    signed_at: datetime | None = None
    told: tuple[tuple[str, str], ...] = ()
    """What was signed, in words."""


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A task with its form laid out, and the answers as they would be handed in now."""

    detail: TaskDetail
    fields: tuple[SheetField, ...]
    answers: Mapping[str, object]
    only_looks: bool = False
    """Whether the page was posted only to be shown again: a row more or less, a field that appears."""

    @property
    def asked(self) -> tuple[SheetField, ...]:
        """Every field, those in groups and rows as well."""
        return tuple(every(self.fields))


@dataclass(frozen=True, slots=True)
class StoryView:
    """One thing that happened in a case, in the reader's language as far as the process knows it."""

    at: datetime
    actor: str
    type: str
    activity: str
    detail: Mapping[str, object]
    answers: tuple[tuple[str, str], ...] = ()
    times: int = 1
    """How often it happened in a row, the last time ``at``."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody its sentence names."""
        told = [self.detail.get(name) for name in ("for", "on_behalf_of", "signed_by", "to")]
        named = [each for one in told for each in (one if isinstance(one, list) else [one])]
        return (self.actor, *(each for each in named if isinstance(each, str)))


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer found while somebody types, with how often they came."""

    customer: CustomerView
    cases: int
