"""One worker process: ``python -m workers sweep`` or ``python -m workers jobs timers outbox`` (queues in this
order).

``aftercare work`` and ``aftercare up`` start and watch these; started by hand they work just as well.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from redis.exceptions import RedisError

from service.errors import AftercareError
from service.runtime import Runtime, build_runtime
from service.runtime.collecting import settle
from service.settings import Settings
from workers import jobs
from workers.channels import open_channels
from workers.due import Hands
from workers.handlers import default_handlers
from workers.heartbeats import Heart
from workers.known import KnownWorker
from workers.queue import QUEUES, Bell, connect, open_queues
from workers.sweeper import Sweeper

log = logging.getLogger(__name__)

_RETRY_S = 1.0
_FAREWELL_WITHIN_S = 3.0


def main(words: list[str] | None = None) -> int:
    """Work until asked to stop; 0 then, 1 with one plain sentence when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(
        logging.WARNING
    )  # it is asked for the tables' version at every start
    asked = _parser().parse_args(words)
    try:
        settings = Settings.from_env()
        rt = build_runtime(settings)
        hands = Hands(rt, default_handlers(rt, open_channels(settings)))
    except (AftercareError, ValueError) as wrong:
        sys.stderr.write(f"aftercare: {wrong}\n")
        return 1
    heart = Heart(rt, asked.duty, hands.stopping)
    heart.start()
    _warm(rt)
    if asked.duty == "sweep":
        _sweep(hands, settings.redis_url)
    else:
        _work(hands, rt, asked.queues)
    heart.join(_FAREWELL_WITHIN_S)
    return 0


def _warm(rt: Runtime) -> None:
    """Compile what is live while nobody waits: a first step would do it with the writer's turn in hand."""
    try:
        rt.definitions.warm()
    except AftercareError as away:
        log.warning("definitions.cold: %s", away)
    settle()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    duties = parser.add_subparsers(dest="duty", required=True)
    duties.add_parser("sweep", help="find due rows and ring for them")
    work = duties.add_parser("jobs", help="do what was rung for")
    work.add_argument("queues", nargs="+", choices=sorted(QUEUES))
    return parser


def _stop_on_signals(stopping: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


def _sweep(hands: Hands, redis_url: str) -> None:
    _stop_on_signals(hands.stopping)
    bell = Bell(connect(redis_url)) if redis_url else None
    Sweeper(hands, bell).run()


def _work(hands: Hands, rt: Runtime, names: list[str]) -> None:
    """Listen until asked to stop; RQ's own loop ends when Redis goes away in a bad moment, so it is begun
    again.
    """
    jobs.serve(hands)
    _stop_on_signals(hands.stopping)
    if not rt.settings.redis_url:
        hands.stopping.wait()
        return
    while not hands.stopping.is_set():
        try:
            connection = connect(rt.settings.redis_url)
            queues = open_queues(connection, [QUEUES[name] for name in names])
            KnownWorker(queues, connection, stopping=hands.stopping).work(logging_level="WARNING")
        except RedisError as away:
            log.warning("queue.away: %s", away)
        _stop_on_signals(hands.stopping)
        hands.stopping.wait(_RETRY_S)


if __name__ == "__main__":
    sys.exit(main())
