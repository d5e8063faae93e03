"""Lists come in parts; the cursor skips nothing and repeats nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from tests.api.company import Company


@pytest.mark.parametrize("address", ["/tasks", "/tasks?sort=due_at", "/tasks?sort=-priority", "/cases"])
def test_the_parts_together_are_the_whole(company: Company, address: str) -> None:
    made = {company.open_case()["number"] for _ in range(5)}
    agent, found, cursor = company.as_("agent"), [], ""
    for _ in range(10):
        joint = "&" if "?" in address else "?"
        part = agent.get(f"{address}{joint}limit=2{cursor}").json
        found += [each.get("case_number") or each["number"] for each in part["items"]]
        if part["next_cursor"] is None:
            break
        assert len(part["items"]) == 2
        cursor = f"&cursor={part['next_cursor']}"
    assert len(found) == len(made)
    assert set(found) == made


def test_customers_come_in_parts_by_name(sqlite_company: Company) -> None:
    for name in ("Wu Ling", "An Qi", "He Min"):
        sqlite_company.open_case(customer={"name": name})
    agent = sqlite_company.as_("agent")
    whole = agent.get("/customers").json
    first = agent.get("/customers?limit=1").json
    rest = agent.get(f"/customers?cursor={first['next_cursor']}").json
    assert whole["next_cursor"] is None and len(whole["items"]) == 3
    assert first["items"] + rest["items"] == whole["items"]


def test_every_list_in_parts_can_read_its_cursors(sqlite_company: Company) -> None:
    """Whatever a list is sorted by: a cursor of another list is refused, never a fault of ours."""
    paths = sqlite_company.app.test_client().get("/openapi.json").json["paths"]
    lists = [
        path.removeprefix("/api/v1")
        for path, item in paths.items()
        if "{" not in path
        and any(each.get("name") == "cursor" for each in item.get("get", {}).get("parameters", ()))
    ]
    assert len(lists) > 12
    texts = ['["a","b"]', '["a"]', '["a","b","c"]', '[1,"a"]', '["2026-01-01T00:00:00+00:00","a"]', "[{},[]]"]
    for path in lists:
        for text in texts:
            cursor = urlsafe_b64encode(text.encode()).decode().rstrip("=")
            refused = sqlite_company.as_("manager").get(f"{path}?cursor={cursor}")
            refused.close()
            assert refused.status_code in (200, 403, 422), (path, text, refused.status_code)


def test_a_history_comes_in_parts_in_order(sqlite_company: Company) -> None:
    case, agent = sqlite_company.open_case(), sqlite_company.as_("agent")
    whole = agent.get(f"/cases/{case['id']}/history").json["items"]
    first = agent.get(f"/cases/{case['id']}/history?limit=1").json
    rest = agent.get(f"/cases/{case['id']}/history?cursor={first['next_cursor']}").json
    assert first["items"] + rest["items"] == whole


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "9" * 400, "e30", "bnVsbA=="])
@pytest.mark.parametrize(
    "address", ["/tasks", "/cases", "/instances", "/timers", "/incidents", "/definitions", "/customers"]
)
def test_a_cursor_of_ones_own_making_is_refused(sqlite_company: Company, address: str, cursor: str) -> None:
    refused = sqlite_company.as_("manager").get(f"{address}?cursor={cursor}")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["cursor"])
