"""The list of runs and batches over HTTP."""

from __future__ import annotations

from uuid import UUID

from service.operations.stepping_in.working import work_off_batch
from tests.api.company import Company

ORDER = {"act": "suspend", "reason": "recall of the lot", "filter": {"process": "feedback"}}


def test_runs_are_listed_and_counted_where_they_stand(sqlite_company: Company) -> None:
    first, second = sqlite_company.open_case(), sqlite_company.open_case()
    manager = sqlite_company.as_("manager")
    page = manager.get("/board/runs?process=feedback&limit=1").json
    assert [each["business_key"] for each in page["items"]] == [second["number"]]
    rest = manager.get(f"/board/runs?process=feedback&limit=1&cursor={page['next_cursor']}").json
    assert [each["business_key"] for each in rest["items"]] == [first["number"]]
    assert rest["items"][0]["standing"] == ["Respond"]
    for query, found in (
        ("element=respond", 2),
        ("element=assess", 0),
        ("state=suspended", 0),
        ("tier=1", 0),
        ("group=customer_service", 2),
        ("person=tech", 0),
        ("breached=true", 0),
        (f"text={first['number']}", 1),
        ("started_before=2020-01-01T00:00:00Z", 0),
    ):
        assert len(manager.get(f"/board/runs?{query}").json["items"]) == found, query
    assert manager.get("/board/standings?process=feedback").json == {"elements": {"respond": 2}, "more": []}
    assert sqlite_company.as_("head_of_finance").get("/board/runs").json["items"] == []
    assert sqlite_company.as_("agent").get("/board/runs").json["items"] == []


def test_one_run_is_read_in_full(sqlite_company: Company) -> None:
    case = sqlite_company.open_case()
    sheet = sqlite_company.as_("manager").get(f"/board/runs/{case['instance_id']}").json
    told = {each["name"]: each for each in sheet["variables"]}
    assert (told["subject"]["value"], told["subject"]["changes"][0]["actor"]) == (
        "Cabinet door sticks",
        "agent",
    )
    assert [(each["kind"], each["told"]) for each in sheet["waits"]] == [("message", "case_withdrawn")]
    assert {"respond", "assess"} <= {each["id"] for each in sheet["elements"]}
    owner = sqlite_company.as_("owner").get(f"/board/runs/{case['instance_id']}").json
    assert (owner["variables"], owner["run"]["subject"], owner["run"]["customer"]) == ([], None, None)
    assert owner["run"]["active"] == ["respond"]
    for name in ("agent", "head_of_finance"):
        assert sqlite_company.as_(name).get(f"/board/runs/{case['instance_id']}").status_code == 404


def test_a_batch_is_tried_ordered_watched_and_stopped(sqlite_company: Company) -> None:
    case, manager = sqlite_company.open_case(), sqlite_company.as_("manager")
    tried = manager.post("/batches?dry_run=true", ORDER).json
    assert (tried["batch"], tried["total"], len(tried["sample"])) == (None, 1, 1)
    assert tried["sample"][0]["rehearsal"]["changes"]
    batch = manager.post("/batches", ORDER).json["batch"]
    assert (batch["state"], batch["total"], batch["done"]) == ("running", 1, 0)
    address = f"/batches/{batch['id']}"
    work_off_batch(sqlite_company.rt, UUID(batch["id"]))
    assert manager.get(address).json["state"] == "done"
    (item,) = manager.get(f"{address}/items").json["items"]
    assert (item["state"], item["business_key"]) == ("done", case["number"])
    over = manager.post(f"{address}/stop")
    assert (over.status_code, over.json["code"]) == (409, "batch_over")
    again = manager.post("/batches", ORDER).json["batch"]
    assert manager.post(f"/batches/{again['id']}/stop").json["state"] == "stopped"
    assert [each["id"] for each in manager.get("/batches").json["items"]] == [again["id"], batch["id"]]
    for name, status in (("agent", 404), ("head_of_finance", 404), (None, 401)):
        assert sqlite_company.as_(name).get(address).status_code == status
        assert sqlite_company.as_(name).post(f"{address}/stop").status_code == status


def test_staff_order_no_batches_and_nothing_is_no_batch(sqlite_company: Company) -> None:
    sqlite_company.open_case()
    for query in ("", "?dry_run=true"):
        refused = sqlite_company.as_("agent").post(f"/batches{query}", ORDER)
        assert (refused.status_code, refused.json["code"]) == (403, "not_a_supervisor")
    nothing = ORDER | {"filter": {"process": "complaint"}}
    assert sqlite_company.as_("manager").post("/batches", nothing).json["errors"] == {
        "filter": ["nothing fits"]
    }
