"""Everything anyone did can be found again: by whom, what, when and in which case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.clock import SetClock
from service.domain.people import ALL, Actor
from service.domain.views import PageRequest
from service.domain.views.audit import AuditView
from service.errors import NotInGroup
from service.operations.people import NewPerson, add_person
from service.operations.sessions import sign_in
from service.queries.audit import AuditFilter, audit, audited
from service.runtime import Runtime
from tests.operations.promises import at
from tests.operations.stage import AGENT, MANAGER, TECH_LEAD, TWO_TASKS, a_case, do, put_live

ANY = AuditFilter()


@pytest.fixture
def case_number(rt: Runtime, clock: SetClock) -> str:
    """A case answered on one day and assessed on the next; two people signed in."""
    put_live(rt, TWO_TASKS)
    for name, group in (("agent", "customer_service"), ("tech", "technical_support")):
        add_person(rt, NewPerson(name, "secret words", groups=[group]))
        sign_in(rt, name, "secret words")
    clock.set(at("2026-11-23 10:00"))
    case = a_case(rt)
    do(rt, case.instance_id, "respond", AGENT)
    clock.set(at("2026-11-24 10:00"))
    do(rt, case.instance_id, "assess", Actor("tech", frozenset({"technical_support"})))
    return case.number


def found(rt: Runtime, asked: AuditFilter, by: Actor = MANAGER) -> list[AuditView]:
    return list(audit(rt, asked, PageRequest(200), by=by).items)


def told(rt: Runtime, asked: AuditFilter, by: Actor = MANAGER) -> list[tuple[str, str]]:
    return [(each.actor, each.type) for each in found(rt, asked, by)]


def test_what_people_did_is_told_newest_first(rt: Runtime, case_number: str) -> None:
    assert told(rt, ANY)[:4] == [
        ("tech", "case.closed"),
        ("tech", "task.completed"),
        ("tech", "task.claimed"),
        ("agent", "task.completed"),
    ]
    assert ("agent", "task.created") in told(rt, replace(ANY, everybody=True))
    assert ("tech", "sign_in.made") in told(rt, ANY)
    assert "system" not in {actor for actor, _ in told(rt, ANY)}
    assert ("system", "processes.deployed") in told(rt, replace(ANY, everybody=True))


def test_acts_are_found_by_person_kind_case_and_day(rt: Runtime, case_number: str) -> None:
    assert {actor for actor, _ in told(rt, AuditFilter(actor="tech"))} == {"tech"}
    assert {type_ for _, type_ in told(rt, AuditFilter(type="task"))} == {"task.claimed", "task.completed"}
    assert {type_ for _, type_ in told(rt, AuditFilter(type="sign_in.made"))} == {"sign_in.made"}
    of_case = found(rt, AuditFilter(case_number=case_number))
    assert {each.case_number for each in of_case} == {case_number}
    assert ("Assess", "tech") in {(each.activity, each.actor) for each in of_case}
    one_day = AuditFilter(first=date(2026, 11, 24), last=date(2026, 11, 24))
    assert {type_ for _, type_ in told(rt, one_day)} == {"case.closed", "task.completed", "task.claimed"}
    assert told(rt, AuditFilter(case_number="FB-1999-1")) == []
    assert told(rt, AuditFilter(first=date.min, last=date.max)) == told(rt, ANY)


def test_a_lead_sees_what_happened_in_their_groups_cases_and_what_their_people_did(
    rt: Runtime, case_number: str
) -> None:
    seen = told(rt, ANY, TECH_LEAD)
    assert ("tech", "sign_in.made") in seen
    assert ("agent", "sign_in.made") not in seen
    assert ("agent", "task.completed") in seen  # in a case that passed their group
    elsewhere = Actor("lead", frozenset(), frozenset({"logistics"}))
    assert told(rt, ANY, elsewhere) == []
    with pytest.raises(NotInGroup):
        audit(rt, ANY, PageRequest(), by=AGENT)


def test_pages_neither_skip_nor_repeat(rt: Runtime, case_number: str) -> None:
    everything = replace(ANY, everybody=True)
    whole = [(each.id, each.seq) for each in found(rt, everything)]
    cut, cursor = [], None
    while True:
        page = audit(rt, everything, PageRequest(3, cursor), by=MANAGER)
        cut += [(each.id, each.seq) for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert cut == whole == [(each.id, each.seq) for each in audited(rt, everything, by=MANAGER)]
    assert len(set(whole)) == len(whole) > 6


def test_a_failed_sign_in_is_on_record(rt: Runtime, case_number: str) -> None:
    from service.errors import WrongPassword

    with pytest.raises(WrongPassword):
        sign_in(rt, "agent", "guess")
    assert told(rt, AuditFilter(type="sign_in.failed"), Actor("all", supervises=ALL)) == [
        ("agent", "sign_in.failed")
    ]
