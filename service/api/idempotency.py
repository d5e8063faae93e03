"""The Idempotency-Key: the same request sent again gets the same answer, and happens once.

The answer is kept in the commit that makes the change: after a crash there is either both or neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping

import orjson
from flask import Response, request

from service.domain.people import Actor
from service.errors import Invalid
from service.operations import idempotency
from service.operations.idempotency import KeptAnswer
from service.runtime import Runtime

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def answered_once(rt: Runtime, by: Actor, answer: Callable[[], Response]) -> Response:
    """The answer kept under the request's key, or a new one, kept from now on."""
    key, digest = _key(), _digest()
    return rt.retrying(lambda: _claimed_and_answered(rt, by, (key, digest), answer))


def answered_before(rt: Runtime, by: Actor) -> Response | None:
    """The answer kept under the request's key, if there is one; the key is not claimed by looking."""
    kept = idempotency.answer_kept(rt, actor=by.name, key=_key(), digest=_digest())
    return _again(kept) if kept is not None else None


def link_holder(path: Mapping[str, object]) -> Actor | None:
    """Whoever came by a customer's link: its keys are its own, and the link itself is kept nowhere."""
    token = path.get("token")
    return Actor(f"link {hashlib.sha256(str(token).encode()).hexdigest()[:32]}") if token else None


def _claimed_and_answered(
    rt: Runtime, by: Actor, claim: tuple[str, str], answer: Callable[[], Response]
) -> Response:
    """Claim, work and keep in one transaction: after a crash there is all of it or nothing."""
    key, digest = claim
    with rt.transaction():
        kept = idempotency.claim_key(rt, actor=by.name, key=key, digest=digest)
        if kept is not None:
            return _again(kept)
        response = answer()
        answered = KeptAnswer(response.status_code, response.get_data())
        idempotency.keep_answer(rt, actor=by.name, key=key, answer=answered)
        return response


def _key() -> str:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise Invalid.field(HEADER, "This must be 1 to 200 visible characters.")
    return key


def _digest() -> str:
    """What makes two requests the same: method, address and body."""
    hashed = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype == "multipart/form-data":
        hashed.update(orjson.dumps(list(_parts())))
    else:
        hashed.update(request.get_data(cache=True))
    return hashed.hexdigest()


def _parts() -> Iterator[tuple[str, str, str]]:
    """What the parts of a body hold: what stands between them is another each time it is sent."""
    for name, text in request.form.items(multi=True):
        yield name, "", text
    for name, file in request.files.items(multi=True):
        file.stream.seek(0)
        yield name, file.filename or "", hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
        file.stream.seek(0)


def _again(kept: KeptAnswer) -> Response:
    response = Response(kept.body, status=kept.status, mimetype="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response
