"""``aftercare db upgrade``: bring the database's tables to this release."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("db", help="look after the database")
    verbs = parser.add_subparsers(metavar="verb", required=True)
    upgrade = verbs.add_parser("upgrade", help="bring the tables to this release")
    upgrade.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Upgrade the database the settings name."""
    from service.commands.place import private
    from service.store.migrations import upgrade

    settings = Settings.from_env()
    if not settings.database_url:
        private(settings.data_dir)
    upgrade(settings)
    print("The database is up to date.")
    return 0
