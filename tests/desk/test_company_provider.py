"""What is known of the company's own sign-in: kept, learnt anew, and told in bounded time when it is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

pytest.importorskip("authlib", reason="the extra `oidc` is not installed")

from service.clock import SetClock  # noqa: E402
from service.runtime import Runtime  # noqa: E402
from service.web import oidc_provider  # noqa: E402
from tests.desk.abroad import away, back  # noqa: E402
from tests.desk.conftest import Person  # noqa: E402
from tests.desk.provider import OTHER_KEY, Provider  # noqa: E402

Visit = Callable[..., Person]
ONCE = ["/.well-known/openid-configuration", "/keys"]


def come_in(visit: Visit) -> int:
    """Sign in by the provider; the status of the way back."""
    person = visit()
    return back(person, away(person))[0]


def test_what_the_provider_says_is_read_once_in_a_while(
    provider: Provider, visit: Visit, clock: SetClock
) -> None:
    assert [come_in(visit) for _ in range(3)] == [303] * 3
    assert provider.read == ONCE
    clock.advance(oidc_provider.KEPT_FOR)
    assert come_in(visit) == 303
    assert provider.read == ONCE * 2


def test_people_who_come_at_once_ask_once(provider: Provider, visit: Visit) -> None:
    with ThreadPoolExecutor(4) as crowd:
        gone = [crowd.submit(lambda: visit().client.get("/sign-in/company").status_code) for _ in range(8)]
    assert [each.result() for each in gone] == [303] * 8
    assert provider.read == ONCE


@pytest.mark.parametrize("named_anew", [True, False])
def test_keys_that_were_changed_are_learnt_at_the_next_sign_in(
    provider: Provider, visit: Visit, clock: SetClock, named_anew: bool
) -> None:
    assert come_in(visit) == 303
    clock.advance(oidc_provider.FRESH_FOR)
    if named_anew:
        provider.rotate()
    else:
        provider.key = OTHER_KEY
    assert [come_in(visit) for _ in range(2)] == [303, 303]
    assert provider.read == ONCE * 2


def test_forged_tokens_do_not_make_us_ask_again_and_again(provider: Provider, visit: Visit) -> None:
    provider.forge = "key"
    assert [come_in(visit) for _ in range(4)] == [403] * 4
    assert provider.read == ONCE


TROUBLES = {
    "down": (503, "does not answer just now"),
    "slow": (503, "does not answer just now"),
    "<html>Sign in</html>": (502, "not as it was set up here"),
    "[]": (502, "not as it was set up here"),
    '{"issuer": 7}': (502, "not as it was set up here"),
    "9" * 1_100_000: (502, "not as it was set up here"),
}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda each: each[:20])
def test_a_provider_in_trouble_is_told_soon_and_not_asked_for_a_while(
    provider: Provider, visit: Visit, clock: SetClock, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(oidc_provider, "PATIENCE_S", 0.3)
    provider.trouble = trouble
    status, told = TROUBLES[trouble]
    began = time.monotonic()
    for _ in range(5):
        answer = visit().get("/sign-in/company?next=/desk/cases")
        page = answer.get_data(as_text=True)
        assert answer.status_code == status and "Acme" in page and told in page
        assert 'value="/desk/cases"' in page and 'name="password"' in page
    assert time.monotonic() - began < 10, "one time-out, not five"
    assert len(provider.read) == 1
    provider.trouble = ""
    clock.advance(oidc_provider.FRESH_FOR)
    assert come_in(visit) == 303


ASTRAY = {
    "another name": {"issuer": "https://evil.example"},
    "no address": {"token_endpoint": None},
    "an open address": {"token_endpoint": "http://sign-in.example/token"},
    "no keys": {"jwks_uri": ""},
    "an address that is none": {"end_session_endpoint": "https://["},
}


def test_a_provider_that_is_not_what_was_set_up_gets_nobody(
    provider: Provider, visit: Visit, clock: SetClock
) -> None:
    for astray, provider.more in ASTRAY.items():
        answer = visit().get("/sign-in/company", **{"Accept-Language": "zh"})
        assert answer.status_code == 502, astray
        assert "与此处的设置不符" in answer.get_data(as_text=True)
        clock.advance(oidc_provider.FRESH_FOR)
    assert len(provider.read) >= len(ASTRAY), "each was looked at"


def test_nobody_there_and_an_open_address_are_told(provider: Provider, office: Runtime, visit: Visit) -> None:
    for issuer, status in (("http://127.0.0.1:9", 503), ("http://sign-in.example", 502)):
        office.settings = replace(office.settings, oidc_issuer=issuer)
        assert visit().get("/sign-in/company").status_code == status


def test_a_provider_that_goes_away_half_way_is_read_anew_when_it_is_back(
    provider: Provider, visit: Visit, clock: SetClock
) -> None:
    person = visit()
    address = away(person)
    provider.token = lambda *_: (500, {})  # type: ignore[method-assign]
    status, _, told = back(person, address)
    assert (status, "does not answer just now" in told) == (503, True)
    del provider.token
    clock.advance(oidc_provider.FRESH_FOR + timedelta(seconds=1))
    assert come_in(visit) == 303
    assert provider.read == ONCE * 2


def test_nonsense_sent_by_a_stranger_does_not_take_good_keys_away(
    provider: Provider, visit: Visit, office: Runtime, clock: SetClock
) -> None:
    assert come_in(visit) == 303
    good = oidc_provider.provider_of(office)
    clock.advance(oidc_provider.FRESH_FOR)
    provider.trouble = "down"
    for _ in range(3):
        told = visit().client.post("/sign-out/back-channel", data={"logout_token": "nonsense"})
        assert told.status_code == 400
    assert oidc_provider.provider_of(office) is good
    assert len(provider.read) == len(ONCE) + 1, "asked once, however often nonsense comes"
    clock.advance(oidc_provider.KEPT_FOR)
    assert visit().get("/sign-in/company").status_code == 503
