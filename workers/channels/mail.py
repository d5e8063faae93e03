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


class _Answering(smtplib.SMTP):
    """Remembers what the server said when it took the mail."""

    said = ""

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]  # typeshed has a buffer
        """Hand the mail over."""
        code, words = super().data(msg)
        self.said = f"{code} {words.decode(errors='replace')}"[:300]
        return code, words


class _Heard(_Answering):
    """A connection in the clear, or one that becomes TLS."""


class _HeardOverTls(_Answering, smtplib.SMTP_SSL):
    """A connection over TLS from the start."""


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

    def send(self, notification: Notification) -> str:
        """Send it to everyone it names; one that names nobody with an address is no failure."""
        to = [*dict.fromkeys([*notification.mail_to, *self._always_to])]
        if not to:
            return "nobody to write to"
        try:
            with self._open() as server:
                if self._login:
                    server.login(*self._login)
                refused = server.send_message(self._message(notification, to))
                said = server.said
        except (OSError, smtplib.SMTPException) as broken:
            raise NotSent(reason=f"{self._host}: {broken}") from broken
        return f"{said}; refused for {len(refused)}" if refused else said

    def _open(self) -> _Heard | _HeardOverTls:
        if self._tls == "tls":
            context = ssl.create_default_context()
            return _HeardOverTls(self._host, self._port, timeout=_PATIENCE_S, context=context)
        server = _Heard(self._host, self._port, timeout=_PATIENCE_S)
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
        if notification.unsubscribe_url:
            message["List-Unsubscribe"] = f"<{notification.unsubscribe_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(notification.text + "\n")
        return message
