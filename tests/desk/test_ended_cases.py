"""A closed case on its page: how it ended and by whom, and what the customer has said since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from service.clock import SetClock
from service.domain.people import ALL, Actor
from service.operations.cases import NewCaseMessage, add_message, withdraw_case
from service.operations.instances import suspend_instance, terminate_instance
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

MANAGER = Actor("manager", frozenset({"supervisor"}), ALL)


def test_a_case_ended_by_a_supervisor_says_so_and_why(
    office: Runtime, visit: Callable[[str], Person]
) -> None:
    case = feedback(office)
    terminate_instance(office, case.instance_id, reason="entered twice", by=MANAGER)
    shown = visit("agent").get(f"/desk/cases/{case.id}").get_data(as_text=True)
    assert "Ma Hong 马宏 ended it: entered twice" in shown


def test_what_the_customer_says_after_closing_is_seen_and_leads_to_a_new_case(
    office: Runtime, clock: SetClock, visit: Callable[[str], Person]
) -> None:
    case = feedback(office)
    withdraw_case(office, case.id, reason="it works", by=AGENT)
    clock.advance(timedelta(minutes=5))
    add_message(office, case.id, NewCaseMessage("It does not.", "in", "wechat"), by=AGENT)
    person = visit("agent")
    shown = person.get(f"/desk/cases/{case.id}").get_data(as_text=True)
    assert "The customer has written since this case was closed." in shown
    anew = f"/desk/cases/new?after={case.id}"
    assert anew in shown
    form = person.get(anew).get_data(as_text=True)
    assert 'value="Wang Fang"' in form and 'value="13900000001"' in form
    assert person.get("/desk/cases/new?after=nonsense").status_code == 200


def test_a_suspended_case_shows_that_the_customer_withdrew_it(
    office: Runtime, visit: Callable[[str], Person]
) -> None:
    case = feedback(office)
    suspend_instance(office, case.instance_id, by=MANAGER)
    withdraw_case(office, case.id, reason="moved away", by=AGENT)
    shown = visit("agent").get(f"/desk/cases/{case.id}").get_data(as_text=True)
    assert "The customer has withdrawn this case." in shown


def test_a_new_case_that_cannot_be_true_is_told_field_by_field(visit: Callable[[str], Person]) -> None:
    person = visit("agent")
    person.get("/desk/cases/new")
    typed = {"phone": "ask Li", "customer_name": "Li", "subject": "x", "description": "y", "kind": "feedback"}
    refused = person.send(
        "/desk/cases/new", **typed, purchased_on="2027-01-01", contacted_at="1900-01-01T00:00"
    )
    shown = refused.get_data(as_text=True)
    for told in ("A telephone number has digits.", "This is years ago. Is the year right?", "on 1900-01-01."):
        assert told in shown
