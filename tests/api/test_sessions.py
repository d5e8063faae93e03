"""Signing in and out, by token and by cookie."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.clock import SetClock
from service.operations import people
from tests.api.company import NEW_CASE, PASSWORD, Company

SIGN_IN = {"username": "agent", "password": PASSWORD}


def signed_in_browser(company: Company) -> FlaskClient:
    """A browser with the session's cookies."""
    browser = company.app.test_client()
    assert browser.post("/api/v1/sessions", json=SIGN_IN).status_code == 201
    return browser


def test_a_sign_in_gives_a_token_that_works(company: Company) -> None:
    answer = company.as_(None).post("/sessions", SIGN_IN)
    assert answer.status_code == 201
    assert answer.json.keys() >= {"token", "expires_at", "person"}
    assert answer.json["person"]["name"] == "agent"
    headers = {"Authorization": f"Bearer {answer.json['token']}"}
    who = company.as_(None).get("/sessions/current", **headers)
    assert who.json["person"]["groups"] == ["customer_service"]


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(sqlite_company: Company) -> None:
    wrong = sqlite_company.as_(None).post("/sessions", SIGN_IN | {"password": "x"})
    unknown = sqlite_company.as_(None).post("/sessions", SIGN_IN | {"username": "nobody"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json


def test_the_door_closes_after_too_many_wrong_passwords_and_opens_again(
    sqlite_company: Company, clock: SetClock
) -> None:
    attempts = sqlite_company.rt.settings.sign_in_attempts
    browser = sqlite_company.app.test_client()
    assert "known" not in browser.post("/api/v1/sessions", json=SIGN_IN).json
    for _ in range(attempts):
        assert sqlite_company.as_(None).post("/sessions", SIGN_IN | {"password": "x"}).status_code == 401
    closed = sqlite_company.as_(None).post("/sessions", SIGN_IN)
    assert (closed.status_code, closed.json["code"]) == (429, "too_many_sign_ins")
    assert browser.post("/api/v1/sessions", json=SIGN_IN).status_code == 201, "known from before"
    clock.advance(timedelta(seconds=int(closed.headers["Retry-After"]) + 1))
    assert sqlite_company.as_(None).post("/sessions", SIGN_IN).status_code == 201


@pytest.mark.parametrize("token", ["", "x", "Ω", "a" * 10_000])
def test_a_token_nobody_was_given_opens_nothing(sqlite_company: Company, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    assert sqlite_company.as_(None).get("/tasks", **headers).status_code == 401


def test_a_token_ends_with_the_sign_out(company: Company) -> None:
    agent = company.as_("agent")
    assert agent("DELETE", "/sessions/current").status_code == 204
    assert agent.get("/tasks").status_code == 401


def test_a_token_ends_with_its_time(sqlite_company: Company, clock: SetClock) -> None:
    agent = sqlite_company.as_("agent")
    assert agent.get("/tasks").status_code == 200
    clock.advance(sqlite_company.rt.settings.session_for)
    assert agent.get("/tasks").status_code == 401


def test_a_token_ends_with_a_new_password(sqlite_company: Company) -> None:
    agent = sqlite_company.as_("agent")
    people.change_password(sqlite_company.rt, "agent", new="another horse")
    assert agent.get("/tasks").status_code == 401


def test_each_sign_in_gets_a_token_of_its_own(sqlite_company: Company) -> None:
    """Session fixation: a cookie that was there before is never taken over."""
    browser = sqlite_company.app.test_client()
    browser.set_cookie("aftercare_session", "planted")
    token = browser.post("/api/v1/sessions", json=SIGN_IN).json["token"]
    cookie = browser.get_cookie("aftercare_session")
    assert cookie is not None
    assert cookie.value == token != "planted"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(sqlite_company: Company) -> None:
    answer = sqlite_company.app.test_client().post("/api/v1/sessions", json=SIGN_IN)
    session = next(
        each for each in answer.headers.getlist("Set-Cookie") if each.startswith("aftercare_session=")
    )
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_over_tls_the_session_cookie_never_leaves_it(sqlite_company: Company) -> None:
    answer = sqlite_company.app.test_client().post(
        "/api/v1/sessions", json=SIGN_IN, base_url="https://aftercare.example"
    )
    assert all("; Secure" in each for each in answer.headers.getlist("Set-Cookie"))


def test_a_browser_reads_by_its_cookie(sqlite_company: Company) -> None:
    assert signed_in_browser(sqlite_company).get("/api/v1/tasks").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 32}])
def test_a_change_by_cookie_without_its_csrf_token_is_refused(
    sqlite_company: Company, sent: dict[str, str]
) -> None:
    browser = signed_in_browser(sqlite_company)
    refused = browser.post("/api/v1/cases", json=NEW_CASE, headers=sent)
    assert (refused.status_code, refused.json["code"]) == (403, "csrf_token_missing")
    assert browser.delete("/api/v1/sessions/current", headers=sent).status_code == 403
    assert sqlite_company.as_("agent").get("/cases").json["items"] == []


def test_a_change_by_cookie_with_its_csrf_token_is_done(sqlite_company: Company) -> None:
    browser = signed_in_browser(sqlite_company)
    csrf = browser.get_cookie("aftercare_csrf")
    assert csrf is not None
    assert csrf.value == browser.get("/api/v1/sessions/current").json["csrf_token"]
    done = browser.post("/api/v1/cases", json=NEW_CASE, headers={"X-CSRF-Token": csrf.value})
    assert done.status_code == 201


def test_the_csrf_token_of_another_session_is_worth_nothing(sqlite_company: Company) -> None:
    theirs = signed_in_browser(sqlite_company).get_cookie("aftercare_csrf")
    assert theirs is not None
    refused = signed_in_browser(sqlite_company).post(
        "/api/v1/cases", json=NEW_CASE, headers={"X-CSRF-Token": theirs.value}
    )
    assert refused.status_code == 403


def test_a_token_in_the_header_goes_before_the_cookie(sqlite_company: Company) -> None:
    browser = signed_in_browser(sqlite_company)
    assert browser.get("/api/v1/tasks", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_sign_in_from_a_form_of_another_site_is_refused(sqlite_company: Company) -> None:
    answer = sqlite_company.app.test_client().post("/api/v1/sessions", data=SIGN_IN)
    assert answer.status_code == 415


def test_own_sign_ins_are_listed_and_ended(sqlite_company: Company) -> None:
    here, there = sqlite_company.as_("agent"), signed_in_browser(sqlite_company)
    listed = here.get("/sessions").json["items"]
    assert sum(each["current"] for each in listed) == 1
    other = next(each["id"] for each in listed if not each["current"])
    assert sqlite_company.as_("tech")("DELETE", f"/sessions/{other}").status_code == 404
    assert here("DELETE", f"/sessions/{other}").status_code == 204
    assert [each["current"] for each in here.get("/sessions").json["items"]] == [True]
    assert there.get("/api/v1/sessions/current").status_code == 401
    assert here("DELETE", "/sessions").status_code == 204
    assert here.get("/sessions/current").status_code == 401
