"""Lists come in parts; the cursor skips nothing and repeats nothing."""

from __future__ import annotations

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


def test_a_history_comes_in_parts_in_order(sqlite_company: Company) -> None:
    case, agent = sqlite_company.open_case(), sqlite_company.as_("agent")
    whole = agent.get(f"/cases/{case['id']}/history").json["items"]
    first = agent.get(f"/cases/{case['id']}/history?limit=1").json
    rest = agent.get(f"/cases/{case['id']}/history?cursor={first['next_cursor']}").json
    assert first["items"] + rest["items"] == whole


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "9" * 400, "e30", "bnVsbA=="])
@pytest.mark.parametrize(
    "address", ["/tasks", "/cases", "/instances", "/timers", "/incidents", "/definitions"]
)
def test_a_cursor_of_ones_own_making_is_refused(sqlite_company: Company, address: str, cursor: str) -> None:
    refused = sqlite_company.as_("manager").get(f"{address}?cursor={cursor}")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["cursor"])
