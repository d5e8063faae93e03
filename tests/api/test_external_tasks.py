"""Programs outside over HTTP: who may fetch, what they are handed, what they report, and what comes of it."""

from __future__ import annotations

import pytest

from service.domain.people import SYSTEM
from service.engine.progress import SourceFile
from service.operations import deployments, people, sessions
from service.operations.people import NewPerson
from tests.api.company import PASSWORD, Caller, Company
from tests.api.files import FILES

WEIGHED = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
             xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="tests">
<error id="heavy" errorCode="TOO_HEAVY"/>
<process id="feedback" name="Feedback" isExecutable="true">
  <startEvent id="received"/>
  <serviceTask id="weigh" name="Weigh" camunda:type="external" camunda:topic="weigh_parcel">
    <extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="number">=case_number</camunda:inputParameter>
    </camunda:inputOutput></extensionElements>
  </serviceTask>
  <userTask id="respond" name="Respond" camunda:candidateGroups="customer_service" camunda:formKey="respond"/>
  <userTask id="assess" name="Assess" camunda:candidateGroups="technical_support" camunda:formKey="assess"/>
  <endEvent id="done"/>
  <boundaryEvent id="heavier" attachedToRef="weigh"><errorEventDefinition errorRef="heavy"/></boundaryEvent>
  <sequenceFlow id="a" sourceRef="received" targetRef="weigh"/>
  <sequenceFlow id="b" sourceRef="weigh" targetRef="respond"/>
  <sequenceFlow id="c" sourceRef="heavier" targetRef="assess"/>
  <sequenceFlow id="e" sourceRef="respond" targetRef="done"/>
  <sequenceFlow id="f" sourceRef="assess" targetRef="done"/>
</process>
</definitions>
"""
ASKED = {"worker_id": "one", "topics": [{"topic": "weigh_parcel", "lock_for_s": 60}]}
HEAVY = {"worker_id": "one", "error_code": "TOO_HEAVY", "error_message": "31 kg", "variables": {"kg": 31}}


@pytest.fixture
def scales(sqlite_company: Company) -> Caller:
    """A program with an account of its own, beside a process that waits for it."""
    rt = sqlite_company.rt
    people.add_person(rt, NewPerson("scales", PASSWORD, groups=["external_worker"]))
    files = [SourceFile("feedback.bpmn", WEIGHED), *FILES[1:]]
    deployments.deploy(rt, files, by=SYSTEM)
    token = sessions.sign_in(rt, "scales", PASSWORD).token
    return Caller(sqlite_company.app, token, sqlite_company.promises)


def test_a_program_is_handed_what_the_diagram_says_and_reports_an_error_once(
    sqlite_company: Company, scales: Caller
) -> None:
    case = sqlite_company.open_case()
    assert (
        scales.post("/external-tasks/fetch-and-lock", ASKED | {"topics": [{"topic": "x"}]}).json["items"]
        == []
    )
    (found,) = scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"]
    assert (found["variables"], found["case_number"]) == ({"number": case["number"]}, case["number"])
    assert scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"] == []
    address = f"/external-tasks/{found['id']}"
    assert scales.post(f"{address}/extend-lock", {"worker_id": "one", "lock_for_s": 600}).status_code == 200
    other = scales.post(f"{address}/bpmn-error", HEAVY | {"worker_id": "two"})
    assert (other.status_code, other.json["code"]) == (409, "not_the_worker")
    for key in ({}, {"Idempotency_Key": "e-1"}, {"Idempotency_Key": "e-1"}):
        told = scales.post(f"{address}/bpmn-error", HEAVY, **key)
        assert (told.status_code, told.json) == (
            200,
            {"result": "caught", "retry_at": None, "incident_id": None},
        )
    assert sqlite_company.task_of(case, "tech")["activity_id"] == "assess"
    gone = scales.post(f"{address}/complete", {"worker_id": "one"})
    assert (gone.status_code, gone.json["code"]) == (409, "effect_gone")


def test_an_error_nothing_catches_is_said_to_be_an_incident(sqlite_company: Company, scales: Caller) -> None:
    sqlite_company.open_case()
    (found,) = scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"]
    lost = {"worker_id": "one", "error_code": "LOST"}
    told = scales.post(f"/external-tasks/{found['id']}/bpmn-error", lost, Idempotency_Key="e-1").json
    (incident,) = sqlite_company.as_("manager").get("/incidents").json["items"]
    assert (told["result"], told["incident_id"]) == ("incident", incident["id"])
    assert "LOST" in incident["message"]


def test_a_failure_and_a_task_given_back_are_handed_out_again(
    sqlite_company: Company, scales: Caller
) -> None:
    sqlite_company.open_case()
    (found,) = scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"]
    address = f"/external-tasks/{found['id']}"
    failed = {"worker_id": "one", "error_message": "No answer", "retries": 2, "retry_in_s": 0}
    assert scales.post(f"{address}/failure", failed).json["result"] == "again"
    assert scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"][0]["attempts"] == 1
    assert scales.post(f"{address}/unlock", {"worker_id": "one"}).status_code == 200
    assert scales.post("/external-tasks/fetch-and-lock", ASKED).json["items"][0]["id"] == found["id"]


def test_supervisors_see_who_has_the_work(sqlite_company: Company, scales: Caller) -> None:
    case = sqlite_company.open_case()
    scales.post("/external-tasks/fetch-and-lock", ASKED)
    told = sqlite_company.as_("manager").get("/external-tasks?standing=held&topic=weigh_parcel").json
    (found,) = told["items"]
    assert (found["case_number"], found["account"], found["worker_id"]) == (case["number"], "scales", "one")
    assert (found["name"], found["incident_id"], told["topics"]) == ("Weigh", None, {"weigh_parcel": 1})
    assert sqlite_company.as_("manager").get("/external-tasks?standing=stuck").json["items"] == []
    assert scales.get("/external-tasks").json["items"] == []


def test_only_programs_outside_may_and_no_id_is_told(sqlite_company: Company, scales: Caller) -> None:
    for name in ("agent", "manager", "owner"):
        refused = sqlite_company.as_(name).post("/external-tasks/fetch-and-lock", ASKED)
        assert (refused.status_code, refused.json["code"]) == (403, "not_in_group")
    unknown = "/external-tasks/019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b/bpmn-error"
    assert scales.post(unknown, HEAVY).status_code == 404
    for wrong in (
        {"error_code": ""},
        {"error_code": "x" * 300},
        {"variables": {"a\x00": 1}},
        {"worker_id": None},
        {"more": 1},
    ):
        assert scales.post(unknown, HEAVY | wrong).status_code in (400, 422)
    own = ASKED | {"topics": [{"topic": "notify"}]}
    assert scales.post("/external-tasks/fetch-and-lock", own).status_code == 422
    assert sqlite_company.as_("agent").get("/tasks").status_code == 200
