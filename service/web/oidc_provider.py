"""What the company's own sign-in says of itself, and the keys it signs with: read in bounded time, and kept.

What was read is read anew when it is old, when a signature fits none of its keys (they were changed), and
after anything went wrong with it; but never twice within a few seconds, whoever asks and however often.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import orjson

from service.errors import SignInRefused

if TYPE_CHECKING:
    from service.runtime import Runtime

log = logging.getLogger(__name__)
Found = TypeVar("Found")

PATIENCE_S = 5.0
"""What one question may take, from the first byte to the last."""
KEPT_FOR = timedelta(minutes=10)
FRESH_FOR = timedelta(seconds=10)
"""What was read, or could not be, within this is not asked for again."""
MOST_BYTES = 1_000_000
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never the symmetric ones, never none."""
_LOCAL = ("localhost", "127.0.0.1", "::1")
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Provider:
    """What it says of itself; ``end_session_endpoint`` is empty where people cannot be sent to sign out."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str
    keys: Any  # Any: Authlib's, and there only when wanted
    read_at: datetime


class Acquaintance:
    """What one process knows of the provider."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._turn = Lock()
        self._known: Provider | None = None
        self._doubted = False
        self._failed: tuple[str, str, datetime] | None = None

    def provider(self, issuer: str, at: datetime, *, anew: bool = False) -> Provider:
        """What is known, or what it says now; while one asks, the others wait for the same answer."""
        known = self._still_good(issuer, at, anew)
        if known is not None:
            return known
        with self._turn:
            known = self._still_good(issuer, at, anew)
            return known if known is not None else self._read(issuer, at)

    def doubt(self) -> None:
        """Something went wrong with what is known: read it anew at the next occasion."""
        self._doubted = True

    def _still_good(self, issuer: str, at: datetime, anew: bool) -> Provider | None:
        known, failed = self._kept(issuer, at), self._failed
        if failed is not None and failed[0] == issuer and abs(at - failed[2]) < FRESH_FOR:
            if known is None:
                raise SignInRefused(reason=failed[1])
            return known
        kept_for = FRESH_FOR if anew or self._doubted else KEPT_FOR
        return known if known is not None and abs(at - known.read_at) < kept_for else None

    def _kept(self, issuer: str, at: datetime) -> Provider | None:
        """What was read and is not too old, be it doubted: anybody can cause a doubt by sending nonsense."""
        known = self._known
        if known is None or known.issuer.rstrip("/") != issuer or abs(at - known.read_at) >= KEPT_FOR:
            return None
        return known

    def _read(self, issuer: str, at: datetime) -> Provider:
        try:
            self._known = within(PATIENCE_S, lambda: _introduced(issuer, at))
        except SignInRefused as refused:
            self._failed = (issuer, str(refused.facts["reason"]), at)
            if (known := self._kept(issuer, at)) is None:
                raise
            return known
        self._doubted, self._failed = False, None
        return self._known


_KNOWN: WeakKeyDictionary[Runtime, Acquaintance] = WeakKeyDictionary()


def acquaintance(rt: Runtime) -> Acquaintance:
    """What is known in this process."""
    return _KNOWN.setdefault(rt, Acquaintance())


def provider_of(rt: Runtime, *, anew: bool = False) -> Provider:
    """The provider as it was set up; refused, with the reason, while it is away or says what cannot be."""
    return acquaintance(rt).provider(rt.settings.oidc_issuer.rstrip("/"), rt.now(), anew=anew)


def signed_by_provider(rt: Runtime, token: str) -> Any:  # Any: Authlib is untyped, and there only when wanted
    """Header and claims of a token one of the provider's published keys signed; changed keys are learnt."""
    from joserfc.errors import JoseError

    provider = provider_of(rt)
    try:
        return _opened(token, provider)
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        fresh = provider_of(rt, anew=True)
        if fresh is provider:
            raise SignInRefused(reason="token") from wrong
    try:
        return _opened(token, fresh)
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise SignInRefused(reason="token") from wrong


def within(seconds: float, ask: Callable[[], Found]) -> Found:
    """What comes of it, or a refusal after so long: a time-out of a request's own counts only silence."""
    told: SimpleQueue[tuple[list[Found], BaseException | None]] = SimpleQueue()

    def asking() -> None:
        try:
            told.put(([ask()], None))
        except BaseException as failed:
            told.put(([], failed))

    Thread(target=asking, name="company-sign-in", daemon=True).start()
    try:
        found, failed = told.get(timeout=seconds)
    except Empty as late:
        log.warning("oidc.away: no answer within %s s", seconds)
        raise SignInRefused(reason="away") from late
    if failed is not None:
        raise failed
    return found[0]


def _opened(token: str, provider: Provider) -> Any:  # Any: as above
    from joserfc import jwt

    return jwt.decode(token, provider.keys, algorithms=list(ALGORITHMS))


def _introduced(issuer: str, at: datetime) -> Provider:
    """It must call itself what we were told it is called, and be spoken to in private."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    _must_be_private(issuer)
    said = _fetched(f"{issuer}/.well-known/openid-configuration")
    if str(said.get("issuer", "")).rstrip("/") != issuer:
        raise _nonsense(f"it calls itself {said.get('issuer')!r}")
    for name in _ADDRESSES:
        _must_be_private(said.get(name))
    if said.get("end_session_endpoint"):
        _must_be_private(said["end_session_endpoint"])
    try:
        keys = KeySet.import_key_set(_fetched(said["jwks_uri"]))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise _nonsense(f"its keys cannot be read: {wrong}") from wrong
    addresses = (
        said["authorization_endpoint"],
        said["token_endpoint"],
        said.get("end_session_endpoint") or "",
    )
    return Provider(str(said["issuer"]), *addresses, keys, at)


def _must_be_private(address: object) -> None:
    """Codes and keys travel encrypted, or not outside this machine."""
    if not isinstance(address, str):
        raise _nonsense("an address is missing")
    try:
        parts = urlsplit(address)
    except ValueError as wrong:
        raise _nonsense(f"{address!r} is no address") from wrong
    private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not private or not parts.hostname:
        raise _nonsense(f"{address!r} is not https")


def _fetched(address: str) -> Mapping[str, Any]:  # Any: JSON
    import requests

    try:
        with requests.get(address, timeout=PATIENCE_S, allow_redirects=False, stream=True) as answer:
            status, body = answer.status_code, b""
            for part in answer.iter_content(65_536):
                body += part
                if len(body) > MOST_BYTES:
                    raise _nonsense(f"{address} does not end")
    except requests.RequestException as away:
        log.warning("oidc.away address=%s: %s", address, away)
        raise SignInRefused(reason="away") from away
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("oidc.away address=%s: status %s", address, status)
        raise SignInRefused(reason="away")
    try:
        found = orjson.loads(body) if status == HTTPStatus.OK else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _nonsense(f"{address} answered {status} with {body[:80]!r}")
    return found


def _nonsense(reason: str) -> SignInRefused:
    log.warning("oidc.nonsense: %s", reason)
    return SignInRefused(reason="provider")
