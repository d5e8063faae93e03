"""Nobody else on the machine reads the database, whoever made it and whatever their umask."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import text

from service.settings import Settings
from service.store.db import Database


def test_a_database_made_by_any_command_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        database = Database(Settings(data_dir=tmp_path / "kept"))
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE words (told TEXT)"))
        made = {each.name: oct(each.stat().st_mode & 0o077) for each in (tmp_path / "kept").iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert {"aftercare.db", "aftercare.db-wal", "aftercare.db-shm"} <= made.keys()
    assert set(made.values()) == {"0o0"}, made
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
