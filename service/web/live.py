"""The inbox kept up to date: server-sent events for as many as may listen, a question now and then else.

Only the ids of tasks travel, and only of tasks this person may see; the row itself is fetched like any page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from http import HTTPStatus

import orjson
from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.queries.changes import Change
from service.runtime import Runtime
from service.web.door import signed_in
from service.web.hub import Hub, close_at_the_end
from service.web.rendering import runtime

live = Blueprint("live", __name__)

BEAT_S = 15.0
LIFE_S = 300.0
"""After so long the browser comes back, and whether it may is looked at again."""
_HUB = "aftercare_hub"


def register(app: Flask, rt: Runtime) -> None:
    """Give this app something to listen to."""
    hub = app.extensions[_HUB] = Hub(rt)
    close_at_the_end(hub)


@live.get("/desk/live")
@signed_in
def stream(by: Actor) -> Answer:
    """What becomes of tasks, as it happens; 503 when nobody else may listen, and the browser asks instead."""
    hub, stack = _hub(), ExitStack()
    if not stack.enter_context(hub.place()):
        stack.close()
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "30"})
    position = hub.position(_instant(request.headers.get("Last-Event-ID")))
    told = _told(hub, position, by, request.args.get("scope", ""))
    response = Response(told, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    response.call_on_close(stack.close)
    return response


@live.get("/desk/changes")
@signed_in
def changes(by: Actor) -> Answer:
    """The same for who asks now and then: what became of tasks since this instant; 204 for nothing."""
    hub, since = _hub(), _instant(request.args.get("since"))
    _, found = hub.heard_since(hub.position(since))
    items = None if found is None else _items(found, by, request.args.get("scope", ""))
    now = runtime().now().isoformat()
    if since is not None and items == []:
        return Response(status=HTTPStatus.NO_CONTENT)
    body = orjson.dumps({"at": now, "lost": items is None, "items": items or []})
    return Response(body, mimetype="application/json")


def _told(hub: Hub, position: int, by: Actor, scope: str) -> Iterator[str]:
    yield f"retry: 5000\nid: {hub.runtime.now().isoformat()}\n\n"
    until = time.monotonic() + LIFE_S
    while not hub.closed and time.monotonic() < until:
        position, found = hub.heard_since(position, wait_s=BEAT_S)
        if found is None:
            yield "event: lost\ndata: {}\n\n"
            continue
        seen = [each for each in found if each.is_seen_by(by)]
        for each, item in zip(seen, _items(seen, by, scope), strict=True):
            yield f"id: {each.at.isoformat()}\nevent: task\ndata: {orjson.dumps(item).decode()}\n\n"
        if not seen:
            yield f"id: {hub.runtime.now().isoformat()}\n\n"


def _items(found: Sequence[Change], by: Actor, scope: str) -> list[dict[str, object]]:
    seen = (each for each in found if each.is_seen_by(by))
    return [{"task": str(each.task_id), "news": each.is_news_for(by, scope)} for each in seen]


def _instant(text: str | None) -> datetime | None:
    """The instant told; a text that is none, or one without its zone, tells nothing."""
    try:
        told = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return told if told.tzinfo is not None else None


def _hub() -> Hub:
    """This app's hub; a runtime put in place of the app's own gets one of its own."""
    hub: Hub = current_app.extensions[_HUB]
    if hub.runtime is not runtime():
        hub = current_app.extensions[_HUB] = Hub(runtime())
    return hub
