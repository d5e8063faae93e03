"""What every response carries: nothing is loaded from elsewhere, no script stands in a page, no frames."""

from __future__ import annotations

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_NO_SNIFFING = ("X-Content-Type-Options", "nosniff")
PAGE = (
    _NO_SNIFFING,
    ("Content-Security-Policy", POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
DATA = (_NO_SNIFFING, ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))


def register(app: Flask) -> None:
    """Put the headers on every response of this app."""

    @app.after_request
    def harden(response: Response) -> Response:
        given = {name.lower() for name, _ in response.headers}
        asked = PAGE if response.mimetype == "text/html" else DATA
        response.headers.extend([each for each in asked if each[0].lower() not in given])
        return response
