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

PAGE = (
    ("Content-Security-Policy", POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
DATA = (("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),)


def register(app: Flask) -> None:
    """Put the headers on every response of this app."""

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        for name, text in PAGE if response.mimetype == "text/html" else DATA:
            if name not in response.headers:
                response.headers.add(name, text)
        return response
