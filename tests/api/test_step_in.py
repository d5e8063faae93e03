"""Stepping in over HTTP: tried first, then done, by supervisors of the instance's groups alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.api.company import Company

WHY = "the part arrived after all"
AGAIN = {"act": "restart", "reason": WHY, "element": "respond"}


def test_an_act_is_tried_then_done(sqlite_company: Company) -> None:
    case, manager = sqlite_company.open_case(), sqlite_company.as_("manager")
    before, address = sqlite_company.task_of(case), f"/instances/{case['instance_id']}"
    tried = manager.post(f"{address}/step-in?dry_run=true", AGAIN)
    assert (tried.status_code, tried.json["done"]) == (200, False)
    assert [each["id"] for each in tried.json["vanishes"] if each["kind"] == "task"] == [before["id"]]
    assert [each["activity_id"] for each in tried.json["appears"] if each["kind"] == "task"] == ["respond"]
    assert sqlite_company.task_of(case)["id"] == before["id"]
    done = manager.post(f"{address}/step-in", AGAIN)
    assert (done.status_code, done.json["done"]) == (200, True)
    assert sqlite_company.task_of(case)["id"] != before["id"]
    told = {each["type"]: each for each in manager.get(f"{address}/history").json["items"]}
    assert told["instance.restarted"]["detail"]["reason"] == WHY


MAY = {"agent": 404, "head_of_finance": 404, "owner": 403, None: 401, "manager": 200}


@pytest.mark.parametrize("name", MAY)
def test_only_supervisors_of_its_groups_step_in(sqlite_company: Company, name: str | None) -> None:
    address = f"/instances/{sqlite_company.open_case()['instance_id']}/step-in"
    for query in ("?dry_run=true", ""):
        assert sqlite_company.as_(name).post(address + query, AGAIN).status_code == MAY[name]


def test_what_does_not_fit_is_refused_with_the_reason(sqlite_company: Company) -> None:
    case, manager = sqlite_company.open_case(), sqlite_company.as_("manager")
    address = f"/instances/{case['instance_id']}/step-in"
    for body, code in (
        ({"act": "modify", "reason": WHY, "start_before": ["nowhere"]}, "cannot_step_in"),
        ({"act": "migrate", "reason": WHY, "version": 99}, "definition_not_found"),
        ({"act": "modify", "reason": WHY}, "invalid"),
        ({"act": "restart", "reason": WHY}, "invalid"),
        ({"act": "restart", "element": "respond"}, "invalid"),
        ({"act": "retry", "reason": WHY}, "nothing_there"),
    ):
        assert manager.post(address, body).json["code"] == code
    unknown = manager.post(f"/instances/{uuid4()}/step-in", AGAIN)
    assert (unknown.status_code, unknown.json["code"]) == (404, "instance_not_found")


def test_a_dry_run_stands_alone_and_an_act_is_done_once_under_its_key(sqlite_company: Company) -> None:
    case, manager = sqlite_company.open_case(), sqlite_company.as_("manager")
    address = f"/instances/{case['instance_id']}/step-in"
    refused = manager.post(f"{address}?dry_run=true", AGAIN, Idempotency_Key="one")
    assert (refused.status_code, refused.json["code"]) == (409, "dry_run_stands_alone")
    first, second = (manager.post(address, AGAIN, Idempotency_Key="two") for _ in range(2))
    assert first.json == second.json
    told = [each["type"] for each in manager.get(f"/instances/{case['instance_id']}/history").json["items"]]
    assert told.count("instance.restarted") == 1
