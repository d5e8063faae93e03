"""Two entries of one customer made one: looked at, led to the one kept, on record; nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from service.domain.access import AccessGrant
from service.domain.audit import AuditEntry
from service.domain.cases import Case
from service.domain.customers import Contact, Customer
from service.domain.follow_ups import PlannedVisit
from service.domain.merging import MergeAsked
from service.domain.people import SYSTEM, Actor
from service.domain.tiers import Indicators
from service.domain.views import OpenedCase, PageRequest
from service.errors import CustomerMerged, Invalid, NotAllowed
from service.ids import new_id
from service.operations import cases, merging
from service.operations.cases import ContactGiven, CustomerGiven, NewCase, open_case
from service.operations.merging import merge_customers
from service.operations.record import NewServiceRecord, append_service_record
from service.operations.tiers import put_indicators
from service.queries.cases import case_detail, service_records
from service.queries.customer_files import customer_file, customers
from service.queries.customers import known_customers
from service.queries.merging import look_at_merge
from service.queries.tiers import customer_tier, tier_candidates
from service.runtime import Runtime
from service.store import prepared
from tests.operations.rivals import one_waits_for_the_other
from tests.operations.stage import AGENT, MANAGER, TWO_TASKS, put_live

AFTERSALES = Actor("ann", frozenset({"aftersales"}))


def called(rt: Runtime, name: str, phone: str, customer_id: UUID | None = None) -> OpenedCase:
    """A case opened for a customer of this name and phone."""
    new = NewCase(
        kind="feedback",
        channel="hotline",
        customer=CustomerGiven(id=customer_id, name=name, phone=phone),
        contact=ContactGiven(name, phone),
        subject="The drawer sticks",
        description="Since Monday.",
    )
    return open_case(rt, new, by=AGENT)


def whose(rt: Runtime, case: OpenedCase) -> UUID:
    """The customer a case belongs to."""
    return case_detail(rt, case.id, by=MANAGER).case.customer_id


@pytest.fixture
def twice(rt: Runtime) -> tuple[Runtime, OpenedCase, OpenedCase]:
    """One customer entered twice, each entry with a case."""
    put_live(rt, TWO_TASKS)
    return rt, called(rt, "Pearl Offices", "13800000001"), called(rt, "Pearl River Offices", "13900000002")


def test_everything_of_the_duplicate_is_found_at_the_one_kept(
    twice: tuple[Runtime, OpenedCase, OpenedCase],
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    append_service_record(rt, NewServiceRecord(other, "note", "Prefers mornings."), by=SYSTEM)
    look = look_at_merge(rt, kept, other, by=AFTERSALES)
    assert (look.cases, look.open_cases, look.contacts, look.records) == (1, 1, 1, 1)
    assert whose(rt, second) == other, "a look changes nothing"
    assert merge_customers(rt, kept, MergeAsked(other, "Same door."), by=AFTERSALES) == look
    assert whose(rt, second) == kept
    file = customer_file(rt, kept, by=MANAGER)
    assert {each.id for each in file.cases} == {first.id, second.id}
    assert {each.phone for each in file.contacts} == {"13800000001", "13900000002"}
    texts = [each.text for each in service_records(rt, kept, PageRequest(), by=MANAGER).items]
    assert "Prefers mornings." in texts
    assert any("Same door." in each for each in texts)
    assert customer_file(rt, other, by=MANAGER).merged_into_id == kept
    assert [each.id for each in customers(rt, "Pearl", PageRequest(), by=MANAGER).items] == [kept]
    assert [each.customer.id for each in known_customers(rt, "13900000002", by=AGENT)] == [kept]
    with rt.reading() as session:
        noted = session.execute(select(AuditEntry).where(AuditEntry.type == "customer.merged")).scalar_one()
    assert (noted.actor, noted.subject, noted.detail["reason"]) == ("ann", str(other), "Same door.")


def test_whoever_comes_by_the_duplicate_later_is_led_to_the_one_kept(
    twice: tuple[Runtime, OpenedCase, OpenedCase],
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    third = called(rt, "Pearl", "13700000003")
    merge_customers(rt, other, MergeAsked(whose(rt, third), "Same door."), by=MANAGER)
    merge_customers(rt, kept, MergeAsked(other, "Same door."), by=MANAGER)
    by_id = called(rt, "Pearl River Offices", "13900000002", customer_id=other)
    by_phone = called(rt, "Pearl", "13700000003")
    told = NewServiceRecord(other, "case", "Done.", case_id=second.id)
    assert append_service_record(rt, told, by=SYSTEM).customer_id == kept, "a run may still name the other"
    assert {whose(rt, each) for each in (third, by_id, by_phone)} == {kept}
    with rt.reading() as session:
        for row in (Case, Contact):
            left = select(func.count()).select_from(row).where(row.customer_id != kept)
            assert session.execute(left).scalar_one() == 0
        leads = select(Customer.merged_into_id).where(Customer.id != kept)
        assert set(session.execute(leads).scalars()) == {kept}
    with pytest.raises(CustomerMerged):
        merge_customers(rt, kept, MergeAsked(other, "Again."), by=MANAGER)


def test_only_aftersales_and_supervisors_merge_and_only_with_a_reason(
    twice: tuple[Runtime, OpenedCase, OpenedCase],
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    with pytest.raises(NotAllowed):
        look_at_merge(rt, kept, other, by=AGENT)
    with pytest.raises(NotAllowed):
        merge_customers(rt, kept, MergeAsked(other, "Same door."), by=AGENT)
    for wrong in (MergeAsked(other, " "), MergeAsked(kept, "Same door.")):
        with pytest.raises(Invalid):
            merge_customers(rt, kept, wrong, by=MANAGER)
    assert whose(rt, second) == other


def planned(rt: Runtime, customer_id: UUID, state: str) -> UUID:
    """A visit to this customer, so far along."""
    day = date(2026, 3, 2)
    told = {"tier": 2, "method": "phone", "target_on": day, "due_on": day, "state": state}
    with rt.transaction() as tx:
        visit = PlannedVisit(id=new_id(), customer_id=customer_id, planned_at=tx.at, ended_at=None, **told)
        return tx.add(visit).id


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ("planned", "planned", ("planned", "cancelled")),
        ("planned", "started", ("cancelled", "started")),
        ("done", "planned", ("done", "planned")),
    ],
)
def test_of_two_open_visits_one_is_left_and_all_are_counted(
    twice: tuple[Runtime, OpenedCase, OpenedCase], mine: str, theirs: str, left: tuple[str, str]
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    visits = planned(rt, kept, mine), planned(rt, other, theirs)
    assert merge_customers(rt, kept, MergeAsked(other, "Same door."), by=MANAGER).visits == 1
    with rt.reading() as session:
        rows = [session.get_one(PlannedVisit, each) for each in visits]
        assert tuple(each.state for each in rows) == left
        assert {each.customer_id for each in rows} == {kept}


def test_leave_to_see_the_duplicate_holds_for_the_one_kept(
    twice: tuple[Runtime, OpenedCase, OpenedCase],
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    with rt.transaction() as tx:
        given = {"person_name": AGENT.name, "reason": "A call.", "decided_by": "ann", "granted_at": tx.at}
        until = tx.at + timedelta(hours=1)
        tx.add(AccessGrant(id=new_id(), customer_id=other, expires_at=until, instance_id=None, **given))
    assert customer_file(rt, kept, by=AGENT).leave.until is None
    merge_customers(rt, kept, MergeAsked(other, "Same door."), by=MANAGER)
    assert customer_file(rt, kept, by=AGENT).leave.until == until


def test_the_duplicate_is_left_out_of_the_tier_review_and_asking_for_it_tells_of_the_one_kept(
    twice: tuple[Runtime, OpenedCase, OpenedCase],
) -> None:
    rt, first, second = twice
    kept, other = whose(rt, first), whose(rt, second)
    put_indicators(rt, other, "2026-H1", Indicators(1, 1, 1, 1, 1), by=SYSTEM)
    assert [each.customer_id for each in tier_candidates(rt)] == [other]
    merge_customers(rt, kept, MergeAsked(other, "Same door."), by=MANAGER)
    assert tier_candidates(rt) == ()
    assert customer_tier(rt, other, by=MANAGER).customer_id == kept


@pytest.mark.parametrize("first", ["the case", "the merge"])
def test_competing_a_case_opened_while_a_merge_runs_ends_on_the_one_kept(
    twice: tuple[Runtime, OpenedCase, OpenedCase], monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    rt, one, second = twice
    kept, other = whose(rt, one), whose(rt, second)

    def opens() -> object:
        return called(rt, "Pearl", "13500000000", customer_id=other)

    def merges() -> object:
        return merge_customers(rt, kept, MergeAsked(other, "Same door."), by=MANAGER)

    if first == "the case":
        one_waits_for_the_other(rt, monkeypatch, (cases, "find_or_add_customer"), opens, merges)
    else:
        one_waits_for_the_other(rt, monkeypatch, (merging, "_lead"), merges, opens)
    with rt.reading() as session:
        assert set(session.scalars(select(Case.customer_id))) == {kept}
        assert set(session.scalars(select(Contact.customer_id))) == {kept}


@pytest.mark.parametrize(
    "fresh_database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_the_customer_of_a_new_case_is_looked_up_and_held_off_an_index(
    rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(rt, TWO_TASKS)
    many = (
        "INSERT INTO customer (id, name, phone, email, company, industry, address, tier, demo, created_at)"
        " SELECT gen_random_uuid(), 'Pearl ' || n, '139' || n, '', '', '', '', 4, false, now()"
        " FROM generate_series(1, 3000) AS n"
    )
    with rt.database.engine.begin() as connection:
        connection.execute(text(many))
        connection.execute(text("ANALYZE customer"))
    asked: list[tuple[str, Any]] = []
    real = prepared.on_driver

    class Listening:
        def __init__(self, driver: Any) -> None:
            self.driver = driver

        def execute(self, sql: str, values: Any) -> Any:
            asked.append((sql, values))
            return self.driver.execute(sql, values)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.driver, name)

    with monkeypatch.context() as heard:
        heard.setattr(prepared, "on_driver", lambda connection: Listening(real(connection)))
        known = called(rt, "Pearl 7", "1397")
        called(rt, "Pearl 7", "1397", customer_id=whose(rt, known))
    of_customers = [each for each in asked if "FROM customer " in each[0].replace("\n", " ")]
    assert len(of_customers) == 2, "one look-up a case: by phone and name, by id"
    with rt.database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        for sql, values in of_customers:
            plan = [row[0] for row in driver.execute(f"EXPLAIN {sql}", values).fetchall()]  # type: ignore[union-attr]
            assert "FOR KEY SHARE" in sql and plan[0].lstrip().startswith(("LockRows", "Limit")), plan
            assert any("Index Scan" in step for step in plan), plan
            assert not any("Seq Scan" in step for step in plan), plan
