"""The server the browsers talk to: one address for a whole session, an office at a time behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.serving import make_server

from service import web
from service.app import create_app
from service.runtime import Runtime

AXE = Path(web.__file__).parent / "assets/node_modules/axe-core/axe.min.js"
AXE_ADDRESS = "/axe.js"


class House:
    """The address, and whoever answers there."""

    def __init__(self) -> None:
        """Begin to answer; until an office opens, with nothing."""
        self._app = Flask(__name__)
        beside = SharedDataMiddleware(self._answer, {AXE_ADDRESS: str(AXE)})
        self._server = make_server("127.0.0.1", 0, beside, threaded=True)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> House:
        """Answer from now on."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join(10)

    @contextmanager
    def open(self, rt: Runtime) -> Iterator[str]:
        """Let this office answer; its address."""
        before, self._app = self._app, create_app(rt)
        yield self.address
        self._app.extensions["aftercare_hub"].close()  # whoever listens is let go, or would hold the office
        self._app = before

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # Any: as WSGI has it
        return self._app(environ, start_response)
