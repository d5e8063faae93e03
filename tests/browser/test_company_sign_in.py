"""In by the company's own sign-in and out again by it, past a policy that lets no form lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("authlib", reason="the extra `oidc` is not installed")

from service.runtime import Runtime  # noqa: E402
from tests.desk.provider import CLIENT, SECRET, Provider, serving  # noqa: E402

Page = Any  # Any: Playwright is there only with the test packages


@pytest.fixture
def provider(office: Runtime, address: str) -> Iterator[Provider]:
    """A company's own sign-in that the office trusts, with a place to sign out."""
    before = office.settings
    with serving(Provider(office.now)) as running:
        running.more = {"end_session_endpoint": f"{running.issuer}/logout"}
        office.settings = replace(
            before,
            oidc_issuer=running.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            oidc_name="Acme",
            public_url=address,
        )
        yield running
        office.settings = before


def test_whoever_signs_out_is_led_through_the_company_and_back(
    provider: Provider, address: str, sit_down: Callable[..., Page]
) -> None:
    page = sit_down("")
    page.goto(f"{address}/sign-in?next=/desk/cases")
    page.get_by_role("link", name="Sign in with Acme").click()
    page.wait_for_url(f"{address}/desk/cases")
    page.locator("form[action='/sign-out'] button").dispatch_event("click")
    page.wait_for_url(f"{address}/sign-in")
    assert [each["client_id"] for each in provider.left] == [CLIENT]
    assert provider.left[0]["id_token_hint"].count(".") == 2
    page.goto(f"{address}/desk")
    page.wait_for_url(f"{address}/sign-in?next=%2Fdesk")
