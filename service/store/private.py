"""Files that are their owner's alone: they hold customers' words."""

from __future__ import annotations

import os
from pathlib import Path


def make_private(path: Path) -> None:
    """Make this file before a library does, so that nobody else on the machine may ever read it.

    One that is there already is left as it is; what SQLite lays beside it has its mode, too.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
