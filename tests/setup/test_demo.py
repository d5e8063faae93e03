"""Made-up data comes once, and never into somebody's work."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.clock import SetClock
from service.commands.deploy import deploy_folder
from service.demo import seed
from service.demo.people import PASSWORD, PEOPLE
from service.domain.cases import CaseKind
from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.errors import HoldsRealData
from service.operations.people import NewPerson, add_person
from service.operations.sessions import sign_in
from service.queries.cases import CaseFilter, cases
from service.queries.tasks import TaskFilter, inbox
from service.runtime import Runtime
from tests.faults.invariants import check_after_fault

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
EVERYTHING = PageRequest(limit=200)


@pytest.fixture
def company(rt: Runtime, clock: SetClock) -> Runtime:
    """A database with our processes and nobody in it."""
    clock.set(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    deploy_folder(rt, PROCESSES)
    return rt


def test_a_first_start_brings_people_customers_and_cases_in_different_states(company: Runtime) -> None:
    told: list[str] = []
    count = seed(company, tell=told.append)
    found = cases(company, CaseFilter(), EVERYTHING, by=SYSTEM).items
    assert len(found) == count >= 12
    assert {each.kind for each in found} == set(CaseKind)
    assert {each.tier for each in found} == {1, 2, 3, 4}
    assert len({each.customer_id for each in found}) >= 12
    assert len({each.status for each in found}) >= 3
    waiting = {each.activity_id for each in inbox(company, TaskFilter(), EVERYTHING, by=SYSTEM).items}
    assert {"respond", "assess", "visit", "audit_result", "acknowledge", "investigate"} <= waiting
    check_after_fault(company)
    assert told


def test_everybody_made_up_can_sign_in(company: Runtime) -> None:
    seed(company, tell=lambda line: None)
    for person in PEOPLE:
        assert sign_in(company, person.name, PASSWORD).person.groups == tuple(sorted(person.groups))


def test_a_second_start_adds_nothing(company: Runtime) -> None:
    first = seed(company, tell=lambda line: None)
    assert seed(company, tell=lambda line: None) == 0
    assert len(cases(company, CaseFilter(), EVERYTHING, by=SYSTEM).items) == first


def test_a_database_with_somebody_in_it_is_refused(company: Runtime) -> None:
    add_person(company, NewPerson("lin", "a real password", groups=("customer_service",)))
    with pytest.raises(HoldsRealData):
        seed(company, tell=lambda line: None)
    assert cases(company, CaseFilter(), EVERYTHING, by=SYSTEM).items == ()


def test_somebody_let_into_the_made_up_world_does_not_end_it(company: Runtime) -> None:
    seed(company, tell=lambda line: None)
    add_person(company, dataclasses.replace(PEOPLE[0], name="guest", password="a real password", demo=False))
    assert seed(company, tell=lambda line: None) == 0
