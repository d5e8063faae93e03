"""The customer's side as staff see it: links renewed, promises kept, words changed, results read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from service.clock import SetClock
from service.domain.notice_templates import PLACES
from service.domain.people import SYSTEM, Actor
from service.operations.customer.settling import settle_surveys
from service.operations.tasks import complete_task
from service.queries.customer.surveys import results
from service.runtime import Runtime
from tests.customer.along import asked, work
from tests.customer.conftest import path_of, text_of
from tests.desk.along import taken, waiting
from tests.desk.conftest import Person
from tests.desk.office import feedback

Visit = Callable[[str], Person]


def test_a_new_link_makes_the_old_one_worthless(
    visit: Visit, office: Runtime, nobody: FlaskClient, clock: SetClock
) -> None:
    case = feedback(office)
    chen = visit("agent")
    chen.get(f"/desk/cases/{case.id}/customer")
    page = text_of(chen.send(f"/desk/cases/{case.id}/link", act="renew"))
    fresh = "/t/" + page.split("/t/")[1].split("<")[0]
    assert nobody.get(path_of(case.tracking_url)).status_code == 404
    assert nobody.get(fresh).status_code == 200
    chen.send(f"/desk/cases/{case.id}/link", act="revoke")
    assert nobody.get(fresh).status_code == 404


def test_a_promise_in_words_is_read_by_the_customer_kept_or_broken(
    visit: Visit, office: Runtime, nobody: FlaskClient, clock: SetClock
) -> None:
    case = feedback(office)
    chen = visit("agent")
    chen.get(f"/desk/cases/{case.id}/customer")
    said = {"text": "A fitter calls you", "due_at": "2026-11-24T10:00"}
    assert chen.send(f"/desk/cases/{case.id}/promises", **said).status_code == 303
    assert "A fitter calls you" in text_of(nobody.get(path_of(case.tracking_url)))
    assert "A fitter calls you" in text_of(chen.get("/desk/promises"))
    clock.advance(timedelta(hours=22))
    assert "A fitter calls you" in text_of(visit("agent").get("/desk/promises?state=at_risk"))
    clock.advance(timedelta(hours=5))
    broken = text_of(visit("agent").get("/desk/promises?state=broken"))
    assert "A fitter calls you" in broken and "A first answer" in broken


def test_an_unknown_placeholder_is_refused_and_a_new_wording_is_sent_from_then_on(
    visit: Visit, office: Runtime
) -> None:
    boss = visit("manager")
    place = "/desk/notices/received/en"
    assert boss.get(place).status_code == 200
    refused = boss.send(place, act="save", subject="Hello {case}", text="{password} {link}")
    assert refused.status_code == 422 and "{password}" in text_of(refused)
    shown = text_of(boss.send(place, act="preview", subject="Hello {case}", text="See <i> {link}"))
    assert "Hello FB-2026-000001" in shown and "&lt;i&gt;" in shown
    assert boss.send(place, act="save", subject="Hello {case}", text="See {link}").status_code == 200
    assert "version 1" in text_of(boss.get("/desk/notices"))


def test_words_are_given_by_supervisors_and_process_owners_alone(visit: Visit) -> None:
    assert visit("agent").get("/desk/notices").status_code == 403


def test_what_was_said_on_the_phone_counts_as_much_as_what_came_by_link(
    office: Runtime, nobody: FlaskClient, clock: SetClock
) -> None:
    by_link = path_of(asked(office, clock).tracking_url)
    said = {
        "satisfied_outcome": "true",
        "satisfied_handling": "true",
        "satisfaction": "5",
        "suggestions": "A card",
    }
    assert nobody.post(f"{by_link}/questionnaire", data=said).status_code == 303
    called = asked(office, clock)
    clock.advance(timedelta(days=2))
    work(office)
    assert waiting(office, called, "call_customer")
    who = Actor("one_of_customer_service", frozenset({"customer_service"}))
    answers = {"reached": True, "satisfied_outcome": True, "satisfied_handling": True, "satisfaction": 3}
    complete_task(office, taken(office, called, "call_customer"), answers, by=who)
    assert "Nothing is asked" in text_of(nobody.get(f"{path_of(called.tracking_url)}/questionnaire"))
    assert settle_surveys(office) >= 1
    now = office.now()
    found = results(office, now - timedelta(days=30), now + timedelta(days=1), by=SYSTEM)
    assert (found.asked, found.answered, found.by_link) == (2, 2, 1)
    [rating] = [each for each in found.questions if each.question == "satisfaction"]
    assert [(month.count, month.mean) for month in rating.months] == [(2, 4.0)]
    assert [text for _, _, text in found.words] == ["A card"]


def test_the_pages_of_the_customers_side_speak_both_languages(visit: Visit, office: Runtime) -> None:
    case = feedback(office)
    boss = visit("manager")
    for place in (f"/desk/cases/{case.id}/customer", "/desk/promises", "/desk/notices", "/desk/surveys"):
        for language in ("en", "zh"):
            assert boss.get(f"{place}?lang={language}").status_code == 200
    for language in ("en", "zh"):
        page = text_of(boss.get(f"/desk/notices?lang={language}"))
        assert not [key for key in PLACES if f">{key}<" in page], "each kind of notice has a name"
