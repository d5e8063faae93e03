"""What a customer sees and does behind their link."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from service.clock import SetClock
from service.domain.attachments import Attachment
from service.domain.clocks import Waiting
from service.domain.outbox import OutboxMessage
from service.domain.people import SYSTEM
from service.domain.views import CaseDetail, PageRequest
from service.errors import Unavailable
from service.operations.attachments import AttachmentGiven, enter_attachment, made_ready
from service.operations.customer import acts, knocks
from service.operations.pauses import pause_case
from service.queries import cases
from service.queries.pauses import PauseFilter, pauses
from service.runtime import Runtime
from tests.customer.along import asked, work
from tests.customer.conftest import path_of, text_of
from tests.desk.along import waiting
from tests.desk.office import AGENT


def case_of(rt: Runtime, number: str) -> CaseDetail:
    """The case with this number as staff see it."""
    found = cases.cases(rt, cases.CaseFilter(number=number), PageRequest(), by=SYSTEM).items[0]
    return cases.case_detail(rt, found.id, by=SYSTEM)


def the_case(rt: Runtime) -> CaseDetail:
    """The only case there is."""
    [found] = cases.cases(rt, cases.CaseFilter(), PageRequest(), by=SYSTEM).items
    return cases.case_detail(rt, found.id, by=SYSTEM)


def photo(size: tuple[int, int] = (40, 30)) -> io.BytesIO:
    """A small photo."""
    made = io.BytesIO()
    Image.new("RGB", size, "#886644").save(made, "JPEG")
    made.seek(0)
    return made


def test_the_link_says_how_it_stands_what_comes_next_and_by_when(nobody: FlaskClient, link: str) -> None:
    page = text_of(nobody.get(link))
    assert "We have received your matter" in page
    assert "A first answer" in page
    assert "23 Nov" in page
    assert "customer_service" not in page and "agent" not in page


def test_the_link_speaks_chinese(nobody: FlaskClient, link: str) -> None:
    assert "我们已收到您的事项" in text_of(nobody.get(link + "?lang=zh"))


def test_nobody_keeps_finds_or_passes_on_the_page(nobody: FlaskClient, link: str) -> None:
    headers = nobody.get(link).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_what_the_customer_writes_reaches_the_case(nobody: FlaskClient, office: Runtime, link: str) -> None:
    answer = nobody.post(f"{link}/messages", data={"text": "Any <b>news</b>?"}, follow_redirects=True)
    assert "Thank you, we have received it" in text_of(answer)
    assert "Any &lt;b&gt;news&lt;/b&gt;?" in text_of(answer)
    [message] = the_case(office).messages
    assert (message.text, message.direction, message.channel) == ("Any <b>news</b>?", "in", "link")


def test_a_photo_is_kept_and_shown_to_the_customer(nobody: FlaskClient, link: str) -> None:
    sent = {"text": "See", "photos": (photo(), "door.jpg")}
    page = text_of(nobody.post(f"{link}/messages", data=sent, follow_redirects=True))
    shown = page.split("/photos/")[1].split('"')[0]
    picture = nobody.get(f"{link}/photos/{shown}")
    assert picture.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(picture.data)).size == (40, 30)


def test_photos_without_words_end_the_pause_they_were_awaited_in(
    nobody: FlaskClient, office: Runtime, link: str
) -> None:
    case = the_case(office).case
    pause_case(
        office, case.id, waiting=Waiting("to see it", "photos of the door", date(2027, 1, 4)), by=AGENT
    )
    for name in ("door.jpg", "hinge.jpg"):
        assert nobody.post(f"{link}/messages", data={"photos": (photo(), name)}).status_code == 303
    assert [each.text for each in the_case(office).messages] == ["Photo: door.jpg"]
    [pause] = pauses(office, PauseFilter(), PageRequest(), by=SYSTEM).items
    assert pause.by_customer and pause.resumed_at is not None


def test_crash_between_a_photo_and_its_message_leaves_neither(
    nobody: FlaskClient, office: Runtime, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr(acts.cases, "add_message", away)
    assert nobody.post(f"{link}/messages", data={"photos": (photo(), "door.jpg")}).status_code == 503
    with office.reading() as session:
        assert session.execute(select(Attachment.id)).first() is None
    assert not [each for each in (office.settings.data_dir / "attachments").rglob("*") if each.is_file()]


def test_a_file_whose_row_is_written_stays_whatever_fails_after_that(office: Runtime, link: str) -> None:
    given = AttachmentGiven("door.jpg", "image/jpeg", photo())
    case_id = the_case(office).case.id
    with pytest.raises(Unavailable), made_ready(office, case_id, given, by=AGENT) as ready:
        enter_attachment(office, case_id, ready, by=AGENT)
        raise Unavailable
    assert [each for each in (office.settings.data_dir / "attachments").rglob("*") if each.is_file()]


def test_withdrawing_needs_to_be_meant(nobody: FlaskClient, office: Runtime, link: str) -> None:
    assert nobody.post(f"{link}/withdraw", data={"reason": "closes again"}).status_code == 422
    assert the_case(office).case.status == "open"
    page = text_of(
        nobody.post(f"{link}/withdraw", data={"reason": "ok now", "sure": "yes"}, follow_redirects=True)
    )
    assert "Your matter is withdrawn" in page
    assert the_case(office).case.status == "withdrawn"
    assert f"{link}/withdraw" not in page


def test_what_is_written_after_the_end_reaches_customer_service(
    nobody: FlaskClient, office: Runtime, link: str
) -> None:
    nobody.post(f"{link}/withdraw", data={"sure": "yes"})
    assert "reaches customer service" in text_of(nobody.get(link))
    assert nobody.post(f"{link}/messages", data={"text": "It is back"}).status_code == 303
    [message] = the_case(office).messages
    assert message.text == "It is back"
    with office.reading() as session:
        told = session.execute(select(OutboxMessage).where(OutboxMessage.topic == "notify")).scalars()
        assert "wrote_after_closing" in {each.payload["template"] for each in told}


def test_a_flood_of_words_behind_one_link_is_stopped(
    nobody: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocks, "_WORDS_AN_HOUR", 2)
    sent = [nobody.post(f"{link}/messages", data={"text": "Hello?"}).status_code for _ in range(3)]
    assert sent == [303, 303, 429]
    assert nobody.get(link).status_code == 200


def test_a_rating_with_a_name_signs_the_work_off_and_ends_the_case(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    opened = asked(office, clock)
    link = path_of(opened.tracking_url)
    assert "Is it settled?" in text_of(nobody.get(link))
    answer = nobody.post(f"{link}/sign-off", data={"name": "Wang Fang", "satisfaction": "5"})
    assert answer.status_code == 303, text_of(answer)
    work(office)
    assert case_of(office, opened.number).case.status == "closed_satisfied"
    assert "Is it settled?" not in text_of(nobody.get(link))


def test_a_low_rating_begins_the_next_round_with_the_customers_own_words(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    opened = asked(office, clock)
    link = path_of(opened.tracking_url)
    said = {"name": "Wang Fang", "satisfaction": "1"}
    assert nobody.post(f"{link}/sign-off", data=said).status_code == 422
    nobody.post(f"{link}/sign-off", data=said | {"learned": "It sticks again."})
    detail = case_of(office, opened.number)
    assert (detail.case.status, detail.case.round) == ("open", 2)
    assert "seeing to it once more" in text_of(nobody.get(link))


def test_the_questionnaire_is_answered_once_and_takes_the_call_away(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    opened = asked(office, clock)
    link = path_of(opened.tracking_url)
    clock.advance(timedelta(days=2))
    work(office)
    assert waiting(office, opened, "call_customer")
    page = text_of(nobody.get(f"{link}/questionnaire"))
    assert "How is the quality of the product?" in page
    said = {"satisfied_outcome": "true", "satisfied_handling": "true", "satisfaction": "4", "quality": "fair"}
    assert nobody.post(f"{link}/questionnaire", data=said).status_code == 303
    assert not case_of(office, opened.number).open_tasks
    assert nobody.post(f"{link}/questionnaire", data=said).status_code == 409


def test_what_does_not_fit_is_told_at_its_question(
    nobody: FlaskClient, office: Runtime, clock: SetClock
) -> None:
    link = path_of(asked(office, clock).tracking_url)
    said = {"satisfied_outcome": "false", "satisfied_handling": "true", "satisfaction": "4"}
    looked = nobody.post(f"{link}/questionnaire", data=said | {"_look": "1"})
    assert looked.status_code == 200 and "What is still wrong" in text_of(looked)
    answer = nobody.post(f"{link}/questionnaire", data=said)
    assert answer.status_code == 422
    assert "What is still wrong" in text_of(answer)
