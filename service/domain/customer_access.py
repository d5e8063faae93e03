"""Who sees what of a customer (S1-2.3): parts of the file by group, and what is left of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.people import FRONT_DESK

if TYPE_CHECKING:
    from service.domain.people import Actor

KEEPERS = frozenset({FRONT_DESK, "sales", "aftersales", "tier_group", "management_group"})
"""Whose work is with customers as such: they find every one; others only those whose cases they see."""

_PARTS = {
    "contact": frozenset({FRONT_DESK, "sales", "aftersales"}),
    "records": frozenset({FRONT_DESK, "aftersales"}),
    "opportunities": frozenset({"sales", "tier_group", FRONT_DESK, "management_group"}),
    "edit": frozenset({FRONT_DESK, "sales"}),
    "told": frozenset({FRONT_DESK, "sales", "aftersales"}),
}
_TECHNICAL = frozenset({"technical_support", "production", "quality"})
_OF_CASE = {
    "contact": _PARTS["contact"],
    "messages": _PARTS["records"],
    "story": _PARTS["records"] | _TECHNICAL,
    "files": _PARTS["records"] | _TECHNICAL,
}
CASE_PARTS = frozenset(_OF_CASE)
"""What there is of a case beside its facts: how to reach the customer, what was said, done, and kept."""
SENSITIVE = ("decision_chain", "budget")
"""Seen by nobody without leave that was asked for and given."""


def knows_customers(by: Actor) -> bool:
    """Whether this person may look at any customer."""
    return by.is_supervisor or by.is_in(*KEEPERS)


def parts_seen(by: Actor) -> frozenset[str]:
    """The parts of a customer's file that are this person's work; supervisors see each but the sensitive."""
    if by.supervises_all:
        return frozenset(_PARTS)
    return frozenset(part for part, groups in _PARTS.items() if by.is_in(*groups))


def case_parts(by: Actor) -> frozenset[str]:
    """The parts of a case they only see at a glance that are this person's work."""
    if by.supervises_all:
        return CASE_PARTS
    worked = by.groups_worked
    return frozenset(part for part, groups in _OF_CASE.items() if not worked.isdisjoint(groups))


def masked_phone(phone: str) -> str:
    """Enough of a number to know it again, not enough to call it."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****" if phone else ""


def masked_email(email: str) -> str:
    """The first letter and where it is."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if at else "***" if email else ""


def masked_address(address: str) -> str:
    """The beginning of an address: the town, not the door."""
    return f"{address[:6]}…" if len(address) > 6 else "…" if address else ""
