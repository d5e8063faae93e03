"""Customers: each sees the parts that are their work; what is sensitive only with leave, for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.clock import SetClock
from service.domain.access import AccessGrant
from service.domain.cases import Case
from service.domain.customers import Customer, Edit
from service.domain.people import SYSTEM, Actor
from service.domain.views import OpenedCase, PageRequest
from service.errors import CustomerNotFound, FourEyes, Invalid, NotAllowed
from service.operations.customer_file import edit_customer
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task
from service.queries.customer_files import customer_file, customers
from service.queries.customers import known_customers
from service.queries.instances import instance_detail
from service.queries.tasks import TaskFilter, inbox
from service.runtime import Runtime
from tests.desk.along import MANAGER, TECH, done
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback
from workers.channels import Channels
from workers.due import Hands, work_off
from workers.handlers import default_handlers

Visit = Callable[..., Person]
SALES = Actor("sally", frozenset({"sales"}))
ADA = Actor("ada", frozenset({"management_group"}))


def key_customer(rt: Runtime, case: OpenedCase) -> UUID:
    """The customer of a case, with what is known of key customers."""
    known = {"decision_chain": "Owner, then finance", "budget": "300,000 a year", "address": "12 Tianhe Road"}
    with rt.transaction() as tx:
        customer = tx.session.execute(select(Case.customer_id).where(Case.id == case.id)).scalar_one()
        tx.session.execute(update(Customer).where(Customer.id == customer).values(**known))
    return UUID(str(customer))


def work(rt: Runtime) -> None:
    """Let the workers do what is due."""
    hands = Hands(rt, default_handlers(rt, Channels(())))
    work_off(hands, take_due(rt, 100))


def request_decided(rt: Runtime, granted: bool) -> None:
    """Management decides on the one request there is."""
    (task,) = inbox(rt, TaskFilter(), PageRequest(), by=ADA).items
    claim_task(rt, task.id, by=ADA)
    complete_task(rt, task.id, {"access_granted": granted}, by=ADA)
    work(rt)


@pytest.mark.parametrize(
    ("who", "phone", "sees"),
    [
        (AGENT, "13900000001", {"contact", "records", "opportunities", "edit", "told"}),
        (SALES, "13900000001", {"contact", "opportunities", "edit", "told"}),
        (TECH, "139****0001", set()),
        (ADA, "139****0001", {"opportunities"}),
        (MANAGER, "13900000001", {"contact", "records", "opportunities", "edit", "told"}),
    ],
)
def test_each_sees_the_parts_that_are_their_work_and_nobody_the_sensitive(
    office: Runtime, who: Actor, phone: str, sees: set[str]
) -> None:
    case = feedback(office)
    customer = key_customer(office, case)
    done(office, case, "respond", AGENT)
    found = customer_file(office, customer, by=who)
    assert (found.phone, found.contacts[0].phone, set(found.sees)) == (phone, phone, sees)
    assert (found.budget, found.decision_chain) == (None, None)
    assert found.address == ("12 Tianhe Road" if phone == "13900000001" else "12 Tia…")


def test_who_has_no_case_of_theirs_does_not_find_them(office: Runtime, visit: Visit) -> None:
    customer = key_customer(office, feedback(office))
    with pytest.raises(CustomerNotFound):
        customer_file(office, customer, by=TECH)
    assert customers(office, "", PageRequest(), by=TECH).items == ()
    assert visit("tech").get(f"/desk/customers/{customer}").status_code == 404
    assert visit("tech").client.get(f"/api/v1/customers/{customer}").status_code == 404


def test_the_list_finds_by_name_and_phone_but_not_by_a_phone_one_may_not_see(office: Runtime) -> None:
    feedback(office)
    assert [each.cases for each in customers(office, "wang", PageRequest(), by=AGENT).items] == [1]
    assert len(customers(office, "1390000", PageRequest(), by=AGENT).items) == 1
    assert customers(office, "1390000", PageRequest(), by=ADA).items == ()


def test_leave_is_asked_for_decided_by_another_and_ends_by_itself(
    office: Runtime, visit: Visit, clock: SetClock
) -> None:
    customer = key_customer(office, feedback(office))
    person = visit("agent")
    page = person.get(f"/desk/customers/{customer}").get_data(as_text=True)
    assert "300,000" not in page and "Ask for access" in page
    person.send(f"/desk/customers/{customer}/access", reason="A dispute about the budget.")
    assert "is being decided" in person.get(f"/desk/customers/{customer}").get_data(as_text=True)
    again = person.send(f"/desk/customers/{customer}/access", reason="Again.").get_data(as_text=True)
    assert "already asked" in again
    request_decided(office, granted=True)
    assert "300,000 a year" in person.get(f"/desk/customers/{customer}").get_data(as_text=True)
    assert customer_file(office, customer, by=Actor("agent2", AGENT.groups)).budget is None
    with office.reading() as session:
        (grant,) = session.execute(select(AccessGrant)).scalars().all()
    assert (grant.person_name, grant.decided_by, grant.reason) == (
        "agent",
        "ada",
        "A dispute about the budget.",
    )
    clock.advance(office.settings.access_for + timedelta(seconds=1))
    assert customer_file(office, customer, by=AGENT).budget is None


def test_a_request_refused_gives_nothing(office: Runtime, visit: Visit) -> None:
    customer = key_customer(office, feedback(office))
    visit("agent").send(f"/desk/customers/{customer}/access", reason="Curious.")
    request_decided(office, granted=False)
    assert customer_file(office, customer, by=AGENT).budget is None


def test_nobody_decides_on_their_own_request(office: Runtime, visit: Visit) -> None:
    customer = key_customer(office, feedback(office))
    visit("manager").send(f"/desk/customers/{customer}/access", reason="For me.")
    found = inbox(office, TaskFilter(), PageRequest(), by=MANAGER).items
    task = next(each for each in found if each.activity_id == "decide_access")
    run = instance_detail(office, task.instance_id, by=Actor("owner", frozenset({"process_owner"})))
    assert run.variables_withheld and run.variables == {}, "owners of processes read nothing of customers"
    assert not instance_detail(office, task.instance_id, by=MANAGER).variables_withheld
    with pytest.raises(FourEyes):
        claim_task(office, task.id, by=MANAGER)


def test_a_change_is_kept_and_on_record_with_what_was_before(office: Runtime, visit: Visit) -> None:
    customer = key_customer(office, feedback(office))
    person = visit("agent")
    person.get(f"/desk/customers/{customer}")
    person.send(f"/desk/customers/{customer}", name="Wang Fang", company="Pearl Ltd", phone="13900000009")
    found = customer_file(office, customer, by=AGENT)
    assert (found.company, found.phone) == ("Pearl Ltd", "13900000009")
    assert found.records[0].detail["phone"] == {"before": "13900000001", "after": "13900000009"}
    assert "name" not in found.records[0].detail
    shown = f'name="was_phone" value="{found.phone}"'
    assert shown in person.get(f"/desk/customers/{customer}").text, "a form knows what it was filled with"
    late = person.send(f"/desk/customers/{customer}", phone="139", was_phone="13900000001")
    assert late.status_code == 422 and "has changed meanwhile" in late.text
    assert customer_file(office, customer, by=AGENT).phone == "13900000009"
    typed = [known_customers(office, text, by=AGENT) for text in ("13900000009", "")]
    assert [[each.customer.id for each in known] for known in typed] == [[customer], []]


def test_nobody_overwrites_what_they_may_not_read(office: Runtime) -> None:
    customer = key_customer(office, feedback(office))
    with pytest.raises(NotAllowed):
        edit_customer(office, customer, Edit({"budget": "0"}), by=AGENT)
    with pytest.raises(NotAllowed):
        edit_customer(office, customer, Edit({"company": "x"}), by=ADA)
    with pytest.raises(Invalid):
        edit_customer(office, customer, Edit({"name": " "}), by=AGENT)
    with pytest.raises(Invalid):
        edit_customer(office, customer, Edit({"tier": "1"}), by=AGENT)
    assert customer_file(office, customer, by=SYSTEM).records == ()
