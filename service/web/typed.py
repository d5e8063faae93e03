"""What somebody typed when their sign-in had ended: carried through the next sign-in, to be sent after all.

Only a form of our own pages is carried, as its ``Origin`` proves, and nothing is done with it before somebody
signed in has looked at it and sends it: the CSRF token it came with was worthless.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.browser_sessions import csrf_on_page, may_be_from
from service.web import oidc
from service.web.rendering import page, runtime

MOST = 200_000
"""Of the form as text: more is not put into a page."""
_NEVER = ("/desk/password",)
_OURS = re.compile(r"[a-z]+(_[a-z]+)*|[0-9a-f]{8}(-[0-9a-f]{4,12}){4}")
"""What a choice is sent as: a name of ours, which says nothing to whoever made it."""
_WHOSE, _LOST = "_whose", "_lost"
"""Beside the fields: who typed them, and the names of files that came with them, which are not carried."""


def typed_here() -> str:
    """The form just sent, as text; empty where there is none, it is not ours, or holds passwords."""
    ours = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not ours or request.path in _NEVER:
        return ""
    told = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf"]
    whose = (_WHOSE, request.form.get("csrf", "").partition(".")[2])
    lost = [(_LOST, file.filename) for _, file in request.files.items(multi=True) if file.filename]
    text = urlencode([whose, *lost, *told]) if lost or any(text.strip() for _, text in told) else ""
    return text if len(text) <= MOST else ""


def _is_words(text: str) -> bool:
    """Whether people would know it again, unlike what a choice among our own names is sent as."""
    return bool(text.strip()) and _OURS.fullmatch(text) is None


def asked_in(address: str, typed: str) -> Response:
    """The sign-in, with what was typed for this address."""
    settings = runtime().settings
    company = settings.oidc_name if oidc.is_set_up(settings) else ""
    facts = {"next": address, "told": "", "username": "", "company": company, "typed": typed}
    return page("sign_in.html", status=HTTPStatus.UNAUTHORIZED, **facts)


def offered_again(
    address: str, typed: str, *, name: str, token: str, status: HTTPStatus = HTTPStatus.OK
) -> Answer:
    """The same form once more, with the token of the sign-in there is now; not if it is another person's."""
    sent = parse_qsl(typed, keep_blank_values=True)
    if not all(may_be_from(whose, name) for field, whose in sent if field == _WHOSE):
        return redirect("/desk?told=not_yours", HTTPStatus.SEE_OTHER)
    fields = [(field, text) for field, text in sent if field not in (_WHOSE, _LOST)]
    lost = [text for field, text in sent if field == _LOST]
    shown = [text for field, text in fields if _is_words(text) and not field.startswith(("_", "was_"))]
    facts = {"address": address, "fields": fields, "shown": shown, "lost": lost}
    return page("typed.html", status=status, csrf=csrf_on_page(token, name), **facts)
