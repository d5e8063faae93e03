"""The company's own sign-in, by OpenID Connect: the way there with state, nonce and PKCE, and the proof back.

Nothing of it is loaded unless it is set up. What comes back is believed only if the provider signed it, with
one of its published keys by an algorithm of two keys, for us, for this very sign-in, and lately.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from service.errors import SignInRefused
from service.operations.sessions import Vouched
from service.settings import Settings

PATIENCE_S = 10.0
LEEWAY_S = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never the symmetric ones, never none."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


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


def way_there(settings: Settings, back_to: str, wanted: str) -> tuple[str, Errand]:
    """The provider's address to send the browser to, and what it must bring back."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    errand = Errand(state, nonce, verifier, wanted)
    provider = _provider(settings)
    address, _ = _client(settings, back_to).create_authorization_url(
        provider["authorization_endpoint"],
        state=errand.state,
        nonce=errand.nonce,
        code_verifier=errand.verifier,
    )
    return str(address), errand


def proof(
    settings: Settings, back_to: str, errand: Errand | None, answer: Mapping[str, str], at: datetime
) -> Vouched:
    """Whom the provider vouches for, after everything about its answer was checked."""
    if errand is None or not hmac.compare_digest(answer.get("state", "").encode(), errand.state.encode()):
        raise SignInRefused(reason="state")
    if "code" not in answer:
        raise SignInRefused(reason="denied")
    provider = _provider(settings)
    if answer.get("iss", provider["issuer"]) != provider["issuer"]:
        raise SignInRefused(reason="state")
    token = _exchanged(settings, provider, (back_to, answer["code"], errand.verifier))
    claims = _trusted(settings, provider, token, (errand.nonce, at))
    return _vouched(settings, claims)


def _provider(settings: Settings) -> Mapping[str, Any]:  # Any: JSON
    """What the provider says of itself; it must call itself what we were told it is called."""
    issuer = settings.oidc_issuer.rstrip("/")
    _must_be_private(issuer)
    found = _fetched(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise SignInRefused(reason="provider")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _must_be_private(str(found.get(name, "")))
    return found


def _must_be_private(address: str) -> None:
    """Codes and keys travel encrypted, or not outside this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise SignInRefused(reason="provider")


def _fetched(address: str) -> Mapping[str, Any]:  # Any: JSON
    import requests

    try:
        answer = requests.get(address, timeout=PATIENCE_S, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as away:
        raise SignInRefused(reason="provider") from away
    if not isinstance(found, dict):
        raise SignInRefused(reason="provider")
    return found


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


def _exchanged(settings: Settings, provider: Mapping[str, Any], asked: tuple[str, str, str]) -> str:
    """The ID token for this code; only whoever began the sign-in has the verifier that goes with it."""
    import requests
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]

    back_to, code, verifier = asked
    try:
        found = _client(settings, back_to).fetch_token(
            provider["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            timeout=PATIENCE_S,
        )
    except (requests.RequestException, AuthlibBaseError, ValueError) as refused:
        raise SignInRefused(reason="provider") from refused
    token = found.get("id_token")
    if not isinstance(token, str):
        raise SignInRefused(reason="token")
    return token


def _trusted(
    settings: Settings, provider: Mapping[str, Any], token: str, asked: tuple[str, datetime]
) -> Mapping[str, Any]:
    """The token's claims, its signature and each of its promises checked."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    nonce, at = asked
    promises = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": provider["issuer"]},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        keys = KeySet.import_key_set(_fetched(provider["jwks_uri"]))  # type: ignore[arg-type]
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        promises.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise SignInRefused(reason="token") from wrong
    _must_be_ours(settings, claims)
    return claims


def _must_be_ours(settings: Settings, claims: Mapping[str, Any]) -> None:
    """A token for several must say that it was given to us."""
    for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if for_several and claims.get("azp") != settings.oidc_client_id:
        raise SignInRefused(reason="token")


def _vouched(settings: Settings, claims: Mapping[str, Any]) -> Vouched:
    name = claims.get(settings.oidc_claim)
    if not isinstance(name, str) or not name:
        raise SignInRefused(reason="unknown")
    if settings.oidc_claim == "email" and claims.get("email_verified") is not True:
        raise SignInRefused(reason="unknown")
    if not settings.oidc_groups_claim:
        return Vouched(name)
    told = claims.get(settings.oidc_groups_claim)
    listed = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    here = dict(pair.strip().split("=", 1) for pair in settings.oidc_groups.split(";") if "=" in pair)
    named = [here.get(str(each), "" if here else str(each)) for each in listed]
    return Vouched(name, tuple(dict.fromkeys(each for each in named if each)))
