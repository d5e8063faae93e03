"""The schema's history: `upgrade` brings a database to what this release needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.errors import ReleaseTooOld, SchemaOutdated
from service.store.db import Database

if TYPE_CHECKING:
    from service.settings import Settings

_HERE = Path(__file__).parent
_LOCK = 0x41465443
"""The advisory lock two upgrades at once queue on (PostgreSQL)."""


def upgrade(settings: Settings) -> None:
    """Bring the database to this release's schema; twice, or from two hosts at once, does no harm."""
    database = Database(settings)
    try:
        with database.migrating() as connection:
            if not database.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _must_be_known(found(connection))
            command.upgrade(_config(connection), "head")
    finally:
        database.close()


@cache
def needed() -> str:
    """The revision this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def found(connection: Connection) -> str:
    """The revision the database is at; empty if it was never set up."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def must_be_current(connection: Connection) -> None:
    """Refuse to run on a database that needs an upgrade first, or that a newer release has upgraded."""
    here, wanted = found(connection), needed()
    _must_be_known(here)
    if here != wanted:
        raise SchemaOutdated(found=here or "nothing", needed=wanted)


def _must_be_known(revision: str) -> None:
    """A revision that is not in our history is of a release after ours, which we would only harm."""
    if revision and revision not in _history():
        raise ReleaseTooOld(found=f"database version {revision}")


@cache
def _history() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
