"""The OpenAPI document: what flask-smorest cannot know by itself, and our problem shape for every refusal."""

from __future__ import annotations

from copy import deepcopy
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Response, request
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from service import __version__
from service.api import answers, problems
from service.api.schemas.problems import ProblemSchema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.api.calls import Declared, Handler

PREFIX = "/api/v1"

_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own for this request; the same request again gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "examples": ["9b2f6c1e-open-case"]},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag you read; if it has changed since, nothing happens and the answer is 412.",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag you have; if it still holds, the answer is an empty 304.",
    "schema": {"type": "string"},
}

ABOUT = """\
The after-sales service of a company, run from its BPMN diagrams: cases, user tasks, timers and incidents.

Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer …`; a browser gets a session
cookie and sends `X-CSRF-Token` with every change. Every refusal is a problem (RFC 9457) with a stable `code`;
say which language you read with `Accept-Language` (`en`, `zh`). Lists are `{items, next_cursor}`.
"""


class ApiDocument(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest's Api with our refusals: their shape in the document, their handling in ``problems``."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to ``problems``."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= HTTPStatus.BAD_REQUEST:
                response["schema"] = ProblemSchema
                prepare_response(response, self.spec, problems.MEDIA_TYPE)
            if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                response["headers"] = {
                    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}
                }
            self.spec.components.response(status.name, response, lazy=status not in problems.ANSWERED)

    def _openapi_json(self) -> Response:
        """The document; it does not change while the server runs."""
        if not hasattr(self, "_written"):
            told = self.spec.to_dict()
            for operation in (item["get"] for item in told["paths"].values() if "get" in item):
                _without_nulls(operation["parameters"])
            self._written = orjson.dumps(told, option=orjson.OPT_INDENT_2)
        response = Response(self._written, mimetype="application/json")
        response.set_etag(answers.etag_of(self._written))
        response.make_conditional(request)
        return response


def _without_nulls(parameters: Iterable[dict[str, Any]]) -> None:
    """What is not asked for is left out of the address: there is no null there to send."""
    for schema in (each["schema"] for each in parameters):
        if isinstance(schema.get("type"), list):
            (schema["type"],) = (kind for kind in schema["type"] if kind != "null")
        if "enum" in schema:
            schema["enum"] = [choice for choice in schema["enum"] if choice is not None]
        if "default" in schema and schema["default"] is None:
            del schema["default"]


def create(app: Flask) -> ApiDocument:
    """The document of this app, served at ``/openapi.json``."""
    app.config.update(
        API_TITLE="aftercare",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    document = ApiDocument(
        app, spec_kwargs={"info": {"description": ABOUT, "license": {"name": "MIT", "identifier": "MIT"}}}
    )
    components = document.spec.components
    components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "description": "The session's token."}
    )
    components.security_scheme(
        "cookie",
        {"type": "apiKey", "in": "cookie", "name": "aftercare_session", "description": "Set at sign-in."},
    )
    return document


def describe(view: Handler, documented: Handler, declared: Declared) -> None:
    """Give the view flask-smorest's documentation, and write into it what the declaration says."""
    told = deepcopy(getattr(documented, "_apidoc", {}))
    known = told.get("response", {}).get("responses", {})
    manual: dict[str, Any] = {
        "operationId": documented.__name__,
        "security": [{"bearer": []}, {"cookie": []}] if declared.access.signed_in else [],
        "responses": _plain_answers(declared)
        | {
            str(int(status)): {"$ref": f"#/components/responses/{status.name}"}
            for status in _refusals(declared)
            if status not in known
        },
        "parameters": _parameters(declared),
        "x-access": declared.access.told,
    }
    told["manual_doc"] = manual
    view._apidoc = told  # type: ignore[attr-defined]


def _plain_answers(declared: Declared) -> dict[str, Any]:
    """The good answers that have no schema: nothing new, nothing at all, or a file."""
    found: dict[str, Any] = {}
    if not declared.changes:
        found["304"] = {"description": "What you have is still what there is."}
    if declared.answer is None:
        text = {declared.media_type: {"schema": {"type": "string"}}}
        found[str(int(declared.status))] = {"description": declared.status.phrase} | (
            {} if declared.changes else {"content": text}
        )
    return found


def _parameters(declared: Declared) -> list[dict[str, object]]:
    """What may be asked for in the address, then the headers: this list stands in place of any other."""
    found: list[dict[str, object]] = []
    if declared.query is not None:
        found.append({"in": "query", "schema": declared.query})
    if declared.takes_key:
        found.append(_KEY_PARAMETER)
    if declared.current is not None:
        found.append(_IF_MATCH)
    if not declared.changes:
        found.append(_IF_NONE_MATCH)
    return found


def _refusals(declared: Declared) -> list[HTTPStatus]:
    """Which refusals a caller of this route may meet."""
    return problems.possible(
        signed_in=declared.access.signed_in,
        changes=declared.changes,
        parses=declared.body is not None or declared.query is not None,
        conditional=declared.current is not None,
    )
