"""What a customer sees of their case, and what staff see of the customer's side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link just made; its address is told this once."""

    case_id: UUID
    url: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SaidView:
    """Words exchanged, as the customer sees them: theirs, or ours; no names of staff."""

    direction: str
    text: str
    at: datetime
    expected: str = ""
    """The day we expect to be done, where we told one."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """A file the customer sent."""

    id: UUID
    name: str
    is_picture: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseView:
    """Something promised to a customer, with how it stands: open, at risk, kept, broken, taken back."""

    id: UUID
    case_id: UUID
    case_number: str
    subject: str
    kind: str
    """The kind of its clock; ``words`` for one made by hand."""
    text: str
    round: int
    made_at: datetime
    made_by: str
    due_at: datetime
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrackedView:
    """A case as its customer sees it: nothing internal."""

    number: str
    subject: str
    description: str
    kind: str
    status: str
    stage: str
    """Where it stands, in a word of the customer's world: received, looking, solving, asking …"""
    stage_due_at: datetime | None
    round: int
    created_at: datetime
    closed_at: datetime | None
    said: tuple[SaidView, ...]
    files: tuple[PictureView, ...]
    promises: tuple[PromiseView, ...]
    asks: bool
    """Whether a questionnaire waits for an answer."""
    answered: bool
    """Whether the questionnaire of this round was answered."""
    zone: str
    """The time zone the customer lives by."""

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said or done."""
        return self.status == "open"


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One message to one recipient, and what became of it."""

    id: UUID
    case_id: UUID | None
    case_number: str
    customer_id: UUID | None
    """The customer it is for; None where it is for people of ours."""
    template: str
    recipient: str
    channel: str
    state: str
    attempts: int
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    held_until: datetime | None
    subject: str
    text: str
    answer: str
    """What the provider said."""
    error: str
    """What was said of the last attempt that failed, as it was said."""
    trouble: str
    """What that means (``domain.delivery_troubles``); empty once it is sent, or where nothing is wrong."""
    advice: str
    """What to do about it, in the reader's language."""
