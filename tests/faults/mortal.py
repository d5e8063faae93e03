"""The real web application, except that its end can be ordered: what gunicorn serves in these tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from flask import Flask, request
from sqlalchemy import Connection

from service.app import create_app
from service.runtime import Runtime
from service.settings import Settings

MOMENTS = ("before the commit", "after the commit")


def tell_to_die(settings: Settings, moment: str) -> None:
    """Let the next request that commits kill its process at this moment."""
    _order(settings).write_text(moment, encoding="utf-8")


def mortal_app() -> Flask:
    """The real application; only its end can be ordered."""
    app = create_app()
    rt: Runtime = app.extensions["aftercare"]
    order = _order(rt.settings)

    make_durable = rt.database.make_durable

    def committing(connection: Connection) -> None:
        if _changes() and _taken(order, MOMENTS[0]):
            os.kill(os.getpid(), signal.SIGKILL)
        make_durable(connection)

    @app.after_request
    def after(response: Any) -> Any:  # Any: Flask's response
        if _changes() and _taken(order, MOMENTS[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return response

    rt.database.make_durable = committing  # type: ignore[method-assign]
    return app


def _changes() -> bool:
    return bool(request) and request.path.endswith("/complete")


def _taken(order: Path, moment: str) -> bool:
    """Whether this is the moment; an order is carried out once."""
    if not order.exists() or order.read_text(encoding="utf-8") != moment:
        return False
    order.unlink()
    return True


def _order(settings: Settings) -> Path:
    return settings.data_dir / "die"
