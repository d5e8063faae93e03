"""The company's own sign-in, against a real provider: who is let in, and every way in which nobody is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("authlib", reason="the extra `oidc` is not installed")

from service.domain.people import SYSTEM  # noqa: E402
from service.operations.people import deactivate_person  # noqa: E402
from service.queries.people import person as person_of  # noqa: E402
from service.runtime import Runtime  # noqa: E402
from tests.desk.abroad import away, back, is_in  # noqa: E402
from tests.desk.conftest import Person  # noqa: E402
from tests.desk.provider import CLIENT, Provider  # noqa: E402

Visit = Callable[..., Person]


def test_whoever_the_provider_vouches_for_is_let_in_and_led_on(provider: Provider, visit: Visit) -> None:
    person = visit()
    assert "Sign in with Acme" in person.get("/sign-in").get_data(as_text=True)
    assert back(person, away(person))[:2] == (303, "/desk/cases")
    assert person.get("/desk").status_code == 200
    assert "by company sign-in" in person.get("/desk/sign-ins").get_data(as_text=True)
    sent = provider.asked[0]
    assert sent["code_challenge_method"] == "S256" and sent["redirect_uri"] == "http://localhost/sign-in/back"
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3


def test_without_it_there_is_no_button_and_no_address(visit: Visit) -> None:
    person = visit()
    assert "/sign-in/company" not in person.get("/sign-in").get_data(as_text=True)
    assert person.get("/sign-in/company").status_code == 404
    assert person.get("/sign-in/back?code=x&state=y").status_code == 404


def test_each_sign_in_is_a_fresh_session_and_a_code_lets_in_once(provider: Provider, visit: Visit) -> None:
    person = visit()
    person.client.set_cookie("aftercare_session", "planted")
    address = away(person)
    assert back(person, address)[0] == 303
    kept = person.client.get_cookie("aftercare_session")
    assert kept is not None and kept.value != "planted"
    other = visit()
    assert back(other, address)[0] == 403 and not is_in(other)
    assert back(person, address)[0] == 403


def test_an_answer_somebody_else_began_signs_nobody_in(provider: Provider, visit: Visit) -> None:
    attacker, victim = visit(), visit()
    planted = away(attacker)
    away(victim)
    status, _, told = back(victim, planted)
    assert status == 403 and "did not belong to this sign-in" in told and not is_in(victim)
    state = parse_qs(urlsplit(planted).query)["state"][0]
    assert back(visit(), f"http://localhost/sign-in/back?code=x&state={state}")[0] == 403


def test_a_code_without_the_verifier_it_was_asked_with_is_worth_nothing(
    provider: Provider, visit: Visit
) -> None:
    attacker, victim = visit(), visit()
    stolen = parse_qs(urlsplit(away(victim)).query)["code"][0]
    own = parse_qs(urlsplit(away(attacker)).query)["state"][0]
    status, _, told = back(attacker, f"http://localhost/sign-in/back?code={stolen}&state={own}")
    assert status == 403 and not is_in(attacker)


BENT: dict[str, Callable[[dict[str, object]], dict[str, object]]] = {
    "for somebody else": lambda told: told | {"aud": "another"},
    "for us beside somebody else": lambda told: told | {"aud": ["another", CLIENT]},
    "by somebody else": lambda told: told | {"iss": "https://evil.example"},
    "of another sign-in": lambda told: told | {"nonce": "another"},
    "of no sign-in": lambda told: {name: each for name, each in told.items() if name != "nonce"},
    "long over": lambda told: told | {"exp": int(str(told["iat"])) - 120},
    "never over": lambda told: {name: each for name, each in told.items() if name != "exp"},
    "from the future": lambda told: told | {"iat": int(str(told["iat"])) + 3600},
}


@pytest.mark.parametrize("wrong", BENT)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    provider: Provider, visit: Visit, wrong: str
) -> None:
    provider.bend = BENT[wrong]
    person = visit()
    status, _, told = back(person, away(person))
    assert status == 403 and "cannot be trusted" in told and not is_in(person)


@pytest.mark.parametrize("forge", ["key", "none", "HS256"])
def test_a_forged_token_lets_nobody_in(provider: Provider, visit: Visit, forge: str) -> None:
    provider.forge = forge
    person = visit()
    assert back(person, away(person))[0] == 403 and not is_in(person)


@pytest.mark.parametrize("told", [{"preferred_username": "nobody"}, {}, {"preferred_username": ["agent"]}])
def test_whoever_is_not_known_here_stays_out(
    provider: Provider, visit: Visit, told: dict[str, object]
) -> None:
    provider.told = told
    person = visit()
    status, _, page = back(person, away(person))
    assert status == 403 and "known by that name" in page and not is_in(person)


def test_whoever_was_let_go_stays_out(provider: Provider, office: Runtime, visit: Visit) -> None:
    deactivate_person(office, "agent")
    person = visit()
    assert back(person, away(person))[0] == 403 and not is_in(person)


def test_an_address_counts_only_when_the_provider_verified_it(
    provider: Provider, office: Runtime, visit: Visit
) -> None:
    office.settings = dataclasses.replace(office.settings, oidc_claim="email")
    provider.told = {"email": "agent"}
    person = visit()
    assert back(person, away(person))[0] == 403
    provider.told = {"email": "agent", "email_verified": True}
    assert back(person, away(person))[0] == 303


def test_groups_follow_the_provider_when_it_is_asked_for_them(
    provider: Provider, office: Runtime, visit: Visit
) -> None:
    told = "Helpdesk=customer_service;Workshop=technical_support"
    office.settings = dataclasses.replace(office.settings, oidc_groups_claim="groups", oidc_groups=told)
    provider.told = {"preferred_username": "agent", "groups": ["Workshop", "process_owner", "Chess"]}
    person = visit()
    assert back(person, away(person))[0] == 303
    assert person_of(office, "agent", by=SYSTEM).groups == ("technical_support",)


@pytest.mark.parametrize("astray", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(provider: Provider, visit: Visit, astray: str) -> None:
    person = visit()
    assert back(person, away(person, astray))[1] == "/desk"


def test_a_refusal_there_is_told_here(provider: Provider, visit: Visit) -> None:
    person = visit()
    state = parse_qs(urlsplit(away(person)).query)["state"][0]
    status, _, told = back(person, f"http://localhost/sign-in/back?error=access_denied&state={state}")
    assert status == 403 and "did not let you in" in told


def test_it_does_not_last_longer_than_any_other_sign_in(
    provider: Provider, office: Runtime, visit: Visit
) -> None:
    person = visit()
    back(person, away(person))
    office._clock.advance(office.settings.session_for + timedelta(seconds=1))  # type: ignore[attr-defined]
    assert person.get("/desk").status_code == 303
