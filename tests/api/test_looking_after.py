"""What looks after promises over HTTP: pauses and exits across cases, tiers, a table tried as a file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from tests.api.company import Company

PAUSE = {"reason": "cannot be judged", "awaited": "photos", "review_on": "2099-12-01"}
TABLE = Path(__file__).resolve().parents[2] / "processes" / "policy" / "deadlines.dmn"
FIGURES = {"yearly_spend": 1_200_000, "purchase_count": 14, "usage": 60, "contribution": 20, "potential": 80}


def test_d3_the_pauses_of_all_cases_are_listed_by_what_is_wrong_with_them(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    case, other = sqlite_company.open_case(), sqlite_company.open_case()
    for each in (case, other):
        assert agent.post(f"/cases/{each['id']}/pause", PAUSE).status_code == 200
    early = {"text": "Here they are.", "direction": "in", "written_at": "2099-01-01T00:00:00Z"}
    assert agent.post(f"/cases/{case['id']}/messages", early).status_code == 422
    assert agent.post(f"/cases/{case['id']}/messages", {"text": "Here they are."}).status_code == 201
    assert [each["case_number"] for each in agent.get("/pauses?open=true").json["items"]] == [other["number"]]
    (over,) = agent.get("/pauses?open=false").json["items"]
    assert (over["by_customer"], over["awaited"], over["answered_at"]) == (True, "photos", None)
    assert agent.get("/pauses?answered=true").json["items"] == []
    assert agent.get("/pauses?review_overdue=true").json["items"] == []
    assert sqlite_company.as_("finance").get("/pauses").json["items"] == []
    assert sqlite_company.as_(None).get("/pauses").status_code == 401


def test_d11_what_acts_do_to_clocks_is_told_in_the_readers_language(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    told = {each["act"]: each["says"] for each in agent.get("/clocks/acts").json["items"]}
    assert {"suspend", "migrate", "reassign", "move", "modify", "terminate"} == told.keys()
    in_chinese = agent.get("/clocks/acts", Accept_Language="zh").json["items"]
    assert "承诺照常计时" in in_chinese[0]["says"]


def test_the_exits_are_listed_and_counted(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    agent = sqlite_company.as_("agent")
    assert agent.get("/exits").json["counts"]["withdrawn"] == 0
    agent.post(f"/cases/{case['id']}/withdraw", {"reason": "It works again."})
    found = agent.get(f"/exits?case={case['id']}").json
    left = [(each["exit"], each["reason"]) for each in found["items"]]
    assert left == [("withdrawn", "It works again.")]
    assert found["counts"]["withdrawn"] == 1
    assert agent.get("/exits?exit=bored").status_code == 422


def test_a_customers_tier_is_told_with_its_indicators_and_the_archive(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    agent = sqlite_company.as_("agent")
    customer = agent.get(f"/cases/{case['id']}").json["customer_id"]
    entered = {"period": "2026-Q4", "indicators": FIGURES}
    for spend in (1_000, 1_200_000):
        entered["indicators"] = FIGURES | {"yearly_spend": spend}
        assert agent("PUT", f"/customers/{customer}/indicators", entered).status_code == 200
    told = agent.get(f"/customers/{customer}/tier").json
    assert (told["tier"], told["proposed"], told["decisions"]) == (4, None, [])  # no table is live here
    assert [each["indicators"]["yearly_spend"] for each in told["indicators"]] == [1_200_000]
    assert agent.get("/tier-decisions").json["items"] == []
    assert sqlite_company.as_("tech").get(f"/customers/{customer}/tier").status_code == 403
    assert agent.get("/customers/0190c5a0-0000-7000-8000-000000000009/tier").status_code == 404


def test_a_customers_tier_is_decided_by_who_may_and_archived(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    agent, manager = sqlite_company.as_("agent"), sqlite_company.as_("manager")
    customer = agent.get(f"/cases/{case['id']}").json["customer_id"]
    address = f"/customers/{customer}/tier"
    body = {"tier": 1, "reason": "A framework order."}
    assert agent("PUT", address, body).status_code == 403
    assert manager("PUT", address, {"tier": 1}).status_code == 422
    assert manager.post(f"{address}/try", body).json["cases"] == 1
    assert manager.post(f"{address}/try", body, Idempotency_Key="a").json["code"] == "dry_run_stands_alone"
    assert manager.get(address).json["tier"] == 4
    decided = manager("PUT", address, body)
    assert (decided.status_code, decided.json["tier_before"], decided.json["decided_by"]) == (
        200,
        4,
        "manager",
    )
    assert manager.get(address).json["tier"] == 1


def test_a_changed_table_may_be_sent_as_a_file(sqlite_company: Company) -> None:
    owner = sqlite_company.as_("owner")

    def tried(content: bytes, **fields: str) -> Any:
        parts = {"dmn": (BytesIO(content), "deadlines.dmn"), **fields}
        address = "/api/v1/policy/whatif"
        return owner._client.post(address, data=parts, headers=owner._headers)  # as a browser's form would

    as_file = tried(TABLE.read_bytes(), since="2026-01-01")
    as_json = owner.post("/policy/whatif", {"dmn": TABLE.read_text(), "since": "2026-01-01"})
    assert (as_file.status_code, as_file.json) == (200, as_json.json)
    assert tried(TABLE.read_bytes()).status_code == 422
    assert tried(b"\xff\xfe", since="2026-01-01").status_code == 422
