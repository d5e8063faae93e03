"""A company's sign-in of our own making: a real server that keeps to OpenID Connect, or breaks it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "aftercare", "a secret of ours"
SIGN_OUT = "http://schemas.openid.net/event/backchannel-logout"

Claims = dict[str, Any]
KEY, OTHER_KEY, NEXT_KEY = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "one", "two"))


@dataclass
class Provider:
    """The server's state: its keys, the codes it gave out, and how it misbehaves."""

    now: Callable[[], datetime]
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: KEY)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    told: Claims = field(default_factory=lambda: {"preferred_username": "agent"})
    bend: Callable[[Claims], Claims] = lambda claims: claims
    forge: str = ""
    """``key``: signed by another key; ``none``: not signed; ``HS256``: with the public key as a secret."""
    asked: list[dict[str, str]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """What it was asked to tell of itself: the paths, in order."""
    left: list[dict[str, str]] = field(default_factory=list)
    """Who came to sign out, and with what."""
    trouble: str = ""
    """``down``: it answers 503; ``slow``: a byte now and then, without end; else: this very text for JSON."""
    more: Claims = field(default_factory=dict)
    """What it tells of itself beside the addresses it must have."""

    def authorize(self, sent: dict[str, str]) -> str:
        """Somebody signs in there: a code for whoever sent them."""
        assert sent["response_type"] == "code" and sent["client_id"] == CLIENT
        assert sent["code_challenge_method"] == "S256" and "openid" in sent["scope"].split()
        self.asked.append(sent)
        code = secrets.token_urlsafe(8)
        self.codes[code] = sent
        return sent["redirect_uri"] + "?" + urlencode({"code": code, "state": sent["state"]})

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """A code for a token: once, for whoever has the verifier and the secret."""
        asked = self.codes.pop(sent.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = _in_base64(digest)
        fits = asked is not None and challenge == asked["code_challenge"]
        if not fits or asked is None or asked["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if authorization.split()[-1:] not in ([known], [_quoted()]):
            return 401, {"error": "invalid_client"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])}

    def logout_token(self, **told: Any) -> str:
        """What it tells at a sign-out; None for a claim leaves it out."""
        at = int(self.now().timestamp())
        claims: Claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": at,
            "exp": at + 120,
            "jti": secrets.token_hex(),
        }
        claims |= {"events": {SIGN_OUT: {}}} | told
        return self._written({name: each for name, each in claims.items() if each is not None})

    def rotate(self) -> None:
        """Sign with another key from now on."""
        self.key = NEXT_KEY

    def _signed(self, nonce: str) -> str:
        at = int(self.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "7", "iat": at, "exp": at + 300, "nonce": nonce}
        return self._written(self.bend(claims | self.told))

    def _written(self, claims: Claims) -> str:
        if self.forge in ("none", "HS256"):
            parts = (json.dumps(each).encode() for each in ({"alg": self.forge, "kid": "one"}, claims))
            signed = ".".join(_in_base64(each) for each in parts)
            public = self.key.as_pem(private=False)
            mark = hmac.digest(public, signed.encode(), "sha256") if self.forge == "HS256" else b""
            return f"{signed}.{_in_base64(mark)}"
        header = {"alg": "RS256", "kid": self.key.kid, "typ": "JWT"}
        return jwt.encode(header, claims, OTHER_KEY if self.forge == "key" else self.key)


def _in_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _quoted() -> str:
    """The same as some clients send it, each part quoted as in a form."""
    return base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider at an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield provider
    provider.trouble = ""
    server.shutdown()
    server.server_close()
    thread.join(5)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(sent))
                self.end_headers()
            elif parts.path == "/logout":
                sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
                provider.left.append(sent)
                self.send_response(302)
                self.send_header("Location", sent["post_logout_redirect_uri"])
                self.end_headers()
            elif provider.trouble:
                provider.read.append(parts.path)
                self._troubled(provider.trouble)
            elif parts.path == "/keys":
                provider.read.append(parts.path)
                self._json(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                provider.read.append(parts.path)
                at = provider.issuer
                told = {
                    "authorization_endpoint": "/authorize",
                    "token_endpoint": "/token",
                    "jwks_uri": "/keys",
                }
                addresses = {name: at + path for name, path in told.items()}
                self._json(200, {"issuer": at, **addresses, **provider.more})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(*provider.token(sent, self.headers.get("Authorization", "")))

        def _troubled(self, trouble: str) -> None:
            self.send_response(503 if trouble == "down" else 200)
            self.end_headers()
            while provider.trouble == "slow":
                with suppress(OSError):
                    self.wfile.write(b" ")
                over.wait(0.05)
            self.wfile.write(trouble.encode())

        def _json(self, status: int, told: Claims) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler
