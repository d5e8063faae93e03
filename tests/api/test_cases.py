"""Cases over HTTP: what opens one, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.company import NEW_CASE, Company


def test_a_case_is_opened_from_the_customers_words_and_its_process_starts(company: Company) -> None:
    opened = company.open_case()
    assert opened.keys() == {"id", "number", "status", "instance_id", "tracking_url"}
    assert opened["number"].startswith("FB-")
    assert opened["status"] == "open"
    task = company.task_of(opened)
    assert (task["activity_id"], task["case_number"]) == ("respond", opened["number"])


def test_what_is_needed_to_answer_at_all_is_asked_for_field_by_field(sqlite_company: Company) -> None:
    refused = sqlite_company.as_("agent").post("/cases", {})
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {
        "kind",
        "channel",
        "customer",
        "contact",
        "subject",
        "description",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer": {}}, "customer.name"),
        ({"customer": {"name": " "}}, "customer.name"),
        ({"customer": {"id": "x"}}, "customer.id"),
        ({"contact": {"name": "Wang"}}, "contact.phone"),
        ({"contact": {"phone": "1"}}, "contact.name"),
        ({"subject": "  "}, "subject"),
        ({"description": ""}, "description"),
        ({"kind": "praise"}, "kind"),
        ({"channel": ""}, "channel"),
        ({"contacted_at": "yesterday"}, "contacted_at"),
        ({"contacted_at": "2026-11-01T10:00:00"}, "contacted_at"),
        ({"contacted_at": "2099-11-01T10:00:00Z"}, "contacted_at"),
        ({"purchased_on": "2026-02-30"}, "purchased_on"),
        ({"subject": "x" * 201}, "subject"),
        ({"description": ["x"]}, "description"),
        ({"number": "FB-1"}, "number"),
        ({"status": "closed_satisfied"}, "status"),
        ({"customer": {"name": "Wang", "demo": True}}, "customer.demo"),
    ],
)
def test_each_field_at_fault_is_named(sqlite_company: Company, changes: dict[str, Any], field: str) -> None:
    """Among them fields a caller may not set: nothing is assigned in bulk."""
    refused = sqlite_company.as_("agent").post("/cases", NEW_CASE | changes)
    assert refused.status_code == 422
    assert field in refused.json["errors"]
    assert sqlite_company.as_("agent").get("/cases").json["items"] == []


def test_the_example_of_the_document_opens_a_case(sqlite_company: Company) -> None:
    document = sqlite_company.app.test_client().get("/openapi.json").json
    told = document["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"]
    assert sqlite_company.as_("agent").post("/cases", told["example"]).status_code == 201


def test_a_known_customer_is_named_by_id(company: Company) -> None:
    agent = company.as_("agent")
    first = agent.get(f"/cases/{company.open_case()['id']}").json
    again = company.open_case(customer={"id": first["customer_id"]})
    assert agent.get(f"/cases/{again['id']}").json["customer_id"] == first["customer_id"]


def test_a_customer_nobody_knows_is_not_found(sqlite_company: Company) -> None:
    unknown = {"id": "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b"}
    refused = sqlite_company.as_("agent").post("/cases", NEW_CASE | {"customer": unknown})
    assert refused.status_code in (404, 422)


def test_an_unknown_customer_is_refused_in_chinese_too(sqlite_company: Company) -> None:
    unknown = {"id": "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b"}
    agent = sqlite_company.as_("agent")
    refused = agent.post("/cases", NEW_CASE | {"customer": unknown}, Accept_Language="zh")
    assert refused.json["errors"] == {"customer.id": ["没有此客户"]}


def test_only_the_front_desk_opens_cases(sqlite_company: Company) -> None:
    refused = sqlite_company.as_("tech").post("/cases", NEW_CASE)
    assert (refused.status_code, refused.json["code"]) == (403, "not_in_group")


def test_a_case_is_read_whole(company: Company) -> None:
    opened = company.open_case(order_no="SO-1", purchased_on="2025-11-03", address="Hangzhou")
    case = company.as_("agent").get(f"/cases/{opened['id']}").json
    assert case["number"] == opened["number"]
    assert (case["order_no"], case["purchased_on"], case["address"]) == ("SO-1", "2025-11-03", "Hangzhou")
    assert case["contact_phone"] == NEW_CASE["contact"]["phone"]
    assert [task["activity_id"] for task in case["open_tasks"]] == ["respond"]


def test_the_history_of_a_case_is_told_in_order_and_without_gaps(company: Company) -> None:
    opened = company.open_case()
    told = company.as_("agent").get(f"/cases/{opened['id']}/history").json["items"]
    assert {"case.opened", "instance.started", "task.created"} <= {each["type"] for each in told}
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))


def test_words_exchanged_are_kept_with_the_case(company: Company) -> None:
    opened = company.open_case()
    words = {"text": "When will somebody come?", "direction": "in", "channel": "chat"}
    agent = company.as_("agent")
    assert agent.post(f"/cases/{opened['id']}/messages", words).status_code == 201
    (message,) = agent.get(f"/cases/{opened['id']}").json["messages"]
    assert {name: message[name] for name in words} == words


def test_a_customer_may_take_the_matter_back(company: Company) -> None:
    opened = company.open_case()
    agent = company.as_("agent")
    withdrawn = agent.post(f"/cases/{opened['id']}/withdraw")
    assert (withdrawn.status_code, withdrawn.json["status"]) == (200, "withdrawn")
    assert agent.get(f"/tasks?case={opened['id']}").json["items"] == []
    again = agent.post(f"/cases/{opened['id']}/withdraw")
    assert (again.status_code, again.json["code"]) == (409, "case_closed")


def test_the_customers_page_shows_the_matter_and_nothing_internal(company: Company) -> None:
    opened = company.open_case(description="internal words", subject="<b>Door</b>")
    path = "/" + opened["tracking_url"].split("/", 3)[3]
    page = company.app.test_client().get(path, headers={"Accept-Language": "en"})
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert opened["number"] in text
    assert "We have received your matter" in text
    assert "&lt;b&gt;Door" in text
    assert not [word for word in ("internal words", "agent", "respond", opened["id"], "Wang") if word in text]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert company.app.test_client().get(path + "x").status_code == 404
