"""What is written down of a request, and what never is."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from service.api import access_log
from service.app import create_app
from service.runtime import build_runtime
from service.settings import Settings


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


def test_no_route_of_a_customers_link_leaves_it_in_the_log(built_app: Flask) -> None:
    rules = [each for each in built_app.url_map.iter_rules() if "token" in each.arguments]
    assert any(each.rule.startswith("/api/") for each in rules)
    for rule in rules:
        (address, path) = rule.build(
            {name: "s3cret" if name == "token" else "1" for name in rule.arguments}
        ) or ("", "")
        with built_app.test_request_context(path):
            assert "s3cret" in path and "s3cret" not in access_log.line_of(Response()), rule


def test_a_full_log_is_set_aside_and_five_are_kept(tmp_path: Path) -> None:
    first, second = (access_log.SharedFile(tmp_path / "access.jsonl", 100) for _ in range(2))
    for number in range(60):
        for writer in (first, second):
            writer.write(f"line {number:02d} {'x' * 12}")
    for writer in (first, second):
        writer.close()
    kept = sorted(each.name for each in tmp_path.glob("*.jsonl"))
    assert kept == ["access.1.jsonl", *(f"access.{n}.jsonl" for n in range(2, 6)), "access.jsonl"]
    newest = (tmp_path / "access.1.jsonl").read_text() + (tmp_path / "access.jsonl").read_text()
    assert newest.rstrip().endswith("line 59 xxxxxxxxxxxx")
    assert all(len(each.read_text()) <= 130 for each in tmp_path.glob("*.jsonl"))


def test_behind_a_trusted_proxy_the_callers_own_address_is_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    seen = []
    for proxies in (0, 1):
        app = create_app(build_runtime(Settings(data_dir=tmp_path, trusted_proxies=proxies)))
        with caplog.at_level(logging.INFO, logger="aftercare.access"):
            app.test_client().get("/api/v1/tasks", headers=told)
        seen.append(lines(caplog)[-1]["address"])
    assert seen == ["127.0.0.1", "203.0.113.7"]
