"""Sign-ins: in, out, and who is it."""

from __future__ import annotations

from flask import Response, request

from service.api import answers, shapes
from service.api.access import (
    PUBLIC,
    SIGNED_IN,
    drop_session_cookies,
    over_tls,
    presented_token,
    set_session_cookies,
)
from service.api.calls import Calls
from service.api.schemas.sessions import NewSessionSchema, OwnSessionsSchema, SessionSchema, WhoSchema
from service.api.statuses import CREATED, NO_CONTENT
from service.domain.browser_sessions import KNOWN_COOKIE, csrf_of
from service.domain.people import Actor
from service.operations import own_sessions, sessions
from service.operations.failed_sign_ins import Whence
from service.queries import people
from service.runtime import Runtime

calls = Calls("sessions", __name__, description="Signing in and out.")


@calls.changes(
    "/sessions", access=PUBLIC, keyed=False, body=NewSessionSchema, answer=SessionSchema, status=CREATED
)
def sign_in(rt: Runtime, by: Actor, new: dict[str, str]) -> Response:
    """Sign in with a name and a password."""
    whence = Whence(request.remote_addr or "", known=request.cookies.get(KNOWN_COOKIE, ""))
    signed_in = sessions.sign_in(rt, new["username"], new["password"], whence=whence)
    response = answers.change_answer(shapes.session(signed_in), CREATED)
    set_session_cookies(response, signed_in, secure=over_tls(rt))
    return response


@calls.reads("/sessions/current", access=SIGNED_IN, answer=WhoSchema)
def who_am_i(rt: Runtime, by: Actor) -> shapes.Shape:
    """Tell who is signed in."""
    token, _ = presented_token()
    return {"person": people.person(rt, by.name, by=by), "csrf_token": csrf_of(token)}


@calls.changes("/sessions/current", method="DELETE", access=SIGNED_IN, status=NO_CONTENT)
def sign_out(rt: Runtime, by: Actor) -> Response:
    """Sign out: the token is worthless from now on."""
    sessions.sign_out(rt, presented_token()[0])
    response = answers.change_answer(None, NO_CONTENT)
    drop_session_cookies(response, secure=over_tls(rt))
    return response


@calls.reads("/sessions", access=SIGNED_IN, answer=OwnSessionsSchema)
def list_sessions(rt: Runtime, by: Actor) -> shapes.Shape:
    """Where you are signed in."""
    token, _ = presented_token()
    return {"items": own_sessions.own_sessions(rt, by.name, token=token)}


@calls.changes("/sessions", method="DELETE", access=SIGNED_IN, status=NO_CONTENT)
def sign_out_everywhere(rt: Runtime, by: Actor) -> Response:
    """End every sign-in of yours, this one too."""
    own_sessions.end_all_own_sessions(rt, by=by)
    response = answers.change_answer(None, NO_CONTENT)
    drop_session_cookies(response, secure=over_tls(rt))
    return response


@calls.changes("/sessions/<session_id>", method="DELETE", access=SIGNED_IN, status=NO_CONTENT)
def end_session(rt: Runtime, by: Actor, session_id: str) -> None:
    """End one of your sign-ins, known from the list."""
    own_sessions.end_own_session(rt, session_id, by=by)
