"""The company's own sign-in, by OpenID Connect: the way there with state, nonce and PKCE, and the proof back.

Nothing of it is loaded unless it is set up. What comes back is believed only if the provider signed it, with
one of its published keys by an algorithm of two keys, for us, for this very sign-in, and lately.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from service.errors import SignInRefused
from service.operations.company_sign_outs import SignOutTold
from service.operations.sessions import Vouched
from service.web.oidc_provider import (
    PATIENCE_S,
    Provider,
    acquaintance,
    provider_of,
    signed_by_provider,
    within,
)

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.settings import Settings

log = logging.getLogger(__name__)

LEEWAY_S = 60
SIGN_OUT = "http://schemas.openid.net/event/backchannel-logout"
"""The event of which a logout token tells."""
_TOLD_WITHIN = timedelta(hours=1)
"""A logout token older than this is refused; for as long each is remembered."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser keeps while it is away at the provider: whoever comes back must bring it."""

    state: str
    nonce: str
    verifier: str
    wanted: str


def is_set_up(settings: Settings) -> bool:
    """Whether there is such a sign-in."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


def way_there(rt: Runtime, back_to: str, wanted: str) -> tuple[str, Errand]:
    """The provider's address to send the browser to, and what it must bring back."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    errand = Errand(state, nonce, verifier, wanted)
    address, _ = _client(rt.settings, back_to).create_authorization_url(
        provider_of(rt).authorization_endpoint,
        state=errand.state,
        nonce=errand.nonce,
        code_verifier=errand.verifier,
    )
    return str(address), errand


def proof(rt: Runtime, back_to: str, errand: Errand | None, answer: Mapping[str, str]) -> tuple[Vouched, str]:
    """Whom the provider vouches for, and its token, after everything about its answer was checked."""
    if errand is None or not hmac.compare_digest(answer.get("state", "").encode(), errand.state.encode()):
        raise SignInRefused(reason="state")
    if "code" not in answer:
        raise SignInRefused(reason="denied")
    provider = provider_of(rt)
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise SignInRefused(reason="state")
    try:
        token = _exchanged(rt.settings, provider, (back_to, answer["code"], errand.verifier))
    except SignInRefused:
        acquaintance(rt).doubt()
        raise
    nonce = {"nonce": {"essential": True, "value": errand.nonce}}
    claims = _promised(rt, signed_by_provider(rt, token).claims, sub={"essential": True}, **nonce)
    return _vouched(rt.settings, claims), token


def way_out(rt: Runtime, back_to: str, token: str) -> str:
    """Where the browser is sent to sign out there as well; empty where there is no such place."""
    address = provider_of(rt).end_session_endpoint
    if not address:
        return ""
    told = {"client_id": rt.settings.oidc_client_id, "post_logout_redirect_uri": back_to}
    told |= {"id_token_hint": token} if token else {}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"


def sign_out_told(rt: Runtime, token: str) -> SignOutTold:
    """What a logout token tells (Back-Channel Logout 1.0, 2.6), after everything about it was checked."""
    opened = signed_by_provider(rt, token)
    claims = _promised(rt, opened.claims, jti={"essential": True})
    events, remembered = claims.get("events"), min(_TOLD_WITHIN, rt.settings.idempotency_for)
    sound = (
        str(opened.header.get("typ", "JWT")).lower().removeprefix("application/") in ("jwt", "logout+jwt")
        and isinstance(events, dict)
        and isinstance(events.get(SIGN_OUT), dict)
        and "nonce" not in claims
        and rt.now().timestamp() - claims["iat"] <= remembered.total_seconds()
    )
    told = [claims.get(name, "") for name in ("jti", "iss", "sub", "sid")]
    if not sound or not all(isinstance(each, str) for each in told) or not (told[0] and (told[2] or told[3])):
        raise SignInRefused(reason="token")
    return SignOutTold(*told)


def _client(settings: Settings, back_to: str) -> Any:  # Any: Authlib is untyped, and there only when wanted
    from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]

    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret or None,
        scope=settings.oidc_scope,
        redirect_uri=back_to,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
    )


def _exchanged(settings: Settings, provider: Provider, asked: tuple[str, str, str]) -> str:
    """The ID token for this code; only whoever began the sign-in has the verifier that goes with it."""
    import requests
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]

    back_to, code, verifier = asked
    client, told = _client(settings, back_to), {"code": code, "code_verifier": verifier}
    try:
        found = within(
            PATIENCE_S,
            lambda: client.fetch_token(
                provider.token_endpoint, grant_type="authorization_code", timeout=PATIENCE_S, **told
            ),
        )
    except requests.HTTPError as broken:
        log.warning("oidc.away: %s", broken)
        raise SignInRefused(reason="away") from broken
    except (AuthlibBaseError, ValueError, TypeError, AttributeError) as refused:
        log.warning("oidc.refused: %s", refused)
        used_up = getattr(refused, "error", "") == "invalid_grant"
        raise SignInRefused(reason="state" if used_up else "provider") from refused
    except requests.RequestException as away:
        log.warning("oidc.away: %s", away)
        raise SignInRefused(reason="away") from away
    token = found.get("id_token") if isinstance(found, dict) else None
    if not isinstance(token, str):
        raise SignInRefused(reason="token")
    return token


def _promised(rt: Runtime, claims: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """The claims, each of a token's promises checked: by the provider, for us, lately, and not over."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    promises = jwt.JWTClaimsRegistry(
        now=int(rt.now().timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": provider_of(rt).issuer},
        aud={"essential": True, "value": rt.settings.oidc_client_id},
        exp={"essential": True},
        iat={"essential": True},
        **more,
    )
    try:
        promises.validate(dict(claims))
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise SignInRefused(reason="token") from wrong
    for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if for_several and "nonce" in more and claims.get("azp") != rt.settings.oidc_client_id:
        raise SignInRefused(reason="token")
    return claims


def _vouched(settings: Settings, claims: Mapping[str, Any]) -> Vouched:
    name = claims.get(settings.oidc_claim)
    if not isinstance(name, str) or not name:
        raise SignInRefused(reason="unknown")
    if settings.oidc_claim == "email" and claims.get("email_verified") is not True:
        raise SignInRefused(reason="unknown")
    there = (str(claims["iss"]), str(claims["sub"]), str(claims.get("sid") or ""))
    if not settings.oidc_groups_claim:
        return Vouched(name, None, *there)
    told = claims.get(settings.oidc_groups_claim)
    listed = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    here = dict(pair.strip().split("=", 1) for pair in settings.oidc_groups.split(";") if "=" in pair)
    named = [here.get(str(each), "" if here else str(each)) for each in listed]
    return Vouched(name, tuple(dict.fromkeys(each for each in named if each)), *there)
