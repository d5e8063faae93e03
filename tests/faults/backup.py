"""A backup of the database as its keeper would make it, and its restoring."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import URL, create_engine, text

from service.settings import Settings
from service.store.db import database_url


def backed_up(settings: Settings) -> Callable[[], None]:
    """Back up the database, to which nobody may be connected; call what comes back to restore it."""
    url = database_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        database = Path(url.database or "")
        backup = database.with_name("backup.db")
        _copy(database, backup)
        return partial(_put_back, backup, database)
    kept = f"{url.database}_backup"
    _admin(url, f'CREATE DATABASE "{kept}" TEMPLATE "{url.database}"')
    return partial(_swap, url, kept)


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing)


def _put_back(backup: Path, database: Path) -> None:
    for beside in ("", "-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    _copy(backup, database)


def _swap(url: URL, kept: str) -> None:
    _admin(url, f'DROP DATABASE "{url.database}" WITH (FORCE)')
    _admin(url, f'ALTER DATABASE "{kept}" RENAME TO "{url.database}"')


def _admin(url: URL, statement: str) -> None:
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
