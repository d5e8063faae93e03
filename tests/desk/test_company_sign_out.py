"""Sign-outs that begin at the company's own sign-in, and those that lead there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

pytest.importorskip("authlib", reason="the extra `oidc` is not installed")

from service.clock import SetClock  # noqa: E402
from service.runtime import Runtime  # noqa: E402
from service.web import oidc_provider  # noqa: E402
from tests.desk.abroad import away, back  # noqa: E402
from tests.desk.conftest import Person  # noqa: E402
from tests.desk.provider import SIGN_OUT, Provider  # noqa: E402

Visit = Callable[..., Person]
AGENT = {"preferred_username": "agent", "sub": "7"}


@pytest.fixture
def come_in(provider: Provider, visit: Visit) -> Callable[..., Person]:
    """Somebody signed in by the provider, in a session it names."""

    def coming(sid: str = "s1", **told: str) -> Person:
        provider.told = AGENT | {"sid": sid} | told
        person = visit()
        assert back(person, away(person))[0] == 303
        assert person.get("/desk").status_code == 200
        return person

    return coming


def tell(visit: Visit, token: str) -> TestResponse:
    """The provider's call; it brings no cookie."""
    return visit().client.post("/sign-out/back-channel", data={"logout_token": token})


def is_in(person: Person) -> bool:
    return person.get("/desk").status_code == 200


def test_a_session_that_ends_there_ends_here_and_no_other(
    provider: Provider, visit: Visit, come_in: Callable[..., Person]
) -> None:
    phone, laptop, other = come_in("s1"), come_in("s2"), come_in("s1", sub="8", preferred_username="tech")
    by_password = visit("agent")
    answer = tell(visit, provider.logout_token(sid="s1", sub="7"))
    assert (answer.status_code, answer.headers["Cache-Control"], answer.data) == (200, "no-store", b"")
    assert [is_in(each) for each in (phone, laptop, other, by_password)] == [False, True, True, True]


def test_somebody_who_signs_out_everywhere_there_is_out_here_but_for_passwords(
    provider: Provider, office: Runtime, visit: Visit, come_in: Callable[..., Person]
) -> None:
    phone, laptop, other = come_in("s1"), come_in("s2"), come_in("s3", sub="8", preferred_username="tech")
    by_password = visit("agent")
    assert tell(visit, provider.logout_token(sub="7")).status_code == 200
    assert [is_in(each) for each in (phone, laptop, other, by_password)] == [False, False, True, True]
    assert is_in(come_in("s4")), "the next sign-in is a fresh one"


def test_a_session_alone_will_do_and_one_nobody_has_is_well(
    provider: Provider, visit: Visit, come_in: Callable[..., Person]
) -> None:
    person = come_in("s1")
    assert tell(visit, provider.logout_token(sid="s9")).status_code == 200
    assert is_in(person)
    assert tell(visit, provider.logout_token(sid="s1")).status_code == 200
    assert not is_in(person)


def test_what_was_told_once_ends_nothing_when_it_is_sent_again(
    provider: Provider, visit: Visit, come_in: Callable[..., Person]
) -> None:
    come_in()
    token = provider.logout_token(sub="7")
    assert tell(visit, token).status_code == 200
    since = come_in("s2")
    again = tell(visit, token)
    assert (again.status_code, again.json["error"]) == (400, "invalid_request")
    assert is_in(since)


WRONG: dict[str, dict[str, object]] = {
    "by somebody else": {"iss": "https://evil.example"},
    "for somebody else": {"aud": "another"},
    "an ID token": {"nonce": "n"},
    "of no event": {"events": None},
    "of another event": {"events": {"https://evil.example": {}}},
    "of an event that is no object": {"events": {SIGN_OUT: True}},
    "of events in a list": {"events": [SIGN_OUT]},
    "about nobody": {"sub": None},
    "about something else": {"sub": 7},
    "without a name": {"jti": None},
    "without its time": {"iat": None},
    "without its end": {"exp": None},
}


def test_a_telling_that_is_not_sound_ends_nothing(
    provider: Provider, visit: Visit, come_in: Callable[..., Person]
) -> None:
    person = come_in()
    for wrong, told in WRONG.items():
        answer = tell(visit, provider.logout_token(**{"sub": "7"} | told))
        assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store"), wrong
        assert is_in(person), wrong


