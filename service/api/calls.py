"""How a route is declared: in one place who may call it, what comes in and what goes out; the rest follows.

``calls.reads`` and ``calls.changes`` put around a handler, from the outside in: the caller's right, the
Idempotency-Key, the precondition, the parsing, and the writing of the answer. The handler itself gets the
runtime, the actor, and loaded values; it does not know the web.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

import marshmallow as ma
from flask import Request, Response, current_app, request
from flask_smorest import Blueprint

from service.api import answers, document, idempotency, reading
from service.api.access import Access, caller, presented_token
from service.api.schemas.fields import Loaded
from service.domain.people import Actor
from service.operations.customers import lock_customer
from service.runtime import Runtime
from service.runtime.transaction import Transaction

Handler = Callable[..., Any]  # Any: each handler has its own path and body arguments and its own answer
Call = Callable[[], Any]
SchemaClass = type[ma.Schema]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything a route says of itself; kept on the view as ``declared``, where a test looks for it."""

    access: Access
    method: str = "GET"
    query: SchemaClass | None = None
    body: SchemaClass | None = None
    answer: SchemaClass | None = None
    status: HTTPStatus = HTTPStatus.OK
    also: HTTPStatus | None = None
    """A second good status the same shape may come with."""
    location: str = "json"
    example: object = None
    """A body that would do, for the document; without one it is put together from the fields' examples."""
    current: Handler | None = None
    """The reading handler whose ETag an ``If-Match`` names."""
    beforehand: Callable[..., AbstractContextManager[Any]] | None = None
    """What takes long and changes nothing: done with what was sent before any transaction. What it opens
    takes the body's place; it closes after the answer, and takes away what nobody took.
    """
    keyed: bool = True
    """Whether an Idempotency-Key is honoured."""
    media_type: str = "application/json"
    or_form: bool = False
    """Whether a multipart body with the same names will do instead of JSON."""
    max_body: int = 1_000_000

    @property
    def changes(self) -> bool:
        """Whether the call changes anything."""
        return self.method != "GET"

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key means something here: a POST that changes something."""
        return self.keyed and self.method == "POST"


class Calls(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A noun's routes."""

    def reads(self, rule: str, **told: Any) -> Callable[[Handler], Handler]:
        """Declare a call that changes nothing."""
        return self._route(rule, Declared(**told))

    def changes(self, rule: str, *, method: str = "POST", **told: Any) -> Callable[[Handler], Handler]:
        """Declare a call that changes something."""
        return self._route(rule, Declared(method=method, **told))

    def _route(self, rule: str, declared: Declared) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            view = _guarded(handler, declared)
            view.declared = declared  # type: ignore[attr-defined]
            document.describe(view, self._documented(handler, declared), declared)
            self.add_url_rule(rule, handler.__name__, view, methods=[declared.method])
            return handler

        return declare

    def _documented(self, handler: Handler, declared: Declared) -> Handler:
        """The handler in flask-smorest's wrappers, of which only the documentation is used."""
        found = handler
        if declared.body is not None:
            found = self.arguments(declared.body, location=declared.location, example=declared.example)(found)
        if declared.query is not None:
            found = self.arguments(declared.query, location="query")(found)
        if declared.answer is not None:
            found = self.response(declared.status, declared.answer, content_type=declared.media_type)(found)
            if declared.also is not None:
                found = self.alt_response(declared.also, schema=declared.answer, success=True)(found)
        return found


def _guarded(handler: Handler, declared: Declared) -> Handler:
    """The handler behind its guards."""
    load = _loading(declared)

    @wraps(handler)
    def view(**path: object) -> Response:
        request.max_content_length = declared.max_body
        rt = runtime()
        if not declared.changes:
            # One state of the database for the whole answer; /health wants to tell that there is none.
            known = declared.access.signed_in and presented_token()[0]
            with rt.reading() if known else nullcontext():
                return _read(handler(rt, caller(rt, declared.access), *load(), **path))
        by = caller(rt, declared.access)
        loaded = load()
        if declared.beforehand is None:
            return changed(rt, by, loaded, path)
        holder = _key_holder(declared, by, path)
        if holder and (kept := idempotency.answered_before(rt, holder)):
            return kept  # before anything is judged, counted or made ready for what is done already
        with declared.beforehand(rt, by, *loaded, **path) as ready:
            return changed(rt, by, [*loaded[:-1], ready], path)

    def changed(rt: Runtime, by: Actor, loaded: list[Any], path: dict[str, Any]) -> Response:
        call = partial(handler, rt, by, *loaded, **path)
        current = partial(declared.current or handler, rt, by, **path)
        answer = partial(_change, call, declared, partial(_look, current, path))
        holder = _key_holder(declared, by, path)
        return idempotency.answered_once(rt, holder, partial(answer, rt)) if holder else answer(rt)

    return view


def _key_holder(declared: Declared, by: Actor, path: dict[str, Any]) -> Actor | None:
    """Whose Idempotency-Key the request bears, if it bears one that means something here."""
    if not declared.takes_key or "HTTP_IDEMPOTENCY_KEY" not in request.environ:
        return None
    return idempotency.link_holder(path) or by


def _loading(declared: Declared) -> Callable[[], list[Any]]:
    """What reads the request's query and body for this route, before any lock is taken."""
    query = declared.query() if declared.query is not None else None
    body = declared.body() if declared.body is not None else None
    parse = _parser(declared)

    def load() -> list[Any]:
        found = []
        if query is not None:
            found.append(reading.loaded(query, reading.query_of(request)))
        if body is not None:
            found.append(reading.loaded(body, parse(request)))
        elif declared.changes:
            reading.loaded(_NOTHING, reading.body_of(request))
        return found

    return load


def _parser(declared: Declared) -> Callable[[Request], Any]:
    """What takes the body of a request apart."""

    def either(sent: Request) -> Any:
        is_form = sent.mimetype == "multipart/form-data"
        return reading.form_of(sent) if is_form else reading.body_of(sent)

    if declared.location == "files":
        return reading.files_of
    return either if declared.or_form else reading.body_of


_NOTHING = Loaded()


def _read(value: object) -> Response:
    return value if isinstance(value, Response) else answers.read_answer(value)


def _change(call: Call, declared: Declared, look: Callable[[Transaction], Any], rt: Runtime) -> Response:
    if declared.current is None or "HTTP_IF_MATCH" not in request.environ:
        return answers.change_answer(call(), declared.status)
    return rt.retrying(lambda: _change_if_unchanged(call, declared, look, rt))


def _change_if_unchanged(
    call: Call, declared: Declared, look: Callable[[Transaction], Any], rt: Runtime
) -> Response:
    """Look and act under one lock, so that what was looked at is what is changed."""
    with rt.transaction() as tx:
        answers.check_if_match(look(tx))
        return answers.change_answer(call(), declared.status)


def _look(current: Call, path: dict[str, Any], tx: Transaction) -> Any:
    """What there is now; from here to the end of the transaction nobody else changes it."""
    for name, lock in _LOCKS.items():
        if name in path:
            lock(tx, path[name])
    return current()


_LOCKS: dict[str, Callable[[Transaction, Any], object]] = {
    "task_id": Transaction.lock_task,
    "instance_id": Transaction.lock_instance,
    "timer_id": Transaction.lock_timer,
    "customer_id": lock_customer,
}


def runtime() -> Runtime:
    """The runtime of the app that serves this request."""
    rt: Runtime = current_app.extensions["aftercare"]
    return rt
