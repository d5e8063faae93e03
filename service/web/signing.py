"""Signing in, signing out, changing one's password."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.errors import Invalid, TooManySignIns, WrongPassword
from service.operations import sessions
from service.web import words
from service.web.door import HOME, let_in, let_out, safe_next, same_origin, signed_in, visitor, whence
from service.web.error_page import error_page
from service.web.language import LANGUAGES, asked_language
from service.web.oidc_pages import company_sign_in, way_out
from service.web.public import public
from service.web.refusals import field_sentences, sentence
from service.web.rendering import page, runtime
from service.web.typed import asked_in, offered_again

signing = Blueprint("signing", __name__)


@signing.get("/sign-in")
@public("whoever is not signed in yet must see it")
def sign_in() -> Answer:
    """The way in; whoever is in already goes on."""
    wanted = safe_next(request.args.get("next"))
    if visitor() is not None:
        return redirect(wanted, HTTPStatus.SEE_OTHER)
    return page("sign_in.html", next=wanted, told="", username="", company=company_sign_in())


@signing.post("/sign-in")
@public("whoever is not signed in yet must be able to send it")
def sign_in_now() -> Answer:
    """Check the password; a fresh session each time, so that none can be planted."""
    wanted, username = safe_next(request.form.get("next")), request.form.get("username", "").strip()
    typed = request.form.get("typed", "")
    if not same_origin():
        return error_page(HTTPStatus.FORBIDDEN, "stale")
    if typed and "anew" in request.form:  # in another language
        return asked_in(wanted, typed)
    if typed and "meanwhile" in request.form:  # signed in in another tab, by the company's door perhaps
        found = visitor()
        if found is None:
            return asked_in(wanted, typed)
        return offered_again(wanted, typed, name=found.actor.name, token=found.token)
    try:
        new = sessions.sign_in(runtime(), username, request.form.get("password", ""), whence=whence())
    except (WrongPassword, TooManySignIns) as refused:
        late = isinstance(refused, TooManySignIns)
        status = HTTPStatus.TOO_MANY_REQUESTS if late else HTTPStatus.UNPROCESSABLE_ENTITY
        return page(
            "sign_in.html",
            status=status,
            next=wanted,
            told=sentence(refused),
            username=username,
            company=company_sign_in(),
            typed=typed,
        )
    if typed:
        return let_in(offered_again(wanted, typed, name=new.person.name, token=new.token), new)
    return let_in(redirect(wanted, HTTPStatus.SEE_OTHER), new)


@signing.post("/sign-out")
@signed_in
def sign_out(by: Actor) -> Answer:
    """Make the session worthless and forget it."""
    found = visitor()
    way = sessions.sign_out(runtime(), found.token) if found is not None else ""
    further = way_out() if way == "oidc" else None
    return let_out(further or redirect("/sign-in", HTTPStatus.SEE_OTHER))


@signing.get("/sign-out")
@public("whoever has just signed out may ask for that page in another language")
def signed_out() -> Answer:
    """Nothing is signed out by an address alone: the way in, in the language asked for."""
    asked = request.args.get("lang", "")
    return redirect(f"/sign-in?lang={asked}" if asked in LANGUAGES else "/sign-in", HTTPStatus.SEE_OTHER)


@signing.get("/desk/password")
@signed_in
def password(by: Actor) -> Answer:
    """The form for a new password."""
    return page("password.html", visitor=visitor(), told="", wrong={})


@signing.post("/desk/password")
@signed_in
def change_password(by: Actor) -> Answer:
    """Set the new password; every other sign-in of this person ends."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise Invalid.field("again", "twice the same")
        fresh = sessions.change_own_password(runtime(), by.name, old=old, new=new, whence=whence())
    except Invalid as refused:
        return _again({_FIELDS.get(name, name): told for name, told in field_sentences(refused).items()}, "")
    except WrongPassword:
        return _again({"old": [words.TABLES[asked_language()]["old_password_wrong"]]}, "")
    except TooManySignIns as refused:
        return _again({}, sentence(refused))
    return let_in(redirect(f"{HOME}?told=password", HTTPStatus.SEE_OTHER), fresh)


_FIELDS = {"password": "new"}


def _again(wrong: dict[str, list[str]], told: str) -> Answer:
    return page(
        "password.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        visitor=visitor(),
        told=told,
        wrong=wrong,
    )
