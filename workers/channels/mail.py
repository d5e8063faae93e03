"""Mail by SMTP: ``smtp://user:password@host:port?to=desk@example.com&tls=starttls``, or ``smtps://`` for TLS
at once.

Goes to the addresses a notification names and to those of ``to=``; the Message-ID is made from the
notification's key, so that a mail sent twice can be seen to be one.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from workers.channels import Notification, NotSent

_PATIENCE_S = 10.0


class Mail:
    """Sends notifications as mail through one server."""

    name = "mail"

    def __init__(self, url: str, *, sender: str) -> None:
        """Send through this server, from this sender."""
        parts = urlsplit(url)
        if not parts.hostname:
            raise ValueError(f"AFTERCARE_NOTIFY_URLS: {url!r} names no mail server")
        options = parse_qs(parts.query)
        self._host = parts.hostname
        self._tls = "tls" if parts.scheme == "smtps" else options.get("tls", ["none"])[-1]
        self._port = parts.port or {"tls": 465, "starttls": 587}.get(self._tls, 25)
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._always_to = [each for listed in options.get("to", []) for each in listed.split(",") if each]
        self._sender = sender

    def send(self, notification: Notification) -> None:
        """Send it to everyone it names; one that names nobody with an address is no failure."""
        to = [*dict.fromkeys([*notification.mail_to, *self._always_to])]
        if not to:
            return
        try:
            with self._open() as server:
                if self._login:
                    server.login(*self._login)
                server.send_message(self._message(notification, to))
        except (OSError, smtplib.SMTPException) as refused:
            raise NotSent(reason=f"{self._host}: {refused}") from refused

    def _open(self) -> smtplib.SMTP:
        if self._tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_PATIENCE_S, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=_PATIENCE_S)
        if self._tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _message(self, notification: Notification, to: list[str]) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = ", ".join(to)
        message["Subject"] = " ".join(notification.subject.split())
        digest = hashlib.sha256(notification.key.encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{digest}@aftercare>"
        message.set_content(notification.text + "\n")
        return message
