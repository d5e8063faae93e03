"""Whether one promise always falls due before another, each on its own calendar.

Minutes around the clock and working days of an office cannot be compared as numbers: so both are reckoned for
contacts at every third hour of an ordinary fortnight. Pure.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.domain.calendars import Calendars
from service.domain.clocks.promises import Promise

_BEGINNING = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
"""Midnight before a Monday in China, in a fortnight without holidays."""
_CONTACTS = tuple(_BEGINNING + timedelta(hours=3 * number) for number in range(14 * 8))


def contact_that_turns_them_round(earlier: Promise, later: Promise, calendars: Calendars) -> datetime | None:
    """The first contact for which ``earlier`` would fall due after ``later``; None if there is none.

    A promise of nothing never falls due, and so comes after every other.
    """
    if later.amount is None:
        return None
    first, second = calendars.get(earlier.calendar), calendars.get(later.calendar)
    for contact in _CONTACTS:
        due, limit = earlier.due_after(contact, first), later.due_after(contact, second)
        if due is None or (limit is not None and due > limit):
            return contact
    return None
