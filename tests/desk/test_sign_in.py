"""The way in: nobody gets past it, is led astray by it, or can be sent through it with another's session."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask

from service.clock import SetClock
from service.runtime import Runtime
from tests.desk.asking import note_statements
from tests.desk.conftest import Person
from tests.desk.office import feedback

Visit = Callable[..., Person]


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(visit: Visit) -> None:
    person = visit()
    answer = person.get("/desk/cases?q=door")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=%2Fdesk%2Fcases%3Fq%3Ddoor")
    form = person.get(answer.location).get_data(as_text=True)
    assert 'value="/desk/cases?q=door"' in form


def test_the_front_page_leads_strangers_to_the_sign_in_and_staff_to_their_work(visit: Visit) -> None:
    assert 'href="/sign-in"' in visit().get("/").get_data(as_text=True)
    assert visit("agent").get("/").location == "/desk"


def test_the_page_one_was_going_to_is_kept_by_a_wrong_password_and_in_another_language(visit: Visit) -> None:
    person = visit()
    wanted = person.get("/desk/cases?q=door&told=moved").location
    assert wanted == "/sign-in?next=%2Fdesk%2Fcases%3Fq%3Ddoor", "what was told once is not told again"
    page = person.get(wanted).get_data(as_text=True)
    [action] = re.findall(r'method="post" action="([^"]+)"', page)
    for _ in range(2):
        sent = {"username": "agent", "password": "wrong", "next": "/desk/cases?q=door"}
        came = {"Referer": f"http://localhost{action}"}
        page = person.client.post(action, data=sent, headers=came).get_data(as_text=True)
        [switch] = re.findall(r'href="([^"]+lang=(?:zh|en))"', page)
        switched = person.get(html.unescape(switch)).get_data(as_text=True)
        assert 'name="next" value="/desk/cases?q=door"' in switched


def test_a_wrong_present_password_is_told_at_its_field(visit: Visit) -> None:
    person = visit("agent")
    person.get("/desk/password")
    told = {"old": "guess", "new": "long enough", "again": "long enough"}
    page = person.send("/desk/password", **told).get_data(as_text=True)
    assert '<p class="wrong" id="old-wrong">This is not your present password.</p>' in page


@pytest.mark.parametrize(
    "astray",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/desk\\..",
        "javascript:alert(1)",
        "/desk\n",
        "http:/desk",
        "",
    ],
)
def test_the_sign_in_leads_nowhere_else(visit: Visit, astray: str) -> None:
    answer = visit().client.post("/sign-in", data={"username": "agent", "password": "demo", "next": astray})
    assert (answer.status_code, answer.location) == (303, "/desk")


def test_each_sign_in_is_a_fresh_session_so_that_none_can_be_planted(visit: Visit) -> None:
    person = visit()
    person.client.set_cookie("aftercare_session", "planted")
    person.sign_in("agent")
    first = person.client.get_cookie("aftercare_session")
    assert first is not None and first.value != "planted" and first.http_only
    person.sign_in("agent")
    second = person.client.get_cookie("aftercare_session")
    assert second is not None and second.value != first.value


def test_too_many_wrong_passwords_close_the_door_and_say_for_how_long(visit: Visit) -> None:
    person = visit()
    for _ in range(10):
        assert person.sign_in("agent", "wrong").status_code == 422
    answer = person.sign_in("agent")
    assert answer.status_code == 429
    assert "Try again in 15 min" in answer.get_data(as_text=True)


def test_wrong_passwords_elsewhere_keep_nobody_out_of_the_browser_they_signed_in_with_before(
    visit: Visit,
) -> None:
    shared, stranger = visit("tech"), visit()
    shared.sign_in("agent")
    for _ in range(10):
        stranger.sign_in("agent", "wrong")
    shared.client.delete_cookie("aftercare_session")
    assert [who.sign_in("agent").status_code for who in (stranger, visit(), shared)] == [429, 429, 303]
    kept = shared.client.get_cookie("aftercare_known")
    assert kept is not None and kept.http_only and "agent" not in kept.value
    assert shared.sign_in("tech").status_code == 303
    shared.send("/sign-out")
    assert shared.client.get_cookie("aftercare_known") is not None


def test_a_sign_in_form_on_another_site_signs_nobody_in(visit: Visit) -> None:
    person = visit()
    data = {"username": "agent", "password": "demo"}
    answer = person.client.post("/sign-in", data=data, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert person.client.get_cookie("aftercare_session") is None


def test_a_change_without_the_token_of_the_session_does_nothing(visit: Visit) -> None:
    person = visit("agent")
    assert person.client.post("/sign-out").status_code == 403
    assert person.client.post("/sign-out", data={"csrf": "0" * 32}).status_code == 403
    assert person.get("/desk").status_code == 200


def test_a_session_of_the_pages_is_one_of_the_api_too(visit: Visit) -> None:
    client = visit("agent").client
    csrf = client.get_cookie("aftercare_csrf")
    assert csrf is not None
    who = client.get("/api/v1/sessions/current").json
    assert who["csrf_token"] == csrf.value
    gone = client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": csrf.value})
    assert gone.status_code == 204


def test_who_signed_out_is_out_even_with_the_old_cookie(visit: Visit) -> None:
    person = visit("agent")
    kept = person.client.get_cookie("aftercare_session")
    assert kept is not None
    assert person.send("/sign-out").location == "/sign-in"
    person.client.set_cookie("aftercare_session", kept.value)
    assert person.get("/desk").status_code == 303


def test_an_address_alone_signs_nobody_out(visit: Visit) -> None:
    person = visit("agent")
    assert person.get("/sign-out?lang=zh").location == "/sign-in?lang=zh"
    assert person.get("/sign-out?lang=//evil.example").location == "/sign-in"
    assert person.get("/desk").status_code == 200


def test_a_new_password_ends_every_other_sign_in(visit: Visit) -> None:
    here, there = visit("agent"), visit("agent")
    here.get("/desk/password")
    answer = here.send("/desk/password", old="demo", new="better words", again="better words")
    assert answer.location == "/desk?told=password"
    assert here.get("/desk").status_code == 200
    assert there.get("/desk").status_code == 303
    assert visit().sign_in("agent", "better words").status_code == 303


def test_a_password_is_not_changed_by_whoever_does_not_know_it(visit: Visit) -> None:
    person = visit("agent")
    person.get("/desk/password")
    assert person.send("/desk/password", old="guess", new="mine", again="mine").status_code == 422
    again = person.send("/desk/password", old="demo", new="mine now", again="mine then")
    assert "The two are not the same." in again.get_data(as_text=True)
    assert visit().sign_in("agent").status_code == 303


def test_no_page_changes_anything_without_the_token_of_the_session(visit: Visit, desk_app: Flask) -> None:
    person, asked = visit("manager"), 0
    for rule in desk_app.url_map.iter_rules():
        view = desk_app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if not hasattr(view, "for_staff"):
                continue
            address = re.sub(r"<uuid:\w+>", str(UUID(int=7)), rule.rule)
            address = re.sub(r"<int.*?>", "1", address)
            answer = person.client.open(
                re.sub(r"<.*?>", "x", address), method=method, data={"csrf": "0" * 32}
            )
            assert answer.status_code == 403, (method, rule.rule)
            asked += 1
    assert asked > 40


def test_no_form_of_another_site_gets_through_a_door_open_to_all(
    visit: Visit, office: Runtime, desk_app: Flask
) -> None:
    """But the one mail programs send by themselves, to be told no more."""
    token, through = feedback(office).tracking_url.rpartition("/")[2], set()
    for rule in desk_app.url_map.iter_rules():
        view = desk_app.view_functions[rule.endpoint]
        if "POST" not in (rule.methods or ()) or not hasattr(view, "public_because"):
            continue
        address = rule.rule.replace("<token>", token)
        answer = visit().client.post(address, headers={"Origin": "https://evil.example"})
        if answer.status_code not in (403, 404):
            through.add(rule.endpoint)
    assert through == {"link_pages.left"}


def test_a_page_left_open_does_not_keep_anybody_signed_in(
    visit: Visit, office: Runtime, clock: SetClock
) -> None:
    left, used = visit("agent"), visit("agent")
    for _ in range(2):
        clock.advance(office.settings.session_idle_for / 2)
        left.get("/desk/for-me/count", **{"Sec-Fetch-Mode": "cors"})
        assert used.get("/desk", **{"Sec-Fetch-Mode": "navigate"}).status_code == 200
    gone = left.client.get("/desk/for-me/count", headers={"HX-Request": "true", "Sec-Fetch-Mode": "cors"})
    assert (gone.status_code, gone.headers["HX-Redirect"].startswith("/sign-in?")) == (401, True)


def test_the_use_of_a_sign_in_is_noted_once_its_page_is_read(
    visit: Visit, office: Runtime, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = visit("agent")
    clock.advance(office.settings.session_idle_for / 2)
    asked: list[str] = []
    note_statements(office, asked, monkeypatch)
    person.get("/desk", **{"Sec-Fetch-Mode": "navigate"})
    assert len(asked) > 3 and asked[-1].startswith("UPDATE session_token"), asked


def test_where_the_public_address_is_https_cookies_go_no_other_way(visit: Visit, office: Runtime) -> None:
    office.settings = replace(office.settings, public_url="https://care.example")
    answer = visit().sign_in("agent")
    assert all("; Secure" in each for each in answer.headers.getlist("Set-Cookie"))


def test_every_page_refuses_to_be_framed_and_tells_other_sites_nothing(visit: Visit) -> None:
    for person, address in ((visit(), "/sign-in"), (visit("agent"), "/desk"), (visit(), "/nowhere")):
        answer = person.get(address, Accept="text/html")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert (answer.headers["X-Frame-Options"], answer.headers["Referrer-Policy"]) == (
            "DENY",
            "same-origin",
        )
