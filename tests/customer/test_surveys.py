"""Questionnaires that end: by phone, unanswered, one beside another; and who reads the words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.clock import SetClock
from service.domain.history import HistoryEvent
from service.domain.people import Actor
from service.domain.surveys import Survey
from service.domain.views import OpenedCase, PageRequest
from service.operations import cases
from service.operations.customer.settling import settle_surveys
from service.operations.tasks import complete_task
from service.queries.customer.deliveries import DeliveryFilter, deliveries
from service.queries.customer.surveys import case_surveys, results
from service.runtime import Runtime
from tests.customer.along import asked, work
from tests.customer.conftest import path_of
from tests.desk.along import MANAGER, taken
from tests.desk.office import AGENT

CALLER = Actor("one_of_customer_service", frozenset({"customer_service"}))
SAID = {"reached": True, "satisfied_outcome": True, "satisfied_handling": True, "satisfaction": 3}


def called(rt: Runtime, clock: SetClock) -> OpenedCase:
    """A customer who did not answer by link and was rung up."""
    case = asked(rt, clock)
    clock.advance(timedelta(days=2))
    work(rt)
    complete_task(rt, taken(rt, case, "call_customer"), SAID, by=CALLER)
    return case


def told_of(rt: Runtime, case: OpenedCase) -> list[tuple[str, str]]:
    """What the history says of the questionnaire: what, and who."""
    mine = (HistoryEvent.instance_id == case.instance_id) & HistoryEvent.type.like("survey.%")
    with rt.reading() as session:
        found = session.execute(select(HistoryEvent).where(mine).order_by(HistoryEvent.seq)).scalars()
        return [(each.type, each.actor) for each in found if each.type != "survey.asked"]


def test_the_customer_is_reminded_until_the_answer_is_there(
    office: Runtime, nobody: FlaskClient, clock: SetClock
) -> None:
    silent, quick = asked(office, clock), asked(office, clock)
    said = {"satisfied_outcome": "true", "satisfied_handling": "true", "satisfaction": "5"}
    assert nobody.post(f"{path_of(quick.tracking_url)}/questionnaire", data=said).status_code == 303
    clock.advance(timedelta(days=1, hours=1))
    work(office)
    assert [each.reminders for each in case_surveys(office, silent.id, by=AGENT)] == [1]
    assert [each.reminders for each in case_surveys(office, quick.id, by=AGENT)] == [0]
    for case, words in ((silent, ["questionnaire_reminder", "questionnaire"]), (quick, ["questionnaire"])):
        sent = deliveries(office, DeliveryFilter(case_id=case.id), PageRequest(), by=AGENT).items
        asking = [each.template for each in sent if each.template.startswith("questionnaire")]
        assert asking == words


def test_how_a_questionnaire_ended_is_on_record(office: Runtime, clock: SetClock) -> None:
    by_phone, left = called(office, clock), asked(office, clock)
    cases.withdraw_case(office, left.id, reason="it closes again", by=AGENT)
    assert settle_surveys(office) == 2 and settle_surveys(office) == 0
    assert told_of(office, by_phone) == [("survey.answered", "customer")]
    assert told_of(office, left) == [("survey.lapsed", "system")]


def test_a_questionnaire_whose_form_is_missing_keeps_no_other_from_being_settled(
    office: Runtime, clock: SetClock
) -> None:
    broken, whole = called(office, clock), called(office, clock)
    with office.transaction() as tx:
        mine = select(Survey).where(Survey.case_id == broken.id)
        tx.session.execute(mine).scalar_one().form_key = "no_such_form"
    assert settle_surveys(office) == 2
    for case in (broken, whole):
        assert told_of(office, case) == [("survey.answered", "customer")]
    now = office.now()
    found = results(office, now - timedelta(days=9), now + timedelta(days=1), by=MANAGER)
    [rating] = [each for each in found.questions if each.question == "satisfaction"]
    assert (found.answered, [month.count for month in rating.months]) == (2, [1])


@pytest.mark.parametrize(
    ("reader", "words"),
    [(Actor("owner", frozenset({"process_owner"})), []), (AGENT, ["Ring before you come, says Ms Lin"])],
)
def test_process_owners_read_the_figures_and_not_what_customers_wrote(
    office: Runtime, nobody: FlaskClient, clock: SetClock, reader: Actor, words: list[str]
) -> None:
    link = path_of(asked(office, clock).tracking_url)
    said = {"satisfied_outcome": "true", "satisfied_handling": "true", "satisfaction": "5"}
    more = {"suggestions": "Ring before you come, says Ms Lin"}
    assert nobody.post(f"{link}/questionnaire", data=said | more).status_code == 303
    now = office.now()
    found = results(office, now - timedelta(days=9), now + timedelta(days=1), by=reader)
    assert (found.asked, found.answered) == (1, 1) and found.questions
    assert [text for _, _, text in found.words] == words
