"""Addresses: what may stand for one that mail goes to, and how visitors are told apart by theirs."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

_ONE = re.compile(r"""[^\s@,;:<>()\[\]"'\\]+@[^\s@,;:<>()\[\]"'\\]+""")


def is_mail_address(text: str) -> bool:
    """Whether this is one address and nothing beside it: a list or a line break would reach others."""
    return _ONE.fullmatch(text) is not None and text.isprintable()


def neighbourhood(address: str) -> str:
    """What stands for a visitor's address where visits are counted: of IPv6, what one household is given.

    Anybody has 2**64 addresses of that kind, and would be somebody else each time.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        inner = known.ipv4_mapped
        return str(inner) if inner is not None else f"{IPv6Address(int(known) >> 64 << 64)}/64"
    return str(known)
