"""Whoever only signs a section of a case's sheet sees of the case what their work needs, and no more."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from service.domain.people import Actor
from service.domain.views import OpenedCase, PageRequest
from service.errors import AttachmentNotFound, CaseNotFound, NotAllowed
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.operations.cases import NewCaseMessage, add_message
from service.operations.copies import CopyGiven, copy_task
from service.operations.sections import SectionGiven, sign_section
from service.operations.service_sheets import open_service_sheet
from service.queries.attachments import attachment_detail, case_attachments
from service.queries.cases import CaseFilter, case_detail, case_history, cases
from service.queries.clocks import case_clocks
from service.queries.customer_files import customer_file
from service.queries.story import case_story
from service.queries.tasks import TaskFilter, inbox
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[..., Person]
FANG = Actor("finance", frozenset({"finance"}))
SAM = Actor("sam", frozenset({"sales"}))
QUINN = Actor("quinn", frozenset({"technical_support"}))
LOLA = Actor("logistics", frozenset({"logistics"}))
SAID = "My door code is 4711."


@pytest.fixture
def case(office: Runtime) -> OpenedCase:
    """A case with words exchanged, a file, and a sheet that waits to be signed."""
    case = feedback(office)
    add_message(office, case.id, NewCaseMessage(SAID, "in", "phone"), by=AGENT)
    keep_attachment(office, case.id, AttachmentGiven("door.txt", "", BytesIO(b"drawn")), by=AGENT)
    open_service_sheet(office, case.id, by=AGENT)
    return case


def test_finance_sees_the_facts_of_the_case_but_not_how_to_reach_the_customer_nor_what_was_said(
    office: Runtime, case: OpenedCase, visit: Visit
) -> None:
    place = f"/desk/cases/{case.id}"
    page = visit("finance").get(place).get_data(as_text=True)
    assert "Cabinet door sticks" in page and "since Monday" in page and "139****0001" in page
    assert SAID not in page and "13900000001" not in page and "door.txt" not in page
    assert "<textarea" not in page and "/service-sheet" not in page, (
        "nothing that would be refused is offered"
    )
    told = case_detail(office, case.id, by=FANG)
    assert (told.sees, told.may, told.messages) == (frozenset(), frozenset(), ())
    assert case_clocks(office, case.id, by=FANG).items
    assert {each.type for each in case_story(office, case.id, by=FANG)} == {"task.created"}
    with pytest.raises(AttachmentNotFound):
        attachment_detail(office, case_attachments(office, case.id, by=AGENT)[0].id, by=FANG)


def test_each_role_sees_its_own_part(office: Runtime, case: OpenedCase) -> None:
    seen = {each.name: case_detail(office, case.id, by=each) for each in (SAM, QUINN, AGENT)}
    assert seen["sam"].sees == {"contact"} and seen["sam"].contact_phone == "13900000001"
    assert seen["quinn"].sees == {"story", "files"} and seen["quinn"].contact_phone == "139****0001"
    assert seen["agent"].may == {"read", "work"} and seen["agent"].messages
    happened = {each.type for each in case_story(office, case.id, by=QUINN)}
    assert {"case.opened", "attachment.added"} <= happened and "case.message" not in happened
    assert SAID not in str(case_history(office, case.id, PageRequest(limit=200), by=QUINN))
    assert [each.name for each in case_attachments(office, case.id, by=QUINN)] == ["door.txt"]


def test_who_has_nothing_to_sign_does_not_know_of_the_case(office: Runtime, case: OpenedCase) -> None:
    with pytest.raises(CaseNotFound):
        case_detail(office, case.id, by=LOLA)
    assert not cases(office, CaseFilter(), PageRequest(), by=LOLA).items
    assert [each.id for each in cases(office, CaseFilter(), PageRequest(), by=FANG).items] == [case.id]


def test_who_signs_may_do_nothing_else_to_the_case(office: Runtime, case: OpenedCase, visit: Visit) -> None:
    with pytest.raises(NotAllowed, match="only what you sign"):
        add_message(office, case.id, NewCaseMessage("Let me in.", "out", "phone"), by=FANG)
    finance = visit("finance")
    finance.get(f"/desk/cases/{case.id}")
    assert finance.send(f"/desk/cases/{case.id}/copies", people="finance").status_code == 422
    assert case_detail(office, case.id, by=FANG).sees == frozenset()


def test_who_signs_shows_nobody_more_of_the_case_than_they_see(office: Runtime, case: OpenedCase) -> None:
    (sheet,) = inbox(office, TaskFilter(case_id=case.id), PageRequest(), by=FANG).items
    copy_task(office, sheet.id, CopyGiven(("logistics", "finance"), ""), by=FANG)
    with pytest.raises(CaseNotFound):
        case_detail(office, case.id, by=LOLA)
    assert SAID not in str(case_detail(office, case.id, by=FANG))


def test_the_sheet_stands_in_the_list_with_its_case_and_under_its_tier(
    office: Runtime, case: OpenedCase, visit: Visit
) -> None:
    page = visit("finance").get("/desk?tier=2").get_data(as_text=True)
    assert case.number in page and "Wang Fang" in page and "None" not in page
    assert not inbox(office, TaskFilter(tier=1), PageRequest(), by=FANG).items


def test_their_customer_is_shown_masked_and_without_records(office: Runtime, case: OpenedCase) -> None:
    file = customer_file(office, case_detail(office, case.id, by=FANG).case.customer_id, by=FANG)
    assert file.phone == "139****0001" and not file.records and [each.id for each in file.cases] == [case.id]


def test_having_signed_they_still_see_what_they_put_their_name_to(office: Runtime, case: OpenedCase) -> None:
    (sheet,) = inbox(office, TaskFilter(case_id=case.id), PageRequest(), by=FANG).items
    costs: dict[str, object] = {"material_cost": 80, "transport_cost": 20, "labour_cost": 100}
    sign_section(office, sheet.id, SectionGiven("section_costs", costs), by=FANG)
    signed = [each for each in case_story(office, case.id, by=FANG) if each.type == "task.section_signed"]
    assert [each.actor for each in signed] == ["finance"]
