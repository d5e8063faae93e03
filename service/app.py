"""The web application put together: the API, the pages, and what every request passes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service.api import (
    access_log,
    acts,
    attachments,
    audit,
    batches,
    board,
    cases,
    clocks,
    customer_files,
    customer_side,
    customers,
    deployments,
    diagrams,
    document,
    exits,
    external_tasks,
    figures,
    follow_ups,
    headers,
    health,
    incidents,
    instances,
    mentions,
    merging,
    messages,
    policies,
    problems,
    public_cases,
    saved_views,
    sections,
    sessions,
    similar,
    step_in,
    substitutions,
    tasks,
    tiers,
    timers,
    tracking,
)
from service.runtime import Runtime, build_runtime
from service.runtime.collecting import settle
from service.settings import Settings
from service.web import live, pages

log = logging.getLogger(__name__)

NOUNS = (
    sessions,
    cases,
    attachments,
    similar,
    sections,
    customer_files,
    merging,
    customer_side,
    public_cases,
    tracking,
    clocks,
    customers,
    tiers,
    tasks,
    saved_views,
    acts,
    substitutions,
    mentions,
    instances,
    step_in,
    board,
    batches,
    timers,
    incidents,
    deployments,
    diagrams,
    exits,
    follow_ups,
    policies,
    messages,
    external_tasks,
    figures,
    audit,
    health,
)


def create_app(rt: Runtime | None = None) -> Flask:
    """The application over this runtime, or over the one the environment describes."""
    lines = None
    if rt is None:
        rt = build_runtime(Settings.from_env())
        path = rt.settings.data_dir / "logs" / "access.jsonl"
        lines = access_log.SharedFile(path, rt.settings.access_log_bytes)
        Thread(target=_warm, args=(rt,), name="warm", daemon=True).start()
    app = _Service("service", static_folder=None)
    app.extensions["aftercare"] = rt
    if hops := rt.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.config["MAX_FORM_PARTS"] = 1_000
    app.url_map.strict_slashes = False
    problems.register(app)
    access_log.register(app, lines)
    headers.register(app)
    api = document.create(app)
    for noun in NOUNS:
        api.register_blueprint(noun.calls, url_prefix=document.PREFIX)
    app.add_url_rule("/health", "health", app.view_functions["health.get_health"])
    pages.register(app, refuse=problems.refused_by_protocol)
    live.register(app, rt)
    return app


class _Service(Flask):
    """Flask, which would ask at every request of every function whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def _warm(rt: Runtime) -> None:
    """Compile what is live before somebody waits for it; a database that is away is no reason to stop.

    What is in memory then stays there: the garbage collector need not look at it again.
    """
    try:
        rt.definitions.warm()
    except (
        Exception
    ) as trouble:  # a database that is away, or has no tables yet: the first step compiles then
        log.warning("definitions.cold: %s", type(trouble).__name__)
    settle()
