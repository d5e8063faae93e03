"""How answers are written: JSON with exact decimals, an ETag on what is read, 304 to who has it already."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from http import HTTPStatus

import orjson
from flask import Response, request
from werkzeug.http import parse_etags

from service.api.problems import PreconditionFailed

_JSON = ("Content-Type", "application/json")
_READ = (_JSON, ("Cache-Control", "private, no-cache"), ("Vary", "Accept-Language, Authorization, Cookie"))
_CHANGED = (_JSON, ("Cache-Control", "no-store"))
_CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"}


def to_json(value: object) -> bytes:
    """The value as JSON text; dataclasses, ids and instants as their fields and ISO texts."""
    return orjson.dumps(value, default=_exactly, option=orjson.OPT_UTC_Z)


def _exactly(value: object) -> object:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f").encode())
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def etag_of(body: bytes) -> str:
    """The name of exactly this representation."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def read_answer(value: object) -> Response:
    """The answer to a reading call: with its ETag; empty when the caller has it already.

    A list that comes whole says that nothing follows, as the last part of one that comes in parts does.
    """
    if isinstance(value, dict) and "items" in value:
        value.setdefault("next_cursor", None)
    body = to_json(value)
    response = Response(body, headers=[*_READ, ("ETag", f'"{etag_of(body)}"')])
    if not _CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)
    return response


def change_answer(value: object, status: HTTPStatus) -> Response:
    """The answer to a changing call; no cache keeps it."""
    if isinstance(value, Response):
        return value
    body = b"" if status == HTTPStatus.NO_CONTENT else to_json(value)
    return Response(body, status=status, headers=_CHANGED)


def check_if_match(current: object) -> None:
    """Refuse a change that was meant for another state than the one there is."""
    wanted = parse_etags(request.headers.get("If-Match"))
    if not wanted.contains(etag_of(to_json(current))):
        raise PreconditionFailed
