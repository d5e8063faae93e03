"""The addresses of the company's own sign-in: the way there and back, and where it says who signed out."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from http import HTTPStatus

import orjson
from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as Answer

from service.errors import SignInRefused
from service.operations import sessions
from service.operations.company_sign_outs import end_vouched
from service.web import language, oidc, words
from service.web.door import HOME, let_in, safe_next, whence
from service.web.oidc_provider import FRESH_FOR
from service.web.public import public
from service.web.rendering import page, runtime

oidc_pages = Blueprint("oidc_pages", __name__)

log = logging.getLogger(__name__)

ERRAND_COOKIE = "aftercare_errand"
ERRAND_FOR_S = 600
BACK = "/sign-in/back"
PROOF_COOKIE = "aftercare_proof"
"""Holds the provider's token for the sign-out, in the browser it was given to and nowhere else."""
_LONGEST_PROOF = 3_500
"""Browsers keep no longer cookies; without the token people are asked there whether they mean it."""
_LONGEST_TOLD = 50_000
OUT = "/sign-out"


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
        address, errand = oidc.way_there(rt, _address(BACK), wanted)
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
        vouched, token = oidc.proof(rt, _address(BACK), errand, request.args)
        new = sessions.sign_in_vouched(rt, vouched, whence=whence())
        answer = _with_proof(let_in(redirect(wanted, HTTPStatus.SEE_OTHER), new), token)
    except SignInRefused as refused:
        answer = _refused(refused, wanted)
    answer.delete_cookie(ERRAND_COOKIE, secure=_over_tls(), httponly=True, samesite="Lax", path=BACK)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@oidc_pages.post(f"{OUT}/back-channel")
@public("the provider calls it, and proves by its signature that it is the one")
def told_to_sign_out() -> Answer:
    """End the sign-ins that ended there, as OpenID Connect Back-Channel Logout 1.0 has it."""
    rt = runtime()
    if not oidc.is_set_up(rt.settings):
        abort(HTTPStatus.NOT_FOUND)
    request.max_content_length = _LONGEST_TOLD
    try:
        told = oidc.sign_out_told(rt, request.form.get("logout_token", ""))
        log.info("oidc.sign_out ended=%s", end_vouched(rt, told))
        answer = Response(status=HTTPStatus.OK)
    except SignInRefused as refused:
        why = {"error": "invalid_request", "error_description": str(refused)}
        answer = Response(orjson.dumps(why), HTTPStatus.BAD_REQUEST, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def way_out() -> Answer | None:
    """The page from which the browser goes on to the provider, to sign out there as well; None: it need not.

    A page, for a form of ours may lead nowhere else; whoever does not answer does not keep anybody signed in
    here.
    """
    rt = runtime()
    if not oidc.is_set_up(rt.settings):
        return None
    try:
        address = oidc.way_out(rt, _address("/sign-in"), request.cookies.get(PROOF_COOKIE, ""))
    except SignInRefused:
        address = ""
    else:
        if not address:
            return None
    answer = page("signed_out.html", address=address, company=rt.settings.oidc_name)
    answer.delete_cookie(PROOF_COOKIE, secure=_over_tls(), httponly=True, samesite="Strict", path=OUT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _with_proof(answer: Answer, token: str) -> Answer:
    kept = token if len(token) <= _LONGEST_PROOF else ""
    answer.set_cookie(
        PROOF_COOKIE,
        kept,
        max_age=int(runtime().settings.session_for.total_seconds()),
        httponly=True,
        secure=_over_tls(),
        samesite="Strict",
        path=OUT,
    )
    return answer


def _errand() -> oidc.Errand | None:
    """What the browser brought back; anything else than what it was given is nothing."""
    try:
        found = json.loads(request.cookies.get(ERRAND_COOKIE, ""))
        errand = oidc.Errand(**found)
    except (ValueError, TypeError):
        return None
    return errand if all(isinstance(each, str) and each for each in found.values()) else None


def _address(path: str) -> str:
    """An address of ours as the provider knows it."""
    return runtime().settings.public_url.rstrip("/") + path


def _over_tls() -> bool:
    return runtime().settings.over_tls or request.is_secure


def _refused(refused: SignInRefused, wanted: str) -> Answer:
    reason = str(refused.facts["reason"])
    say = words.TABLES[language.asked_language()]
    answer = page(
        "sign_in.html",
        status=_STATUS.get(reason, HTTPStatus.FORBIDDEN),
        next=wanted or HOME,
        told=say[f"oidc_why_{reason}"].format(name=company_sign_in()),
        username="",
        company=company_sign_in(),
    )
    if reason == "away":
        answer.headers["Retry-After"] = str(int(FRESH_FOR.total_seconds()))
    return answer


_STATUS = {"away": HTTPStatus.SERVICE_UNAVAILABLE, "provider": HTTPStatus.BAD_GATEWAY}
