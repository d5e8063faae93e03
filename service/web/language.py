"""Which language a page speaks: the one chosen with the switch, else the browser's, else English."""

from __future__ import annotations

from flask import Response, request

LANGUAGES = {"en": "English", "zh": "简体中文"}
TAGS = {"en": "en", "zh": "zh-CN"}
COOKIE = "aftercare_language"
_YEAR_S = 365 * 24 * 3600


def asked_language() -> str:
    """The language of the page asked for."""
    for chosen in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return str(chosen)
    for tag, _quality in request.accept_languages:
        primary = tag.lower().split("-")[0]
        if primary in LANGUAGES:
            return primary
    return "en"


def keep_choice(response: Response, *, secure: bool) -> Response:
    """Remember a language chosen with the switch."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR_S, samesite="Lax", secure=secure, httponly=True)
    return response
