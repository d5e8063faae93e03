"""A small company on the real application: people who call it, a process that is live, an open case."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from service.domain.people import SYSTEM
from service.operations import deployments, people, sessions
from service.operations.people import NewPerson
from service.runtime import Runtime
from tests.api.files import FILES
from tests.api.promised import Promises

NEW_CASE: dict[str, Any] = {
    "kind": "feedback",
    "channel": "hotline",
    "customer": {"name": "Wang Fang", "phone": "139 1"},
    "contact": {"name": "Wang Fang", "phone": "139 1"},
    "subject": "Cabinet door sticks",
    "description": "The left door sticks since Monday.",
}

PASSWORD = "correct horse"

STAFF = (
    NewPerson("agent", PASSWORD, groups=["customer_service"]),
    NewPerson("agent2", PASSWORD, groups=["customer_service"]),
    NewPerson("tech", PASSWORD, groups=["technical_support"]),
    NewPerson("finance", PASSWORD, groups=["finance"]),
    NewPerson("manager", PASSWORD, groups=["supervisor"], supervises=["*"]),
    NewPerson("head_of_finance", PASSWORD, groups=["supervisor"], supervises=["finance"]),
    NewPerson("owner", PASSWORD, groups=["process_owner"]),
)


class Caller:
    """Somebody who calls the API with their token, or with none."""

    def __init__(self, app: Flask, token: str | None, promises: Promises) -> None:
        """Call this application with this token; what it promises is held against every answer."""
        self._promises = promises
        self._client = app.test_client(use_cookies=False)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, address: str, json: Any = None, **headers: str) -> TestResponse:
        """Send a request under ``/api/v1``; ``If_Match="x"`` sends the header ``If-Match``."""
        sent = self._headers | {name.replace("_", "-"): text for name, text in headers.items()}
        answer = self._client.open(f"/api/v1{address}", method=method, json=json, headers=sent)
        self._promises.hold(method, answer)
        return answer

    def get(self, address: str, **headers: str) -> TestResponse:
        """Read."""
        return self("GET", address, **headers)

    def post(self, address: str, json: Any = None, **headers: str) -> TestResponse:
        """Change."""
        return self("POST", address, json, **headers)


class Company:
    """The application, its runtime and its people."""

    def __init__(self, rt: Runtime, app: Flask, promises: Promises) -> None:
        """Let the people in and put the process live."""
        app.extensions["aftercare"] = rt
        self.rt = rt
        self.app = app
        self.promises = promises
        self._tokens: dict[str, str] = {}
        for person in STAFF:
            people.add_person(rt, person)
        deployments.deploy(rt, FILES, by=SYSTEM)

    def as_(self, name: str | None) -> Caller:
        """Call as this person, or as nobody."""
        if name is not None and name not in self._tokens:
            self._tokens[name] = sessions.sign_in(self.rt, name, PASSWORD).token
        return Caller(self.app, self._tokens[name] if name else None, self.promises)

    def open_case(self, **changes: Any) -> dict[str, Any]:
        """A case just opened by the front desk."""
        answer = self.as_("agent").post("/cases", NEW_CASE | changes)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return dict(answer.json)

    def task_of(self, case: dict[str, Any], by: str = "agent") -> dict[str, Any]:
        """The one task that waits in a case, as this person sees it."""
        (task,) = self.as_(by).get(f"/tasks?case={case['id']}").json["items"]
        return dict(task)
