"""Customers kept by several people at once: nobody's change is lost unseen, nothing is asked for twice."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.domain.customers import Contact, Edit
from service.domain.instances import ProcessInstance
from service.errors import StaleWrite
from service.operations.access import request_access
from service.operations.contacts import edit_contact
from service.operations.customer_file import edit_customer
from service.queries.customer_files import customer_file
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, AGENT2, TWO_TASKS, a_case, put_live
from tests.operations.test_races import at_once

SHOWN = {"name": "Lin Hai", "phone": "13800000001", "email": ""}


@pytest.fixture
def contact(rt: Runtime) -> Contact:
    """A contact of a customer with a case."""
    asking = drawing("access_request", task("decide"), chain("start", "decide", "end"))
    put_live(rt, TWO_TASKS, asking)
    a_case(rt)
    with rt.reading() as session:
        return session.scalars(select(Contact)).one()


def reached(rt: Runtime, customer_id: UUID) -> tuple[str, str]:
    """How the contact is reached now."""
    file = customer_file(rt, customer_id, by=AGENT)
    return file.contacts[0].phone, file.contacts[0].email


def test_a_field_left_as_it_was_shown_does_not_undo_anothers_change(rt: Runtime, contact: Contact) -> None:
    mine = Edit(SHOWN | {"email": "lin@example.com"}, SHOWN)
    theirs = Edit(SHOWN | {"phone": "13800000002"}, SHOWN)
    edit_contact(rt, contact.customer_id, contact.id, theirs, by=AGENT2)
    edit_contact(rt, contact.customer_id, contact.id, mine, by=AGENT)
    assert reached(rt, contact.customer_id) == ("13800000002", "lin@example.com")
    with pytest.raises(StaleWrite):
        edit_contact(rt, contact.customer_id, contact.id, Edit({"phone": "1"}, SHOWN), by=AGENT)


@pytest.mark.parametrize("whose", ["contact", "customer"])
def test_competing_changes_of_one_field_are_one_change_and_the_others_are_told(
    rt: Runtime, contact: Contact, whose: str
) -> None:
    def change(number: int) -> None:
        edit = Edit({"phone": f"1390000000{number}"}, {"phone": "13800000001"})
        if whose == "contact":
            edit_contact(rt, contact.customer_id, contact.id, edit, by=AGENT)
        else:
            edit_customer(rt, contact.customer_id, edit, by=AGENT)

    assert at_once([partial(change, number) for number in range(6)]) == {"None": 1, "stale_write": 5}
    assert len(customer_file(rt, contact.customer_id, by=AGENT).records) == 1


def test_competing_clicks_ask_for_leave_once(rt: Runtime, contact: Contact) -> None:
    ask = partial(request_access, rt, contact.customer_id, reason="A dispute.", by=AGENT)
    outcome = at_once([ask] * 6)
    assert outcome["access_asked_already"] == 5
    asked = select(func.count()).where(ProcessInstance.process_key == "access_request")
    with rt.reading() as session:
        assert session.scalar(asked) == 1
