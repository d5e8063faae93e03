"""The public form: a person gets through, a program does not, and nothing is learned by trying."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.clock import SetClock
from service.domain.customers import Contact
from service.domain.links import Consent, Knock
from service.runtime import Runtime
from tests.customer.conftest import path_of, text_of
from tests.customer.test_link import the_case
from tests.desk.conftest import Person
from tests.desk.office import feedback

SAID = {
    "phone": "13900000077",
    "name": "Zhao Min",
    "subject": "Drawer <script>alert(1)</script>",
    "description": "It came off <img src=x onerror=alert(1)>",
    "kind": "feedback",
    "agreed": "yes",
}


def stamp(client: FlaskClient) -> str:
    """What the empty form is sent with."""
    found = re.search(r'name="stamp" value="([^"]+)"', text_of(client.get("/new")))
    assert found is not None
    return found[1]


def sent(client: FlaskClient, clock: SetClock, after: float = 5, **said: str) -> TestResponse:
    """The form, filled in after a while and sent."""
    fresh = stamp(client)
    clock.advance(timedelta(seconds=after))
    return client.post("/new", data={**SAID, "stamp": fresh, **said})


def test_a_customer_opens_a_case_and_is_given_the_link(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    page = text_of(sent(nobody, clock, lang="en"))
    link = re.search(r"/t/[\w-]{32}", page)
    assert link is not None
    opened = the_case(office)
    assert (opened.case.customer_name, opened.case.channel) == ("Zhao Min", "form")
    shown = text_of(nobody.get(link[0]))
    assert "&lt;script&gt;" in shown and "<script>" not in shown and "<img src=x" not in shown
    assert nobody.get(f"{link[0]}/qr.svg").mimetype == "image/svg+xml"


def test_html_in_every_field_is_words_wherever_it_is_read(
    nobody: FlaskClient, office: Runtime, clock: SetClock, visit: Callable[[str], Person]
) -> None:
    evil = "<b onclick=alert(1)>{each}</b>{{{{7*7}}}}"
    names = ("name", "subject", "description", "product_model", "order_no", "address")
    said = {name: evil.format(each=name) for name in names}
    page = text_of(sent(nobody, clock, **said, email="lin@example.com"))
    link = re.search(r"/t/[\w-]{32}", page)
    assert link is not None
    nobody.post(f"{link[0]}/messages", data={"text": evil.format(each="text")})
    case = the_case(office).case
    places = (f"/desk/cases/{case.id}", f"/desk/cases/{case.id}/customer", "/desk/promises", "/desk/cases")
    agent = visit("agent")
    shown = [text_of(nobody.get(link[0])), *(text_of(agent.get(place)) for place in places)]
    shown.append(text_of(agent.get(f"/desk/customers/{case.customer_id}")))
    assert all("&lt;b onclick" in each for each in shown)
    assert not [each for each in shown if "<b onclick" in each or "}49" in each or ">49" in each]


def test_what_was_agreed_to_and_the_language_are_on_record(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    nobody.get("/new?lang=zh")
    sent(nobody, clock)
    with office.reading() as session:
        consent = session.execute(select(Consent)).scalar_one()
        assert (consent.language, consent.version) == ("zh", 0)
        assert "您" in consent.text
        assert session.execute(select(Contact.language)).scalar_one() == "zh"


def test_without_consent_nothing_is_opened(nobody: FlaskClient, office: Runtime, clock: SetClock) -> None:
    assert "We need your agreement" in text_of(sent(nobody, clock, agreed=""))


def test_the_same_form_sent_twice_opens_one_case_and_shows_the_link_once(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    said = SAID | {"stamp": stamp(nobody)}
    clock.advance(timedelta(seconds=5))
    first, second = (text_of(nobody.post("/new", data=said)) for _ in range(2))
    assert "/t/" in first and "/t/" not in second
    assert the_case(office).case.number in second


def test_a_program_that_fills_in_everything_or_types_too_fast_does_not_get_through(
    nobody: FlaskClient, clock: SetClock
) -> None:
    assert sent(nobody, clock, website="http://spam.example").status_code == 422
    assert sent(nobody, clock, after=1).status_code == 422
    assert nobody.post("/new", data=SAID | {"stamp": "1.2.3"}).status_code == 422
    assert sent(nobody, clock, after=25 * 3600).status_code == 422


def test_a_flood_from_one_address_is_stopped_and_the_next_hour_is_open_again(
    nobody: FlaskClient, clock: SetClock, told: Callable[..., None]
) -> None:
    told(form_per_address=2)
    assert [sent(nobody, clock).status_code for _ in range(3)] == [200, 200, 429]
    clock.advance(timedelta(hours=1, minutes=1))
    assert sent(nobody, clock).status_code == 200


def test_what_a_program_sends_counts_as_much_as_what_a_person_does(
    nobody: FlaskClient, clock: SetClock, told: Callable[..., None]
) -> None:
    told(form_per_address=2)
    tried = [nobody.post("/new", data=SAID | {"stamp": "1.2.3"}).status_code for _ in range(3)]
    assert tried == [422, 422, 429]
    assert sent(nobody, clock).status_code == 429


def test_who_leaves_something_out_is_not_taken_for_a_flood(
    nobody: FlaskClient, clock: SetClock, told: Callable[..., None]
) -> None:
    told(form_per_address=1)
    assert [sent(nobody, clock, agreed="").status_code for _ in range(3)] == [422, 422, 422]
    assert sent(nobody, clock).status_code == 200


def test_a_flood_from_everywhere_is_stopped(
    nobody: FlaskClient, clock: SetClock, told: Callable[..., None]
) -> None:
    told(form_over_all=2)
    answers = []
    for number in range(3):
        fresh = stamp(nobody)
        clock.advance(timedelta(seconds=5))
        come_from = {"REMOTE_ADDR": f"203.0.113.{number}"}
        sent_in = nobody.post("/new", data={**SAID, "stamp": fresh}, environ_overrides=come_from)
        answers.append(sent_in.status_code)
    assert answers == [200, 200, 429]


def test_whether_a_telephone_number_is_known_is_not_told(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    feedback(office, phone="13911112222")
    known = text_of(sent(nobody, clock, phone="13911112222", name="Somebody Else"))
    unknown = text_of(sent(nobody, clock, phone="13933334444", name="Somebody Else"))
    plain = re.compile(r"/t/[\w-]{32}|FB-2026-\d+")
    assert plain.sub("", known) == plain.sub("", unknown)
    assert "Wang Fang" not in known


def test_the_form_can_be_switched_off(nobody: FlaskClient, told: Callable[..., None]) -> None:
    told(public_form=False)
    assert nobody.get("/new").status_code == 404
    assert nobody.post("/new", data=SAID).status_code == 404


def test_guessing_links_closes_the_door_for_the_guesser_alone(
    nobody: FlaskClient, office: Runtime, link: str, told: Callable[..., None]
) -> None:
    told(link_guesses=3)
    there, elsewhere = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "203.0.113.10"}
    tried = [nobody.get(f"/t/guess-{each}", environ_overrides=there).status_code for each in range(4)]
    assert tried == [404, 404, 404, 429]
    forged = {"X-Forwarded-For": "203.0.113.11"}  # believed of a trusted proxy only
    assert nobody.get(link, environ_overrides=there, headers=forged).status_code == 429
    assert nobody.get(link, environ_overrides=elsewhere).status_code == 200
    with office.reading() as session:
        assert not [each for each in session.execute(select(Knock.source)).scalars() if "203." in each]


def test_guesses_at_the_way_out_of_our_mail_count_too(
    nobody: FlaskClient, office: Runtime, told: Callable[..., None]
) -> None:
    told(link_guesses=3)
    way_out = path_of(feedback(office).tracking_url) + "/unsubscribe"
    assert nobody.post(way_out, headers={"Origin": "https://mail.example"}).status_code == 200
    asked = [nobody.get("/t/guess-1/unsubscribe"), nobody.post("/t/guess-2/unsubscribe")]
    assert [each.status_code for each in [*asked, nobody.get("/t/guess-3")]] == [404, 404, 404]
    assert nobody.post(way_out).status_code == 429


def test_guesses_count_under_an_idempotency_key_too(nobody: FlaskClient, told: Callable[..., None]) -> None:
    told(link_guesses=3)
    for number, status in enumerate((404, 404, 404, 429)):
        address = f"/api/v1/tracking/guess-{number}/messages"
        answer = nobody.post(address, json={"text": "x"}, headers={"Idempotency-Key": f"k{number}"})
        assert answer.status_code == status


def test_a_message_sent_twice_under_one_key_is_written_once(
    nobody: FlaskClient, office: Runtime, link: str
) -> None:
    address = link.replace("/t/", "/api/v1/tracking/") + "/messages"
    for _ in range(2):
        sent = nobody.post(address, json={"text": "Are you there?"}, headers={"Idempotency-Key": "once"})
        assert sent.status_code == 200
    assert nobody.get(link).get_data(as_text=True).count("Are you there?") == 1


def test_a_browser_that_names_no_origin_gets_through_and_another_site_does_not(
    nobody: FlaskClient, clock: SetClock, link: str
) -> None:
    said = {"text": "Hello"}
    silent = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert nobody.post(f"{link}/messages", data=said, headers=silent).status_code == 303
    hidden, across = {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    for headers in (hidden, across, {"Origin": "https://evil.example"}):
        assert nobody.post(f"{link}/messages", data=said, headers=headers).status_code == 403


def test_a_photo_of_200_megabytes_and_a_drawing_with_a_script_are_refused(
    nobody: FlaskClient, office: Runtime, link: str
) -> None:
    large = nobody.post(
        f"{link}/messages",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )
    assert large.status_code == 413 and "too large" in text_of(large)
    drawing = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    answer = nobody.post(f"{link}/messages", data={"photos": (drawing, "photo.jpg")})
    assert answer.status_code == 422
    assert "photo.jpg" in text_of(answer) and "<script>" not in text_of(answer)
