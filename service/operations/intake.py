"""What was sent to open a case, held against what can be true; everything at fault is told together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.addresses import is_mail_address
from service.domain.cases import CaseKind
from service.domain.channels import channel_of
from service.errors import Invalid

if TYPE_CHECKING:
    from service.operations.cases import NewCase
    from service.runtime import Runtime

_OLDEST_CONTACT = timedelta(days=5 * 366)
"""Who was not entered for longer than this was entered with a slip of the year."""
_OLDEST_DAY = date(1950, 1, 1)
_FEWEST_DIGITS = 3

Fault = tuple[str, str]
"""A field, and what is wrong with it."""


def plausible(rt: Runtime, new: NewCase, now: datetime) -> NewCase:
    """The same with its channel's own name; refused, field by field, if it cannot be true or be answered."""
    faults = [*_missing(new), *_unreachable(new), *_out_of_time(rt, new, now)]
    channel = channel_of(new.channel, rt.settings.channel_names)
    if new.channel.strip() and channel is None:
        faults.append(("channel", one_of(rt)))
    if faults:
        raise Invalid({name: [each for at, each in faults if at == name] for name, _ in faults})
    return replace(new, channel=channel or "")


def checked_channel(rt: Runtime, said: str) -> str:
    """The name of the channel meant; refused with the list of those there are."""
    channel = channel_of(said, rt.settings.channel_names)
    if channel is None:
        raise Invalid.field("channel", one_of(rt))
    return channel


def one_of(rt: Runtime) -> str:
    """The channels there are, as a refusal says it."""
    return f"one of: {', '.join(rt.settings.channel_names)}"


def _missing(new: NewCase) -> Iterator[Fault]:
    if new.kind not in set(CaseKind):
        yield "kind", "feedback or complaint"
    for name in ("channel", "subject", "description"):
        if not getattr(new, name).strip():
            yield name, "say something"
    if not new.contact.name.strip():
        yield "contact.name", "whom to ask for"
    if new.customer.id is None and not new.customer.name.strip():
        yield "customer.name", "who the customer is"


def _unreachable(new: NewCase) -> Iterator[Fault]:
    """Somebody must be reached: by a number that can be dialled, or an address that can be written to."""
    if not (new.contact.phone.strip() or new.contact.email.strip()):
        yield "contact.phone", "how to reach them"
    for name, given in (("contact", new.contact), ("customer", new.customer)):
        if given.phone.strip() and sum(each.isdigit() for each in given.phone) < _FEWEST_DIGITS:
            yield f"{name}.phone", "a telephone number has digits"
        if given.email.strip() and not is_mail_address(given.email.strip()):
            yield f"{name}.email", "an e-mail address has an @ between a name and a place"


def _out_of_time(rt: Runtime, new: NewCase, now: datetime) -> Iterator[Fault]:
    """Nothing lies in the future, nothing so far back that only a slip explains it."""
    contacted_at = new.contacted_at or now
    if contacted_at > now:
        yield "contacted_at", "not in the future"
    elif contacted_at < now - _OLDEST_CONTACT:
        yield "contacted_at", "this is years ago; check the year"
    spoke_on = contacted_at.astimezone(ZoneInfo(rt.settings.time_zone)).date()
    for name in ("purchased_on", "contracted_on"):
        day: date | None = getattr(new, name)
        if day is not None and day > spoke_on:
            yield name, f"not after the customer's contact, on {spoke_on}"
        elif day is not None and day < _OLDEST_DAY:
            yield name, "this is very long ago; check the year"
