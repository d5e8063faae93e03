"""What is written down of a request, and what never is."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.message) for record in caplog.records if record.name == "aftercare.access"]


def test_a_request_is_one_line_with_who_what_and_how_it_was_answered(
    bare: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="aftercare.access"):
        answer = bare.get("/api/v1/tasks?state=open")
    (line,) = lines(caplog)
    assert line["event"] == "request.answered"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/tasks", 401)
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["ms"] >= 0


def test_no_secret_is_written_down(bare: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="aftercare.access"):
        bare.get("/docs?password=s3cret", headers={"Authorization": "Bearer s3cret"})
        bare.post("/api/v1/sessions", data='{"password": "s3cret"', content_type="application/json")
        bare.get("/t/s3cret")
    assert len(lines(caplog)) == 3
    assert "s3cret" not in json.dumps(lines(caplog))
