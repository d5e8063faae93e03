"""Putting process files live over HTTP."""

from __future__ import annotations

import io
import string
import zipfile
from collections.abc import Sequence

import pytest
from werkzeug.test import TestResponse

from service.operations import deployments, sessions
from tests.api.company import PASSWORD, Company
from tests.api.files import FEEDBACK, FILES

BROKEN = FEEDBACK.replace(b'camunda:formKey="assess"', b'camunda:formKey="missing"')
CHANGED = FEEDBACK.replace(b"PT1H", b"PT2H")
ascii_letters = set(string.ascii_letters)


def upload(
    company: Company,
    files: Sequence[tuple[str, bytes]],
    *,
    part: str = "files",
    language: str = "en",
    key: str = "",
) -> TestResponse:
    """Send these files as the process owner."""
    token = sessions.sign_in(company.rt, "owner", PASSWORD).token
    answer = company.app.test_client(use_cookies=False).post(
        "/api/v1/deployments",
        data={part: [(io.BytesIO(content), name) for name, content in files]},
        headers={"Authorization": f"Bearer {token}", "Accept-Language": language}
        | ({"Idempotency-Key": key} if key else {}),
    )
    company.promises.hold("POST", answer)
    return answer


def with_diagram(diagram: bytes) -> list[tuple[str, bytes]]:
    return [("feedback.bpmn", diagram), *((each.path, each.content) for each in FILES[1:])]


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("part", ["files", "file", "feedback.bpmn"])
def test_files_that_are_the_same_make_no_new_version(sqlite_company: Company, part: str) -> None:
    answer = upload(sqlite_company, with_diagram(FEEDBACK), part=part)
    assert (answer.status_code, answer.json["result"], answer.json["id"]) == (200, "unchanged", None)
    assert answer.json["created"] == []
    assert [(each["key"], each["version"]) for each in answer.json["definitions"]] == [("feedback", 1)]


def test_nobody_waits_while_files_are_checked_for_a_key(
    sqlite_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, checked = sqlite_company.rt, deployments.check

    def meanwhile(*given: object) -> object:
        assert not rt.in_transaction
        return checked(*given)

    monkeypatch.setattr(deployments, "check", meanwhile)
    first, again = (upload(sqlite_company, with_diagram(CHANGED), key="deploy-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json


def test_a_changed_file_makes_a_version_and_running_cases_keep_theirs(company: Company) -> None:
    before = company.task_of(company.open_case())
    answer = upload(company, with_diagram(CHANGED))
    assert (answer.status_code, [each["version"] for each in answer.json["created"]]) == (201, [2])
    assert answer.json["result"] == "deployed"
    manager = company.as_("manager")
    assert manager.get(f"/instances/{before['instance_id']}").json["version"] == 1
    assert manager.get(f"/instances/{company.open_case()['instance_id']}").json["version"] == 2


def test_what_was_live_already_is_told_with_what_runs_it(sqlite_company: Company) -> None:
    sqlite_company.open_case()
    (unchanged,) = upload(sqlite_company, with_diagram(FEEDBACK)).json["unchanged"]
    assert unchanged["running"] == 1


def test_a_zip_will_do_as_well(sqlite_company: Company) -> None:
    answer = upload(sqlite_company, [("files.zip", zipped(with_diagram(CHANGED)))])
    assert [each["version"] for each in answer.json["created"]] == [2]


def test_a_refused_file_is_told_with_element_rule_reason_and_remedy(company: Company) -> None:
    refused = upload(company, with_diagram(BROKEN))
    assert (refused.status_code, refused.json["code"]) == (422, "files_refused")
    finding = next(each for each in refused.json["findings"] if each["severity"] == "error")
    assert finding["element"] == "assess"
    assert all(finding[name] for name in ("path", "rule", "reason", "remedy"))
    assert [each["version"] for each in company.as_("owner").get("/definitions").json["items"]] == [1]


def test_findings_are_told_in_chinese_to_who_asks_for_it(sqlite_company: Company) -> None:
    refused = upload(sqlite_company, with_diagram(BROKEN), language="zh-CN").json
    finding = next(each for each in refused["findings"] if each["rule"] == "form-not-found")
    assert finding["reason"] == "表单 missing 不在这些文件中。"
    assert finding["remedy"] == "把表单按此名称或标识一并部署。"
    broken = upload(sqlite_company, [("a.bpmn", b"<definitions")], language="zh").json["findings"]
    assert [each["rule"] for each in broken] == ["xml-malformed"]
    assert not any(ascii_letters & set(each["remedy"]) for each in broken)


@pytest.mark.parametrize("name", ["../out.bpmn", "/etc/out.bpmn", "a/../../out.bpmn", "..\\out.bpmn"])
def test_a_path_out_of_the_folder_is_refused(sqlite_company: Company, name: str) -> None:
    """As a file, and inside an archive."""
    assert upload(sqlite_company, [(name, FEEDBACK)]).status_code == 422
    assert upload(sqlite_company, [("x.zip", zipped([(name, FEEDBACK)]))]).status_code == 422


def test_a_bomb_is_refused_before_it_is_unpacked(sqlite_company: Company) -> None:
    refused = upload(sqlite_company, [("bomb.zip", zipped([("a.bpmn", b" " * 50_000_000)]))])
    assert (refused.status_code, refused.json["code"]) == (422, "files_refused")


def test_nothing_to_deploy_is_refused(sqlite_company: Company) -> None:
    assert upload(sqlite_company, []).status_code in (415, 422)
    assert sqlite_company.as_("owner").post("/deployments", {"files": []}).status_code == 415


def test_a_diagram_is_given_back_byte_for_byte(company: Company) -> None:
    answer = company.as_("agent").get("/definitions/feedback/1/xml")
    assert answer.mimetype == "application/xml"
    assert answer.data == FEEDBACK
    assert company.as_("agent").get("/definitions/feedback/9/xml").status_code == 404
    assert company.as_("agent").get("/definitions/other/1/xml").json["code"] == "definition_not_found"
