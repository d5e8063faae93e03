"""``aftercare prepare``: what ``up`` does before anything may answer, in a process of its own.

Upgrades the tables, puts the process files live, and with ``--demo`` adds made-up people and cases. Its own
process, so that the one that watches over the others stays small and cannot be taken down by any of this.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from service.commands.files import read_folder
from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands
    from service.runtime import Runtime


def add_to(commands: Commands) -> None:
    """Name the words of this command; ``up`` says them, so the list of commands does not."""
    parser = commands.add_parser("prepare")
    parser.add_argument("--demo", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Prepare, telling each part that changed something."""
    from service.runtime import build_runtime
    from service.store.migrations import upgrade

    settings = Settings.from_env()
    upgrade(settings)
    rt = build_runtime(settings)
    _deploy_if_changed(rt)
    if asked.demo:
        from service.demo import seed

        seed(rt, tell=_tell)
    return 0


def was_prepared(settings: Settings) -> bool:
    """Whether this data folder was prepared at an earlier start."""
    return _note(settings).exists()


def _note(settings: Settings) -> Path:
    """Where it is noted what was put live last."""
    return settings.data_dir / "deployed"


def _deploy_if_changed(rt: Runtime) -> None:
    """Put the folder live unless it is the one put live last.

    So a version that was deployed otherwise meanwhile stays in force until somebody changes the folder.
    """
    from service.commands.deploy import deploy_folder, has_definitions

    note = _note(rt.settings)
    digest = _digest_of(rt.settings)
    if note.exists() and note.read_text(encoding="utf-8") == digest and has_definitions(rt):
        return
    for line in deploy_folder(rt, rt.settings.processes_dir):
        _tell(line)
    note.write_text(digest, encoding="utf-8")


def _digest_of(settings: Settings) -> str:
    """Names the folder's content, and the database it went into."""
    digest = hashlib.sha256(settings.resolved_database_url.encode())
    for each in read_folder(settings.processes_dir):
        digest.update(each.path.encode() + b"\0" + hashlib.sha256(each.content).digest())
    return digest.hexdigest()


def _tell(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)