def test_a_forged_telling_ends_nothing(
    provider: Provider, visit: Visit, come_in: Callable[..., Person]
) -> None:
    person = come_in()
    for provider.forge in ("key", "none", "HS256"):
        assert tell(visit, provider.logout_token(sub="7")).status_code == 400, provider.forge
    for nonsense, status in (("", 400), ("a.b.c", 400), ("x" * 60_000, 413)):
        assert tell(visit, nonsense).status_code == status
    assert is_in(person)


def test_a_telling_that_is_late_or_over_ends_nothing(
    provider: Provider, visit: Visit, clock: SetClock, come_in: Callable[..., Person]
) -> None:
    over = provider.logout_token(sub="7")
    old = provider.logout_token(sub="7", exp=int(clock.now().timestamp()) + 86_400)
    person = come_in()
    clock.advance(timedelta(hours=1, minutes=1))
    assert [tell(visit, each).status_code for each in (over, old)] == [400, 400]
    assert is_in(person)


def test_keys_changed_since_the_sign_in_are_learnt_for_the_sign_out(
    provider: Provider, visit: Visit, clock: SetClock, come_in: Callable[..., Person]
) -> None:
    person = come_in()
    clock.advance(oidc_provider.FRESH_FOR)
    provider.rotate()
    assert tell(visit, provider.logout_token(sub="7")).status_code == 200
    assert not is_in(person)


def test_without_a_company_sign_in_there_is_no_such_address(visit: Visit) -> None:
    assert tell(visit, "a.b.c").status_code == 404


def signed_out(person: Person, csrf_page: str = "/desk") -> TestResponse:
    person.get(csrf_page)
    return person.send("/sign-out")


def test_whoever_signs_out_here_is_led_to_sign_out_there(
    provider: Provider, come_in: Callable[..., Person]
) -> None:
    provider.more = {"end_session_endpoint": f"{provider.issuer}/logout?realm=a"}
    person = come_in()
    kept = person.client.get_cookie("aftercare_proof", path="/sign-out")
    assert kept is not None and kept.http_only and kept.same_site == "Strict"
    answer = signed_out(person)
    page = answer.get_data(as_text=True)
    assert not is_in(person) and answer.headers["Cache-Control"] == "no-store"
    assert person.client.get_cookie("aftercare_proof", path="/sign-out") is None
    address = unescape(page.split('http-equiv="refresh" content="0; url=')[1].split('"')[0])
    assert address.startswith(f"{provider.issuer}/logout?realm=a&")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["id_token_hint"] == kept.value and asked["client_id"] == "aftercare"
    assert asked["post_logout_redirect_uri"] == "http://localhost/sign-in"
    assert unescape(page).count(address) == 2, "a link beside, for whoever is not led on"


def test_the_way_out_is_the_providers_whatever_a_page_asks_for(
    provider: Provider, come_in: Callable[..., Person]
) -> None:
    provider.more = {"end_session_endpoint": f"{provider.issuer}/logout"}
    person = come_in()
    wanted = dict.fromkeys(("next", "post_logout_redirect_uri", "client_id"), "https://evil.example")
    told = person.client.post("/sign-out", data={"csrf": person._csrf} | wanted).get_data(as_text=True)
    assert "/logout?client_id=aftercare&" in unescape(told)
    assert "evil" not in told


def test_a_sign_in_by_password_ends_here_alone(provider: Provider, visit: Visit) -> None:
    provider.more = {"end_session_endpoint": f"{provider.issuer}/logout"}
    assert signed_out(visit("agent")).location == "/sign-in"


def test_a_provider_without_such_a_place_or_away_keeps_nobody_signed_in(
    provider: Provider, clock: SetClock, come_in: Callable[..., Person]
) -> None:
    assert signed_out(come_in("s1")).location == "/sign-in"
    person = come_in("s2")
    provider.trouble = "down"
    clock.advance(oidc_provider.KEPT_FOR)
    answer = signed_out(person)
    assert answer.status_code == 200 and "may still know you" in answer.get_data(as_text=True)
    assert not is_in(person)


def test_what_the_browser_keeps_for_the_sign_out_is_in_no_row(
    provider: Provider, office: Runtime, come_in: Callable[..., Person]
) -> None:
    kept = come_in().client.get_cookie("aftercare_proof", path="/sign-out")
    assert kept is not None
    files = sorted(office.settings.data_dir.glob("aftercare.db*"))
    whole = b"".join(each.read_bytes() for each in files)
    assert kept.value.rpartition(".")[2].encode() not in whole
    assert b"sign_in.made" in whole
