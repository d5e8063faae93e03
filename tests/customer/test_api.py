"""The customer's side for programs: a case opened, followed and written to; notices read; contacts kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.clock import SetClock
from service.domain.customers import Contact, Edit
from service.domain.people import Actor
from service.errors import ContactNotFound, Invalid, NotAllowed
from service.operations.contacts import edit_contact
from service.operations.customer import knocks
from service.operations.customer.templates import save_template
from service.runtime import Runtime
from tests.customer.along import asked, simply_answered
from tests.customer.conftest import path_of, text_of
from tests.customer.test_link import photo, the_case
from tests.desk.along import MANAGER
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[[str], Person]
SAID: dict[str, Any] = {
    "name": "Zhao Min",
    "phone": "13900000077",
    "subject": "The drawer came off",
    "description": "Yesterday evening.",
    "agreed": True,
}


def following(link: str) -> str:
    """The calls behind a link."""
    return path_of(link).replace("/t/", "/api/v1/tracking/")


def test_a_program_opens_a_case_for_its_customer_once(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    empty = nobody.get("/api/v1/public-cases/form?language=zh").json
    assert "您" in empty["consent"]
    said = SAID | {"stamp": empty["stamp"], "language": "zh"}
    clock.advance(timedelta(seconds=5))
    assert nobody.post("/api/v1/public-cases", json=said | {"agreed": False}).status_code == 422
    first, second = (nobody.post("/api/v1/public-cases", json=said) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["number"] == second.json["number"] == the_case(office).case.number
    assert nobody.get(following(first.json["url"])).json["subject"] == "The drawer came off"
    assert second.json["url"] == ""
    with office.reading() as session:
        assert session.execute(select(Contact.language)).scalar_one() == "zh"


def test_the_public_calls_are_bounded_and_switched_off_as_the_page_is(
    nobody: FlaskClient, told: Callable[..., None]
) -> None:
    told(form_per_address=2)
    said = SAID | {"stamp": "1.2.3"}
    tried = [nobody.post("/api/v1/public-cases", json=said).status_code for _ in range(3)]
    assert tried == [422, 422, 429]
    told(public_form=False)
    assert nobody.get("/api/v1/public-cases/form").status_code == 404
    assert nobody.post("/api/v1/public-cases", json=said).status_code == 404


def test_a_photo_is_sent_and_looked_at_behind_the_link_and_nothing_else_is(
    nobody: FlaskClient, link: str
) -> None:
    calls = following(link)
    sent = nobody.post(f"{calls}/photos", data={"files": (photo(), "door.jpg")})
    assert sent.status_code == 200, text_of(sent)
    [picture] = sent.json["files"]
    shown = nobody.get(f"{calls}/photos/{picture['id']}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    drawing = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    assert nobody.post(f"{calls}/photos", data={"files": (drawing, "photo.jpg")}).status_code == 422
    assert nobody.post("/api/v1/tracking/guess/photos", data={"files": (photo(), "a.jpg")}).status_code == 404


def test_a_photo_sent_again_under_its_key_is_answered_as_before_and_counts_for_nothing(
    nobody: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocks, "_WORDS_AN_HOUR", 1)
    address, picture = f"{following(link)}/photos", photo().getvalue()

    def sent(key: str, name: str = "door.jpg") -> TestResponse:
        told = {"files": (io.BytesIO(picture), name)}
        return nobody.post(address, data=told, headers={"Idempotency-Key": key})

    first, again = sent("once"), sent("once")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert sent("once", "window.jpg").json["code"] == "idempotency_key_reused"
    assert sent("another").status_code == 429


def test_the_questions_are_read_answered_and_refused_behind_the_link(
    nobody: FlaskClient, office: Runtime, clock: SetClock, link: str
) -> None:
    assert nobody.get(f"{following(link)}/questions").json["form"] is None
    calls = following(asked(office, clock).tracking_url)
    document = nobody.get(f"{calls}/questions").json["form"]
    assert "satisfaction" in {each.get("key") for each in document["components"]}
    answers = {"satisfied_outcome": True, "satisfied_handling": True, "satisfaction": 5}
    assert nobody.post(f"{calls}/answers", json={"answers": answers}).json["answered"] is True
    assert nobody.post(f"{calls}/answers", json={"answers": answers}).status_code == 409
    assert nobody.put(f"{calls}/surveys", json={"wanted": False}).status_code == 200
    with office.reading() as session:
        assert any(session.execute(select(Contact.unsubscribed_at)).scalars())


def test_what_the_customer_was_told_is_read_behind_the_link_and_nothing_internal(
    nobody: FlaskClient, office: Runtime
) -> None:
    case = feedback(office)
    simply_answered(office, case)
    said = nobody.get(following(case.tracking_url)).json["said"]
    [answer] = [each["text"] for each in said if each["direction"] == "out"]
    page = text_of(nobody.get(path_of(case.tracking_url)))
    assert answer in page
    assert "one_of_customer_service" not in page and "product_quality" not in page


def test_the_versions_of_a_notice_are_read(visit: Visit, office: Runtime) -> None:
    for text in ("First {link}", "Second {link}"):
        save_template(office, ("received", "en"), ("Hello {case}", text), by=MANAGER)
    boss = visit("manager")
    read = boss.get("/api/v1/notices/received/en/versions").json["items"]
    assert [(each["version"], each["text"], each["made_by"]) for each in read] == [
        (2, "Second {link}", MANAGER.name),
        (1, "First {link}", MANAGER.name),
    ]
    assert boss.get("/api/v1/notices/received/en").json["version"] == 2
    assert boss.get("/api/v1/notices/none/en/versions").status_code == 404
    assert visit("agent").get("/api/v1/notices/received/en/versions").status_code == 403


def test_a_contacts_time_zone_is_kept_and_times_are_told_by_it(
    visit: Visit, office: Runtime, nobody: FlaskClient
) -> None:
    case = feedback(office)
    with office.reading() as session:
        contact = session.execute(select(Contact)).scalar_one()
    place = f"/desk/customers/{contact.customer_id}"
    chen = visit("agent")
    chen.get(place)
    assert chen.send(f"{place}/contacts/{contact.id}", time_zone="Europe/Paris").status_code == 303
    assert "Europe/Paris" in text_of(chen.get(place))
    assert chen.send(f"{place}/contacts/{contact.id}", time_zone="Moon/Crater").status_code == 422
    page = text_of(nobody.get(path_of(case.tracking_url)))
    assert "Times are those of Europe/Paris" in page and "11:00" in page and "18:00" not in page


@pytest.mark.parametrize(
    ("by", "given", "refused"),
    [
        (AGENT, {"language": "tlh"}, Invalid),
        (AGENT, {"name": " "}, Invalid),
        (Actor("ann", frozenset({"aftersales"})), {"time_zone": "Asia/Tokyo"}, NotAllowed),
    ],
)
def test_who_keeps_contacts_and_what_they_may_be(
    office: Runtime, by: Actor, given: dict[str, str], refused: type[Exception]
) -> None:
    feedback(office)
    with office.reading() as session:
        contact = session.execute(select(Contact)).scalar_one()
    with pytest.raises(refused):
        edit_contact(office, contact.customer_id, contact.id, Edit(given), by=by)
    with pytest.raises(ContactNotFound):
        edit_contact(office, contact.customer_id, contact.customer_id, Edit({}), by=AGENT)
