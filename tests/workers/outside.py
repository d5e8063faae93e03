"""A small outside world on this machine: a web receiver and a mail server that keep what they get."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver(HTTPServer):
    """Keeps every request and answers with the status it was told."""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.status, self.headers = status, headers
        self.requests: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://receiver.example:{self.server_port}/hook?x=1"


class _Keep(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(status: int = 200, **headers: str) -> Iterator[Receiver]:
    """A web receiver that answers like this."""
    server = Receiver(status, headers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class MailServer(socketserver.TCPServer):
    """Speaks just enough SMTP to take a mail, or to refuse it."""

    allow_reuse_address = True

    def __init__(self, *, refuses: bool) -> None:
        super().__init__(("127.0.0.1", 0), _TakeMail)
        self.refuses = refuses
        self.mails: list[tuple[list[str], str]] = []


class _TakeMail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        to: list[str] = []
        for line in self.rfile:
            word = line.decode().strip()
            verb = word[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                self.server.mails.append((to, self._text()))
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                to += [word[8:].strip("<>")] if verb == "RCPT" else []
                self._say("550 no" if verb == "RCPT" and self.server.refuses else "250 fine")

    def _text(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(*, refuses: bool = False) -> Iterator[MailServer]:
    """A mail server on this machine."""
    server = MailServer(refuses=refuses)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
