"""What nobody sends by mistake: refused by a stated limit, or given back unchanged; never run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.company import NEW_CASE, Company

SPECIAL = [
    "<script>alert(1)</script>",
    "'; DROP TABLE user_task; --",
    "${7*7} #{7*7} {{7*7}} =1+1",
    "__class__",
    "\u202egnp.exe",
    "e\u0301 \U0001f600 汉字",
    "=cmd|' /C calc'!A0",
    "%00%0a\r\nSet-Cookie: x=1",
]


def raw(company: Company, address: str, body: bytes) -> TestResponse:
    """Send these very bytes as JSON."""
    token = company.app.test_client().post(
        "/api/v1/sessions", json={"username": "agent", "password": "correct horse"}
    )
    headers = {"Authorization": f"Bearer {token.json['token']}", "Content-Type": "application/json"}
    return company.app.test_client(use_cookies=False).post(f"/api/v1{address}", data=body, headers=headers)


@pytest.mark.parametrize("text", SPECIAL)
def test_words_come_back_as_they_were_sent(company: Company, text: str) -> None:
    case = company.open_case(subject=text, description=text)
    read = company.as_("agent").get(f"/cases/{case['id']}").json
    assert (read["subject"], read["description"]) == (text.strip(), text.strip())
    variables = company.as_("manager").get(f"/instances/{case['instance_id']}").json["variables"]
    assert variables["subject"] == text.strip()


@pytest.mark.parametrize("text", SPECIAL)
def test_words_stay_words_on_the_customers_page(sqlite_company: Company, text: str) -> None:
    case = sqlite_company.open_case(subject=text)
    address = "/" + case["tracking_url"].split("/", 3)[3]
    page = sqlite_company.app.test_client().get(address)
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "x=1" not in page.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "variables",
    [
        {"__class__": {"__init__": "x"}},
        {"big": "x" * 50_000},
        {"list": list(range(2_000))},
        {"n": 0.1, "m": 10**20, "deep": [[[[{"a": [1]}]]]]},
    ],
)
def test_variables_come_back_as_they_were_sent_or_are_refused_by_name(
    company: Company, variables: dict[str, Any]
) -> None:
    case, agent = company.open_case(), company.as_("agent")
    agent.post(f"/tasks/{company.task_of(case)['id']}/claim")
    task = company.task_of(case)
    kept = agent("PUT", f"/tasks/{task['id']}/draft", {"answers": variables})
    if kept.status_code == 422:
        assert {name.split(".")[0] for name in kept.json["errors"]} <= {"answers", "body", *variables}
    else:
        assert json.loads(agent.get(f"/tasks/{task['id']}").data)["draft"] == variables


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"answers": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", 422),
        (b'{"answers": {' + b",".join(b'"k%d": 1' % n for n in range(60_000)) + b"}}", 422),
        (b'{"answers": {"a": "' + b"x" * 10_000_000 + b'"}}', 413),
        (b'{"answers": {"a": NaN}}', 400),
        (b'{"answers": {"a": 1e400000}}', 422),
        (b'{"answers": {"a": "\\u0000"}}', 422),
        (b'{"answers": {"\\ud800": 1}}', 422),
        (b'{"answers": {"a": 1, "a": 2}}', 422),
        (b'{"answers": {}, "task_id": "x"}', 422),
        (b'{"answers": []}', 422),
        (b"null", 422),
        (b"\xff\xfe", 400),
    ],
    ids=range(12),
)
def test_a_body_beyond_the_limits_is_refused_and_changes_nothing(
    sqlite_company: Company, body: bytes, status: int
) -> None:
    task = sqlite_company.task_of(sqlite_company.open_case())
    sqlite_company.as_("agent").post(f"/tasks/{task['id']}/claim")
    refused = raw(sqlite_company, f"/tasks/{task['id']}/complete", body)
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert sqlite_company.task_of({"id": task["case_id"]})["state"] == "claimed"


@pytest.mark.parametrize(
    "name", ["id", "number", "created_by", "instance_id", "tracking_token_hash", "__class__"]
)
def test_nothing_is_assigned_in_bulk(sqlite_company: Company, name: str) -> None:
    refused = sqlite_company.as_("agent").post("/cases", NEW_CASE | {name: "x"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [name])


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "PROPFIND"])
def test_a_method_nobody_offers_is_refused(sqlite_company: Company, method: str) -> None:
    answer = sqlite_company.app.test_client().open("/api/v1/cases", method=method)
    assert answer.status_code == 405
