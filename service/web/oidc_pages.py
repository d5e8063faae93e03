"""The two addresses of the company's own sign-in: the way there, and the way back."""

from __future__ import annotations

import json
from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response as Answer

from service.errors import SignInRefused
from service.operations import sessions
from service.web import language, oidc, words
from service.web.door import HOME, device, let_in, safe_next
from service.web.public import public
from service.web.rendering import page, runtime

oidc_pages = Blueprint("oidc_pages", __name__)

ERRAND_COOKIE = "aftercare_errand"
ERRAND_FOR_S = 600
BACK = "/sign-in/back"


def company_sign_in() -> str:
    """What the company's own sign-in is called; empty where there is none."""
    settings = runtime().settings
    return settings.oidc_name if oidc.is_set_up(settings) else ""


@oidc_pages.get("/sign-in/company")
@public("whoever is not signed in yet must be able to go there")
def to_company() -> Answer:
    """Send the browser to the provider, with what it must bring back in a cookie no script reads."""
    rt = runtime()
    if not oidc.is_set_up(rt.settings):
        abort(HTTPStatus.NOT_FOUND)
    wanted = safe_next(request.args.get("next"))
    try:
        address, errand = oidc.way_there(rt.settings, _back_to(), wanted)
    except SignInRefused as refused:
        return _refused(refused, wanted)
    answer = redirect(address, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        ERRAND_COOKIE,
        json.dumps(asdict(errand)),
        max_age=ERRAND_FOR_S,
        httponly=True,
        secure=_over_tls(),
        samesite="Lax",
        path=BACK,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@oidc_pages.get(BACK)
@public("whoever comes back from the provider is not signed in yet")
def back() -> Answer:
    """Check what the provider answers and let in whom it vouches for; the errand is over either way."""
    rt = runtime()
    if not oidc.is_set_up(rt.settings):
        abort(HTTPStatus.NOT_FOUND)
    errand = _errand()
    wanted = safe_next(errand.wanted if errand is not None else None)
    try:
        vouched = oidc.proof(rt.settings, _back_to(), errand, request.args, rt.now())
        new = sessions.sign_in_vouched(rt, vouched, device=device())
        answer = let_in(redirect(wanted, HTTPStatus.SEE_OTHER), new)
    except SignInRefused as refused:
        answer = _refused(refused, wanted)
    answer.delete_cookie(ERRAND_COOKIE, secure=_over_tls(), httponly=True, samesite="Lax", path=BACK)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _errand() -> oidc.Errand | None:
    """What the browser brought back; anything else than what it was given is nothing."""
    try:
        found = json.loads(request.cookies.get(ERRAND_COOKIE, ""))
        errand = oidc.Errand(**found)
    except (ValueError, TypeError):
        return None
    return errand if all(isinstance(each, str) and each for each in found.values()) else None


def _back_to() -> str:
    """The address the provider knows us by."""
    return runtime().settings.public_url.rstrip("/") + BACK


def _over_tls() -> bool:
    return runtime().settings.secure_cookies or request.is_secure


def _refused(refused: SignInRefused, wanted: str) -> Answer:
    say = words.TABLES[language.asked_language()]
    told = say[f"oidc_why_{refused.facts['reason']}"]
    return page(
        "sign_in.html",
        status=HTTPStatus.FORBIDDEN,
        next=wanted or HOME,
        told=told,
        username="",
        company=company_sign_in(),
    )
