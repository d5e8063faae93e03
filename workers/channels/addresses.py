"""Which addresses a webhook may reach: public ones. A process file must not make this server knock on inner
doors.
"""

from __future__ import annotations

import ipaddress
import socket

from workers.channels import NotSent

_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""Where networks hand on to whatever IPv4 address stands at the end (NAT64), and the old way to write one."""


def public_address(host: str, port: int) -> str:
    """The address to connect to, after every address of the name was found public.

    The caller connects to exactly this address: asking the name again could give another answer.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise NotSent(reason=f"the host {host} is not known") from unknown
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if not is_public(address):
            raise NotSent(reason=f"{host} is the private address {address}, and those are refused")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether this is an address of the open internet, also when wrapped as IPv4 in IPv6."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if any(parsed in network for network in _TRANSLATED):
        return False
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)


def is_address(text: str) -> bool:
    """Whether this names a machine (many services put an account or a token in the host's place)."""
    return text == "localhost" or ":" in text or text.rpartition(".")[0] != ""
