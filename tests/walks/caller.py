"""Somebody who calls the API over the wire, with nothing but the standard library."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any


@dataclass(frozen=True)
class Caller:
    """One person with their token."""

    address: str
    name: str
    token: str

    @classmethod
    def signed_in(cls, address: str, name: str, password: str) -> Caller:
        """Sign in and keep the token."""
        caller = cls(address, name, "")
        return cls(address, name, caller.post("/sessions", username=name, password=password)["token"])

    def get(self, path: str) -> Any:
        """Read, and expect to be allowed."""
        return self._expected(self.call("GET", path))

    def post(self, path: str, **body: object) -> Any:
        """Change, and expect it to be done."""
        return self._expected(self.call("POST", path, body))

    def call(self, method: str, path: str, body: object = None, *, key: str = "") -> Answer:
        """One request; a change carries an Idempotency-Key."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or uuid.uuid4().hex}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = None if body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            connection.request(method, f"/api/v1{path}", body=sent, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            return Answer(answer.status, json.loads(text) if text else None)
        finally:
            connection.close()

    def _expected(self, answer: Answer) -> Any:
        assert 200 <= answer.status < 300, f"{self.name}: {answer.status} {answer.body}"
        return answer.body


def answers(address: str) -> bool:
    """Whether anybody answers there."""
    try:
        return Caller(address, "nobody", "").call("GET", "/health").status == 200
    except OSError:
        return False
