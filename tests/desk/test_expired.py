"""Signed out in the middle of a form: what was typed is sent after the sign-in, if the form is ours."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import feedback, task_of

Visit = Callable[..., Person]
OURS = {"Origin": "http://localhost", "Referer": "http://localhost/desk/cases/new"}
TYPED = {
    "kind": "feedback",
    "channel": "wechat",
    "customer_name": "Li Na",
    "phone": "13700000000",
    "subject": "Door",
    "description": 'It "sticks" & <squeaks>.',
}


def hidden(answer: TestResponse) -> dict[str, str]:
    """What the page's form would send by itself."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.get_data(as_text=True))
    return {name: html.unescape(value) for name, value in found}


def signed_out(visit: Visit) -> Person:
    """Somebody at an open form whose sign-in ended elsewhere."""
    person = visit("agent")
    person.get("/desk/cases/new")
    person.client.delete_cookie("aftercare_session")
    return person


def test_what_was_typed_is_carried_through_the_sign_in_and_sent(visit: Visit) -> None:
    person = signed_out(visit)
    asked = person.client.post("/desk/cases/new", data={"csrf": "old", **TYPED}, headers=OURS)
    assert asked.status_code == 401 and "What you typed is kept" in asked.get_data(as_text=True)
    wrong = person.client.post("/sign-in", data=hidden(asked) | {"username": "agent", "password": "x"})
    right = person.client.post("/sign-in", data=hidden(wrong) | {"username": "agent", "password": "demo"})
    assert "csrf" in hidden(right) and hidden(right)["description"] == TYPED["description"]
    shown = re.findall('<p class="told-words">(.*?)</p>', right.get_data(as_text=True))
    assert shown[:2] == ["Li Na", "13700000000"] and not {"feedback", "wechat"} & set(shown)
    sent = person.client.post("/desk/cases/new", data=hidden(right), headers=OURS, follow_redirects=True)
    assert "FB-2026-000001 is open" in sent.get_data(as_text=True)


def test_whoever_signed_in_in_another_tab_goes_on_with_what_was_typed(visit: Visit) -> None:
    person = signed_out(visit)
    asked = person.client.post("/desk/cases/new", data=TYPED, headers=OURS)
    not_yet = person.client.post("/sign-in", data=hidden(asked) | {"meanwhile": "1"})
    assert not_yet.status_code == 401
    person.sign_in("agent")
    offered = person.client.post("/sign-in", data=hidden(not_yet) | {"meanwhile": "1"})
    assert hidden(offered)["subject"] == "Door"


def test_what_was_typed_is_kept_while_the_sign_in_is_read_in_another_language(visit: Visit) -> None:
    person = signed_out(visit)
    asked = person.client.post("/desk/cases/new", data=TYPED, headers=OURS)
    page = asked.get_data(as_text=True)
    assert 'formaction="/sign-in?lang=zh" name="anew"' in page and 'href="?lang=zh"' not in page
    anew = person.client.post("/sign-in?lang=zh", data=hidden(asked) | {"anew": "1"})
    assert "您填写的内容已保留" in anew.get_data(as_text=True) and hidden(anew) == hidden(asked)


def test_what_a_colleague_typed_is_not_offered_to_whoever_signs_in_next(visit: Visit) -> None:
    person = visit("agent")
    form = hidden(person.get("/desk/cases/new"))
    person.client.delete_cookie("aftercare_session")
    asked = person.client.post("/desk/cases/new", data=form | TYPED, headers=OURS)
    sent = hidden(asked) | {"username": "manager", "password": "demo"}
    other = person.client.post("/sign-in", data=sent, follow_redirects=True)
    page = other.get_data(as_text=True)
    assert "was a colleague’s. It was not sent." in page and "Li Na" not in page
    person.client.delete_cookie("aftercare_session")
    own = person.client.post("/sign-in", data=sent | {"username": "agent"})
    assert hidden(own)["customer_name"] == "Li Na" and "_whose" not in hidden(own)


def test_files_that_are_lost_on_the_way_are_named(visit: Visit) -> None:
    sent = TYPED | {"photos": (io.BytesIO(b"x"), "door & hinge.jpg")}
    offered = visit("agent").client.post("/desk/cases/new", data=sent, headers=OURS)
    page = offered.get_data(as_text=True)
    assert "Choose them again afterwards: door &amp; hinge.jpg" in page and "_lost" not in hidden(offered)
    assert "Choose them again" not in visit("agent").client.post(
        "/desk/cases/new", data=TYPED, headers=OURS
    ).get_data(as_text=True)


def test_a_form_of_an_earlier_sign_in_is_offered_again_and_nothing_is_done(visit: Visit) -> None:
    person = visit("agent")
    offered = person.client.post("/desk/cases/new", data={"csrf": "old", **TYPED}, headers=OURS)
    assert offered.status_code == 403 and hidden(offered)["customer_name"] == "Li Na"
    assert "FB-2026-000001" not in person.get("/desk/cases").get_data(as_text=True)
    person.client.post("/desk/cases/new", data=hidden(offered), headers=OURS)
    assert "FB-2026-000001" in person.get("/desk/cases").get_data(as_text=True)


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_forms_of_other_pages_are_neither_kept_nor_offered(visit: Visit, origin: dict[str, Any]) -> None:
    for person, status in ((visit(), 303), (visit("agent"), 403)):
        answer = person.client.post("/desk/cases/new", data=TYPED, headers=origin)
        assert answer.status_code == status and "Li Na" not in answer.get_data(as_text=True)


def test_passwords_are_never_put_into_a_page(visit: Visit) -> None:
    secret = {"old": "demo", "new": "long enough", "again": "long enough"}
    for person in (visit(), visit("agent")):
        answer = person.client.post("/desk/password", data=secret, headers=OURS)
        assert "long enough" not in answer.get_data(as_text=True)


def test_a_part_of_a_page_leads_back_to_the_whole_page(visit: Visit, office: Runtime) -> None:
    """Somebody signed out lands where they were, not on the part their browser asked for."""
    task, person = f"/desk/tasks/{task_of(office, feedback(office))}", visit()
    part = {"HX-Request": "true", "Referer": f"http://localhost{task}"}
    back = "/sign-in?next=" + task.replace("/", "%2F")
    for gone in (
        person.client.post(f"{task}/draft", headers=part),
        person.client.get("/desk/cases/new/customers", headers=part),
    ):
        assert (gone.status_code, gone.headers["HX-Redirect"]) == (401, back)
    part["Referer"] = f"https://evil.example{task}"
    assert person.client.get("/desk/for-me/count", headers=part).headers["HX-Redirect"].endswith("=%2Fdesk")
