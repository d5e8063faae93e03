"""``aftercare web``: serve pages and API with gunicorn, any number of them on any number of machines."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from service.settings import MOST_STREAMS

if TYPE_CHECKING:
    from service.commands import Commands

WORKERS, THREADS = 2, 8


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("web", help="serve pages and API (gunicorn)")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="default: %(default)s")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes, default: %(default)s")
    parser.add_argument("--threads", type=int, default=THREADS, help="threads in each, default: %(default)s")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Become gunicorn."""
    os.execv(sys.executable, command(asked.bind, workers=asked.workers, threads=asked.threads))


def command(bind: str, *, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """The words that start the web server on this address; who listens to changes has a thread apart."""
    return [
        sys.executable, "-P", "-m", "gunicorn", "service.app:create_app()",
        "--bind", bind,
        "--worker-class", "service.commands.lingering.LingeringWorker",
        "--workers", str(workers), "--threads", str(threads + MOST_STREAMS),
        "--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "5",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
