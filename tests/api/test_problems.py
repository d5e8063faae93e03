"""What a refusal looks like, before any database is asked."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import errors
from service.api import problems

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotSignedIn(), 401),
        (errors.WrongPassword(), 401),
        (errors.FourEyes(name="a", task_id=1), 403),
        (errors.TaskNotFound(task_id=1), 404),
        (errors.TaskAlreadyClaimed(task_id=1, assignee="a"), 409),
        (problems.PreconditionFailed(), 412),
        (errors.Invalid({"a": ["b"]}), 422),
        (errors.FilesRefused([]), 422),
        (errors.TooManySignIns(retry_after=7), 429),
        (errors.StepFailed(reason="r", incident_id=1), 500),
        (errors.Unavailable(), 503),
        (errors.StorageFull(), 507),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_each_group_of_errors_has_its_status(error: errors.AftercareError, status: int) -> None:
    assert problems.status_of(error) == status


def test_a_refusal_has_the_five_members_of_a_problem(bare: FlaskClient) -> None:
    answer = bare.get("/api/v1/tasks")
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "urn:aftercare:problem:not_signed_in",
        "title": "Not signed in",
        "status": 401,
        "code": "not_signed_in",
        "detail": "Sign in first.",
    }
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "请先登录"),
        ("zh", "请先登录"),
        ("de, en;q=0.5", "Not signed in"),
        ("", "Not signed in"),
    ],
)
def test_a_refusal_speaks_the_language_asked_for(bare: FlaskClient, asked: str, title: str) -> None:
    answer = bare.get("/api/v1/tasks", headers={"Accept-Language": asked})
    assert answer.json["title"] == title
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("method", "address", "sent", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", {}, 404, "no_such_address"),
        ("GET", "/api/v1/tasks/not-an-id", {}, 404, "no_such_address"),
        ("PUT", "/api/v1/cases", {}, 405, "method_not_allowed"),
        ("POST", "/api/v1/sessions", {"data": "a=b"}, 415, "unsupported_media_type"),
        ("POST", "/api/v1/sessions", {"data": "{", "headers": JSON}, 400, "malformed_json"),
        ("POST", "/api/v1/sessions", {"data": b" " * 1_000_001, "headers": JSON}, 413, "body_too_large"),
        ("POST", "/api/v1/sessions", {"data": "[]", "headers": JSON}, 422, "invalid"),
    ],
)
def test_what_http_itself_refuses_is_a_problem_too(
    bare: FlaskClient, method: str, address: str, sent: dict[str, object], status: int, code: str
) -> None:
    answer = bare.open(address, method=method, **sent)  # type: ignore[arg-type]
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert (answer.json["status"], answer.json["code"]) == (status, code)


def test_a_method_that_is_not_there_is_told_which_are(bare: FlaskClient) -> None:
    assert set(bare.put("/api/v1/cases").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_each_field_at_fault_is_named_with_what_is_wrong(bare: FlaskClient) -> None:
    answer = bare.post("/api/v1/sessions", json={"username": 7, "pass": "x"})
    assert answer.status_code == 422
    assert answer.json["errors"] == {
        "username": ["This must be text."],
        "password": ["An answer is required."],
        "pass": ["There is no such field here."],
    }


def test_an_unforeseen_error_tells_nothing_of_itself(own_app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("the secret of the house")

    own_app.add_url_rule("/broken", "broken", broken)
    answer = own_app.test_client().get("/broken")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "secret" not in answer.get_data(as_text=True)


def test_later_is_told_with_when(own_app: Flask) -> None:
    def away() -> str:
        raise errors.Unavailable

    own_app.add_url_rule("/away", "away", away)
    answer = own_app.test_client().get("/away")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_finding_of_a_refused_deployment_says_where_why_and_what_to_do(own_app: Flask) -> None:
    class Finding:
        path, element_id, rule, reason, remedy, severity = "a.bpmn", "x", "r", "why", "what", "error"

    def refused() -> str:
        raise errors.FilesRefused([Finding()])

    own_app.add_url_rule("/refused", "refused", refused)
    answer = own_app.test_client().get("/refused")
    assert (answer.status_code, answer.json["code"]) == (422, "files_refused")
    assert answer.json["findings"] == [
        {
            "path": "a.bpmn",
            "element": "x",
            "rule": "r",
            "reason": "why",
            "remedy": "what",
            "severity": "error",
        }
    ]
