"""Every status code of a refusal, and the one place where an error becomes an answer (RFC 9457 problems).

``service.errors`` says what is wrong; the table here says which status that is; ``words`` says it in the
reader's language. Nothing internal leaves through here: an unforeseen error is logged, and told only as
"internal_error".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from service import errors
from service.api import words
from service.domain.stepping_in.refusals import CannotMigrate
from service.queries import desk, people

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5


class MalformedJson(errors.AftercareError):
    """The body is not JSON: {reason}."""


class CsrfTokenMissing(errors.NotAllowed):
    """A request with the session cookie needs its X-CSRF-Token too."""


class PreconditionFailed(errors.Conflict):
    """This has changed since you read it; read it again."""


STATUS: tuple[tuple[type[errors.AftercareError], HTTPStatus], ...] = (
    (MalformedJson, HTTPStatus.BAD_REQUEST),
    (errors.NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (errors.NotAllowed, HTTPStatus.FORBIDDEN),
    (errors.NotFound, HTTPStatus.NOT_FOUND),
    (PreconditionFailed, HTTPStatus.PRECONDITION_FAILED),
    (errors.Conflict, HTTPStatus.CONFLICT),
    (errors.Invalid, HTTPStatus(422)),
    (errors.TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.StorageFull, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.AftercareError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first line whose class fits decides."""

ANSWERED = frozenset(status for _, status in STATUS) | {
    HTTPStatus(413),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""Every status a route may refuse with; the OpenAPI document describes each once."""

PROTOCOL_CODES = {
    400: "bad_request",
    404: "no_such_address",
    405: "method_not_allowed",
    406: "not_acceptable",
    411: "length_required",
    413: "body_too_large",
    414: "address_too_long",
    415: "unsupported_media_type",
    431: "headers_too_large",
    500: "internal_error",
}
"""The stable codes of what Flask itself refuses."""


def status_of(error: errors.AftercareError) -> HTTPStatus:
    """The status this error is answered with."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def possible(*, signed_in: bool, changes: bool, parses: bool, conditional: bool) -> list[HTTPStatus]:
    """The refusals a caller of such a route may meet, for the OpenAPI document."""
    always = [HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE]
    unknown = [HTTPStatus.UNAUTHORIZED] if signed_in or changes else []
    asked = unknown + [HTTPStatus.FORBIDDEN if signed_in else HTTPStatus.TOO_MANY_REQUESTS]
    asked += [HTTPStatus.TOO_MANY_REQUESTS] if signed_in and changes else []
    sent = [HTTPStatus.BAD_REQUEST, HTTPStatus(422)] if parses or changes else []
    changed = [HTTPStatus.CONFLICT, HTTPStatus(413), HTTPStatus.UNSUPPORTED_MEDIA_TYPE] if changes else []
    changed += [HTTPStatus.INSUFFICIENT_STORAGE] if changes else []
    guarded = [HTTPStatus.PRECONDITION_FAILED] if conditional else []
    return sorted({*always, *asked, *sent, *changed, *guarded})


def status_of_health(*, ok: bool) -> HTTPStatus:
    """The status of a health report: machines that watch us look at nothing else."""
    return HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE


def register(app: Flask) -> None:
    """Answer every error of this app with problem details."""
    app.register_error_handler(errors.AftercareError, _told)
    app.register_error_handler(HTTPException, refused_by_protocol)
    app.register_error_handler(Exception, _unforeseen)


def _told(error: errors.AftercareError) -> Response:
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request.failed", extra={"code": error.code, "path": request.path}, exc_info=error)
    language = words.asked_language()
    body: dict[str, Any] = _body(status, error.code, words.title(error.code, language))
    body["detail"] = words.detail(error, language, names_in([error], language))
    if error.people():
        body["people"] = {fact: list(logins) for fact, logins in error.people().items()}
    if isinstance(error, errors.Invalid):
        body["errors"] = words.field_messages(error, language)
    if isinstance(error, CannotMigrate):
        body["blocks"] = error.facts["blocks"]
    if isinstance(error, errors.FilesRefused):
        body["findings"] = [finding(each) for each in error.findings]
    return answer(body, _headers(error, status))


def names_in(refused: Iterable[errors.AftercareError], language: str) -> words.Names:
    """What the people and groups these refusals name are called: nobody is left with their keys."""
    rt, told = current_app.extensions["aftercare"], list(refused)
    logins = {login for each in told for some in each.people().values() for login in some}
    groups = any("groups" in each.facts for each in told)
    return words.Names(
        people=desk.display_names(rt, logins) if logins else {},
        groups=people.group_names(rt, language) if groups else {},
    )


def refused_by_protocol(error: HTTPException) -> Response:
    """Answer what HTTP or Flask itself refuses; a redirect passes."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]  # a redirect is Flask's own answer
    status = HTTPStatus(error.code)
    code = PROTOCOL_CODES.get(error.code, "http_" + str(error.code))
    language = words.asked_language()
    body = _body(status, code, words.title(code, language) or status.phrase)
    body["detail"] = words.protocol_detail(code, language) or status.phrase
    headers = {name: text for name, text in error.get_headers() if name in ("Allow", "Retry-After")}
    return answer(body, headers)


def finding(each: Any) -> dict[str, Any]:  # Any: the engine's Finding, which the web does not know
    """One thing wrong with a deployed file: where, which rule, why, and what to do."""
    reason, remedy = words.of_finding(each.rule, each.reason, each.remedy)
    return {
        "path": each.path,
        "element": each.element_id,
        "rule": each.rule,
        "reason": reason,
        "remedy": remedy,
        "severity": str(each.severity),
    }


def _unforeseen(error: Exception) -> Response:
    """Log it whole, tell nothing of it."""
    log.error("request.crashed", extra={"path": request.path, "method": request.method}, exc_info=error)
    language = words.asked_language()
    body = _body(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", words.title("internal_error", language))
    body["detail"] = words.protocol_detail("internal_error", language)
    return answer(body, {})


def _body(status: HTTPStatus, code: str, title: str) -> dict[str, Any]:
    return {"type": f"urn:aftercare:problem:{code}", "title": title, "status": int(status), "code": code}


def _headers(error: errors.AftercareError, status: HTTPStatus) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return {"Retry-After": str(getattr(error, "retry_after", RETRY_AFTER_S))}
    return {}


def answer(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """The problem as a response that no cache keeps."""
    response = Response(orjson.dumps(body, default=str), status=body["status"], mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language"
    response.headers.extend(headers)
    return response
