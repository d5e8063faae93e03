"""Cases: opened from the customer's words, found again, seen by whom they concern."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.clock import SetClock
from service.domain.cases import Case
from service.domain.customers import Contact
from service.domain.people import Actor
from service.domain.views import PageRequest
from service.engine.intake.house.names import START_NAMES
from service.errors import CaseNotFound, DefinitionNotFound, Invalid, NotInGroup, StepFailed
from service.operations.cases import (
    ContactGiven,
    CustomerGiven,
    NewCase,
    NewCaseMessage,
    add_message,
    open_case,
)
from service.operations.customer.links import AT_THE_LINK
from service.operations.record import NewServiceRecord, append_service_record
from service.queries.cases import CaseFilter, case_detail, cases, service_records
from service.queries.customer.tracking import tracked
from service.queries.instances import instance_detail
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, LOGISTICS, MANAGER, TECH, TWO_TASKS, a_case, do, put_live


def new_case(**told: object) -> NewCase:
    values: dict[str, object] = {
        "kind": "feedback",
        "channel": "wechat",
        "customer": CustomerGiven(name="Chen Yu"),
        "contact": ContactGiven("Chen Yu", "139"),
        "subject": "A scratch",
        "description": "On the left door",
    }
    return NewCase(**(values | told))  # type: ignore[arg-type]


def test_cases_are_numbered_by_kind_and_year(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS, drawing("complaint", task("acknowledge"), chain("start", "acknowledge", "end")))
    assert a_case(rt).number == "FB-2026-000001"
    assert a_case(rt, kind="complaint").number == "CP-2026-000001"
    assert a_case(rt).number == "FB-2026-000002"


def test_a_diagram_may_read_whatever_a_case_starts_with(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    started = instance_detail(rt, a_case(rt).instance_id, by=MANAGER).variables
    assert "contact_email" in started and set(started) <= START_NAMES


def test_the_year_of_a_number_is_the_companys(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, TWO_TASKS)
    clock.set(clock.now().replace(year=2026, month=12, day=31, hour=17))
    assert a_case(rt).number == "FB-2027-000001"


def test_a_customer_is_found_again_by_name_and_phone(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    first, second = a_case(rt), a_case(rt)
    with rt.reading() as session:
        one, two = session.get_one(Case, first.id), session.get_one(Case, second.id)
    assert (one.customer_id, one.contact_id) == (two.customer_id, two.contact_id)
    third = open_case(rt, new_case(customer=CustomerGiven(id=one.customer_id)), by=AGENT)
    assert case_detail(rt, third.id, by=AGENT).case.customer_name == "Lin Hai"


def test_an_address_staff_take_down_later_is_kept_and_one_from_the_public_form_is_not(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)

    def kept_after(email: str, by: Actor) -> str:
        opened = open_case(rt, new_case(contact=ContactGiven("Chen Yu", "139", email)), by=by)
        with rt.reading() as session:
            case = session.get_one(Case, opened.id)
            return session.get_one(Contact, case.contact_id).email

    assert kept_after("", AGENT) == ""
    assert kept_after("stranger@example.com", AT_THE_LINK) == ""
    assert kept_after("chen@example.com", AGENT) == "chen@example.com"
    assert kept_after("other@example.com", AGENT) == "chen@example.com"


def test_an_address_is_one_address(sqlite_rt: Runtime) -> None:
    put_live(sqlite_rt, TWO_TASKS)
    for address in ("a@x.cn, b@y.com", "a@x.cn;b@y.com", "Chen <a@x.cn>", "a@x.cn\nBcc: b@y.com"):
        with pytest.raises(Invalid) as refused:
            open_case(sqlite_rt, new_case(contact=ContactGiven("Chen Yu", "139", address)), by=AGENT)
        assert set(refused.value.fields) == {"contact.email"}


def test_what_is_missing_is_named_field_by_field(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    empty = new_case(kind="wish", subject=" ", customer=CustomerGiven(), contact=ContactGiven("", ""))
    with pytest.raises(Invalid) as refused:
        open_case(rt, empty, by=AGENT)
    assert set(refused.value.fields) == {
        "kind",
        "subject",
        "customer.name",
        "contact.name",
        "contact.phone",
    }
    assert cases(rt, CaseFilter(), PageRequest(), by=AGENT).items == ()


def test_only_the_front_desk_and_supervisors_open_cases(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    with pytest.raises(NotInGroup):
        open_case(rt, new_case(), by=TECH)
    open_case(rt, new_case(), by=MANAGER)


def test_the_time_between_contact_and_entry_is_a_figure(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, TWO_TASKS)
    contacted = clock.now() - timedelta(minutes=20)
    opened = open_case(rt, new_case(contacted_at=contacted), by=AGENT)
    detail = case_detail(rt, opened.id, by=AGENT)
    assert (detail.entry_delay_s, detail.case.contacted_at) == (1200, contacted)
    with pytest.raises(Invalid):
        open_case(rt, new_case(contacted_at=clock.now() + timedelta(seconds=1)), by=AGENT)


def test_a_case_follows_the_variables_named_like_its_columns(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    opened = open_case(rt, new_case(purchased_on=date(2026, 1, 2)), by=AGENT)
    do(rt, opened.instance_id, "respond", AGENT, severity="major")
    detail = case_detail(rt, opened.id, by=AGENT)
    assert (detail.case.severity, detail.purchased_on) == ("major", date(2026, 1, 2))
    do(rt, opened.instance_id, "assess", TECH, status="closed_recourse_exhausted")
    closed = case_detail(rt, opened.id, by=AGENT).case
    assert (closed.status, closed.closed_at is not None) == ("closed_recourse_exhausted", True)


def test_a_run_that_ends_without_a_word_closes_its_case_as_satisfied(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    opened = a_case(rt)
    do(rt, opened.instance_id, "respond", AGENT)
    do(rt, opened.instance_id, "assess", TECH)
    assert case_detail(rt, opened.id, by=AGENT).case.status == "closed_satisfied"


def test_a_group_sees_a_case_from_its_first_task_on(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    opened = a_case(rt)
    with pytest.raises(CaseNotFound):
        case_detail(rt, opened.id, by=TECH)
    do(rt, opened.instance_id, "respond", AGENT)
    do(rt, opened.instance_id, "assess", TECH)
    assert case_detail(rt, opened.id, by=TECH).case.id == opened.id
    assert len(cases(rt, CaseFilter(text="drawer"), PageRequest(), by=TECH).items) == 1
    assert cases(rt, CaseFilter(), PageRequest(), by=LOGISTICS).items == ()
    with pytest.raises(CaseNotFound):
        add_message(rt, opened.id, NewCaseMessage("hello", "out", "phone"), by=LOGISTICS)


def test_the_tracking_link_shows_the_customer_their_matter_and_no_names(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    opened = a_case(rt)
    add_message(rt, opened.id, NewCaseMessage("We are on it.", "out", "mail"), by=AGENT)
    seen = tracked(rt, opened.tracking_url.rpartition("/")[2])
    assert (seen.number, seen.status, seen.said[0].text) == (opened.number, "open", "We are on it.")
    assert AGENT.name not in str(seen)
    with pytest.raises(CaseNotFound):
        tracked(rt, "guess")


def test_a_case_without_a_process_is_not_half_opened(rt: Runtime) -> None:
    with pytest.raises(DefinitionNotFound):
        a_case(rt)
    assert cases(rt, CaseFilter(), PageRequest(), by=AGENT).items == ()


def test_a_process_that_cannot_start_leaves_an_incident_and_no_case(rt: Runtime) -> None:
    from service.queries.instances import IncidentFilter, incidents
    from tests.operations.test_outbox import STUCK_AFTER_TIMER

    at_once = STUCK_AFTER_TIMER.content.replace(b"PT1H", b"=nothing.at.all")
    put_live(rt, type(STUCK_AFTER_TIMER)("feedback/feedback.bpmn", at_once))
    with pytest.raises(StepFailed):
        a_case(rt)
    assert cases(rt, CaseFilter(), PageRequest(), by=AGENT).items == ()
    (incident,) = incidents(rt, IncidentFilter(), PageRequest(), by=MANAGER).items
    assert (incident.instance_id, incident.process_key) == (None, "feedback")


def test_a_service_record_is_corrected_by_a_new_entry(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    opened = a_case(rt)
    with rt.reading() as session:
        customer_id = session.get_one(Case, opened.id).customer_id
    first = append_service_record(
        rt, NewServiceRecord(customer_id, "visit", "came at nine", opened.id), by=AGENT
    )
    correction = NewServiceRecord(customer_id, "visit", "came at ten", opened.id, corrects_id=first.id)
    append_service_record(rt, correction, by=AGENT)
    entries = service_records(rt, customer_id, PageRequest(), by=AGENT).items
    assert [(entry.text, entry.corrects_id) for entry in entries] == [
        ("came at ten", first.id),
        ("came at nine", None),
    ]
    assert service_records(rt, customer_id, PageRequest(), by=LOGISTICS).items == ()
