"""Clocks over HTTP: explained, paused, moved, exempted, regraded; calendars; every answer as documented."""

from __future__ import annotations

from typing import Any

from tests.api.company import Company

PAUSE = {"reason": "cannot be judged", "awaited": "photos", "review_on": "2026-12-01"}


def total(clocks: dict[str, Any]) -> dict[str, Any]:
    """The clock of the whole case."""
    (found,) = [each for each in clocks["items"] if each["kind"] == "total"]
    return dict(found)


def test_a_case_tells_its_clocks_in_the_readers_language(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    address = f"/cases/{case['id']}/clocks"
    english = sqlite_company.as_("agent").get(address, Accept_Language="en").json
    chinese = sqlite_company.as_("agent").get(address, Accept_Language="zh").json
    assert total(english)["name"] == "whole case"
    assert total(chinese)["name"] == "全程"
    assert len(total(english)["lines"]) == len(total(chinese)["lines"]) > 1
    assert sqlite_company.as_(None).get(address).status_code == 401


def test_a_case_is_paused_and_resumed_once_however_often_it_is_asked(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    agent = sqlite_company.as_("agent")
    paused = agent.post(f"/cases/{case['id']}/pause", PAUSE, Idempotency_Key="p-1")
    again = agent.post(f"/cases/{case['id']}/pause", PAUSE, Idempotency_Key="p-1")
    assert (paused.status_code, paused.json) == (200, again.json)
    assert total(paused.json)["standing"] == "paused"
    other = agent.post(f"/cases/{case['id']}/pause", PAUSE | {"awaited": "an invoice"})
    assert (other.status_code, other.json["code"]) == (409, "clock_already_paused")
    assert agent.post(f"/cases/{case['id']}/pause", {}).status_code == 422
    resumed = agent.post(f"/cases/{case['id']}/resume")
    assert total(resumed.json)["standing"] == "on_time"


def test_only_a_supervisor_moves_and_exempts(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    clock = total(sqlite_company.as_("agent").get(f"/cases/{case['id']}/clocks").json)["id"]
    moved = {"due_at": "2099-01-05T10:00:00+08:00", "reason": "agreed"}
    assert sqlite_company.as_("agent").post(f"/clocks/{clock}/move", moved).status_code == 403
    done = sqlite_company.as_("manager").post(f"/clocks/{clock}/move", moved)
    assert total(done.json)["fixed"]
    exempted = sqlite_company.as_("manager").post(f"/clocks/{clock}/exempt", {"reason": "a storm"})
    assert total(exempted.json)["outcome"] == "exempted"
    assert sqlite_company.as_("manager").post(f"/clocks/{clock}/acknowledge").status_code == 200
    unknown = f"/clocks/{case['id']}/exempt"
    assert sqlite_company.as_("manager").post(unknown, {"reason": "x"}).json["code"] == "clock_not_found"


def test_a_case_is_served_by_another_tier(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    changed = sqlite_company.as_("agent")("PUT", f"/cases/{case['id']}/tier", {"tier": 1})
    assert (changed.status_code, changed.json["tier"]) == (200, 1)
    assert sqlite_company.as_("agent")("PUT", f"/cases/{case['id']}/tier", {"tier": 9}).status_code == 422
    later = {"tier": 4, "reason": "mistaken identity", "later": True}
    assert sqlite_company.as_("agent")("PUT", f"/cases/{case['id']}/tier", later).status_code == 403
    tried = sqlite_company.as_("manager").post(f"/cases/{case['id']}/tier/try", later)
    assert (tried.status_code, tried.json) == (200, {"cases": 1, "moves": []})
    assert sqlite_company.as_("agent").get(f"/cases/{case['id']}/clocks").json["tier"] == 1


def test_calendars_are_read_by_all_and_kept_by_supervisors(sqlite_company: Company) -> None:
    keys = [each["key"] for each in sqlite_company.as_("agent").get("/calendars").json["items"]]
    assert "office" in keys
    day = {"days": [{"date": "2027-03-01", "kind": "holiday", "name": {"zh": "盘点", "en": "Stock-taking"}}]}
    assert sqlite_company.as_("agent").post("/calendars/office/days", day).status_code == 403
    entered = sqlite_company.as_("manager").post("/calendars/office/days", day)
    assert (entered.status_code, entered.json["redated"]) == (201, [])
    wrong = sqlite_company.as_("manager").post("/calendars/office/days", {"days": [{"date": "soon"}]})
    assert (wrong.status_code, wrong.json["code"]) == (422, "calendars_refused")
    soon = {"days": [{"from": "soon", "kind": "holiday", "name": "x"}]}
    told = sqlite_company.as_("manager").post("/calendars/office/days", soon, Accept_Language="zh")
    assert told.json["errors"] == {"days.1": ["'soon' 不是日期，请写成 2026-10-01 这样"]}
    assert sqlite_company.as_("manager").post("/calendars/moon/days", day).status_code == 404


def test_tasks_are_counted_by_how_they_stand(sqlite_company: Company) -> None:
    sqlite_company.open_case()
    counts = sqlite_company.as_("agent").get("/tasks/standings").json
    assert counts.keys() == {"on_time", "at_risk", "overdue", "paused"}
    assert sqlite_company.as_("agent").get("/tasks?standing=overdue").json["items"] == []
    assert sqlite_company.as_("agent").get("/tasks?standing=lost").status_code == 422
