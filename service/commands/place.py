"""Where things lie: the data folder, the processes, the checkout this runs from."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import service
from service.settings import Settings


def checkout() -> Path | None:
    """The folder with ``tests/`` and ``processes/`` this package stands in; None for an installed wheel."""
    root = Path(service.__file__).resolve().parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "tests").is_dir() else None


def private(data_dir: Path) -> None:
    """Make the data folder, and keep what is in it from everybody else on this machine: customers' data."""
    os.umask(0o077)
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
    for kept in data_dir.glob("aftercare.db*"):
        kept.chmod(0o600)


def settings_for(settings: Settings, *, data_dir: Path | None = None) -> Settings:
    """These settings with the folders an ``up`` of one machine uses, made absolute."""
    chosen = (data_dir or settings.data_dir).absolute()
    processes = settings.processes_dir
    root = checkout()
    if not processes.is_dir() and root is not None:
        processes = root / "processes"
    return dataclasses.replace(settings, data_dir=chosen, processes_dir=processes.absolute())
