"""A webhook of one's own: a JSON POST with an Idempotency-Key, to a public address, following no redirect."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from urllib.parse import urlsplit

from workers.channels import Notification, NotSent
from workers.channels.addresses import public_address

_PATIENCE_S = 10.0


class Webhook:
    """Posts notifications to one address."""

    name = "webhook"

    def __init__(self, url: str) -> None:
        """Post to this address; it is judged at each sending, for names change what they stand for."""
        parts = urlsplit(url)
        if not parts.hostname:
            raise ValueError(f"AFTERCARE_NOTIFY_URLS: {url!r} names no host")
        self._tls = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._tls else 80)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def send(self, notification: Notification) -> str:
        """Post it; anything but a 2xx answer is a failure, a redirect too."""
        body = json.dumps(
            {
                "key": notification.key,
                "to": notification.to,
                "subject": notification.subject,
                "text": notification.text,
                "case_number": notification.case_number,
            },
            ensure_ascii=False,
        ).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": notification.key}
        connection = self._connect()
        try:
            connection.request("POST", self._path, body=body, headers=headers)
            answer = connection.getresponse()
            status, said = answer.status, answer.read(200).decode(errors="replace")
        except (OSError, http.client.HTTPException) as broken:
            raise NotSent(reason=f"{self._host} broke off: {broken}") from broken
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotSent(reason=f"{self._host} answered {status}")
        return f"{status} {' '.join(said.split())}".strip()

    def _connect(self) -> http.client.HTTPConnection:
        """A connection to the address that was judged, speaking to the host that was named."""
        address = public_address(self._host, self._port)
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_PATIENCE_S)
        try:
            plain = socket.create_connection((address, self._port), timeout=_PATIENCE_S)
            connection.sock = _wrapped(plain, self._host) if self._tls else plain
        except OSError as unreachable:
            raise NotSent(reason=f"{self._host} is not reachable: {unreachable}") from unreachable
        return connection


def _wrapped(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
