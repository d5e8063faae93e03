"""The same request sent again happens once and is answered the same."""

from __future__ import annotations

import pytest

from tests.api.company import NEW_CASE, Company

KEY = {"Idempotency_Key": "9b2f6c1e-0001"}


def test_a_case_sent_twice_with_one_key_is_opened_once(company: Company) -> None:
    agent = company.as_("agent")
    first = agent.post("/cases", NEW_CASE, **KEY)
    again = agent.post("/cases", NEW_CASE, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(agent.get("/cases").json["items"]) == 1


def test_without_a_key_each_request_is_one_of_its_own(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    assert agent.post("/cases", NEW_CASE).json["id"] != agent.post("/cases", NEW_CASE).json["id"]


def test_a_key_used_for_something_else_is_refused(company: Company) -> None:
    agent = company.as_("agent")
    agent.post("/cases", NEW_CASE, **KEY)
    refused = agent.post("/cases", NEW_CASE | {"subject": "Another"}, **KEY)
    assert (refused.status_code, refused.json["code"]) == (409, "idempotency_key_reused")
    elsewhere = agent.post("/messages", {"name": "x"}, **KEY)
    assert elsewhere.json["code"] == "idempotency_key_reused"


def test_two_people_may_use_the_same_key(sqlite_company: Company) -> None:
    one = sqlite_company.as_("agent").post("/cases", NEW_CASE, **KEY)
    other = sqlite_company.as_("agent2").post("/cases", NEW_CASE, **KEY)
    assert one.json["id"] != other.json["id"]


def test_a_completion_lost_on_the_way_is_asked_for_again_and_done_once(company: Company) -> None:
    agent, task = company.as_("agent"), company.task_of(company.open_case())
    agent.post(f"/tasks/{task['id']}/claim")
    answers = {"answers": {"severity": "general", "answer": "Oil"}}
    first = agent.post(f"/tasks/{task['id']}/complete", answers, **KEY)
    again = agent.post(f"/tasks/{task['id']}/complete", answers, **KEY)
    assert first.status_code == again.status_code == 200
    assert first.json == again.json
    history = agent.get(f"/cases/{task['case_id']}/history").json["items"]
    assert [each["type"] for each in history].count("task.completed") == 1


def test_a_refused_request_leaves_its_key_free(company: Company) -> None:
    agent = company.as_("agent")
    assert agent.post("/cases", NEW_CASE | {"contacted_at": "2099-01-01T00:00:00Z"}, **KEY).status_code == 422
    assert agent.post("/cases", NEW_CASE, **KEY).status_code == 201


def test_a_key_opens_no_door(sqlite_company: Company) -> None:
    """The right is checked before the kept answer is given."""
    agent = sqlite_company.as_("agent")
    agent.post("/cases", NEW_CASE, **KEY)
    agent("DELETE", "/sessions/current")
    assert agent.post("/cases", NEW_CASE, **KEY).status_code == 401


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "ü"])
def test_a_key_that_is_none_is_refused(sqlite_company: Company, key: str) -> None:
    refused = sqlite_company.as_("agent").post("/cases", NEW_CASE, Idempotency_Key=key)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["Idempotency-Key"])
    assert sqlite_company.as_("agent").get("/cases").json["items"] == []


def test_the_customers_links_are_told_again_and_kept_nowhere(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    opened, told = (agent.post("/cases", NEW_CASE, **KEY).json for _ in range(2))
    renewed, once_more = (agent.post(f"/cases/{opened['id']}/link", Idempotency_Key="2") for _ in range(2))
    assert told == opened and once_more.json == renewed.json
    tokens = [each.rpartition("/")[2] for each in (opened["tracking_url"], renewed.json["url"])]
    asked = [sqlite_company.as_(None).get(f"/tracking/{token}").status_code for token in tokens]
    assert asked == [404, 200]
    assert everything_kept(sqlite_company).count(str(opened["id"]).encode()) > 1
    assert not [token for token in tokens if token.encode() in everything_kept(sqlite_company)]


def test_words_that_look_like_a_taken_out_link_come_back_as_they_were(sqlite_company: Company) -> None:
    agent, words = sqlite_company.as_("agent"), "\xff" + "0" * 32 + "\xff"
    task = sqlite_company.task_of(sqlite_company.open_case())
    first, again = (agent.post(f"/tasks/{task['id']}/comments", {"text": words}, **KEY) for _ in range(2))
    assert again.json == first.json and words in str(again.json)


def everything_kept(company: Company) -> bytes:
    """Every byte of the database."""
    path = company.rt.settings.data_dir / "aftercare.db"
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob("aftercare.db*")))
