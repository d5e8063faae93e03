"""``aftercare prepare``: what ``up`` does before anything may answer, in a process of its own.

Upgrades the tables, puts the process files live, and with ``--demo`` adds made-up people and cases. Its own
process, so that the one that watches over the others stays small and cannot be taken down by any of this.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command; ``up`` says them, so the list of commands does not."""
    parser = commands.add_parser("prepare")
    parser.add_argument("--demo", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Prepare, telling each part that changed something."""
    from service.commands.deploy import deploy_folder
    from service.runtime import build_runtime
    from service.store.migrations import upgrade

    settings = Settings.from_env()
    upgrade(settings)
    rt = build_runtime(settings)
    for line in deploy_folder(rt, settings.processes_dir):
        if line.endswith("live"):
            _tell(line)
    if asked.demo:
        from service.demo import seed

        seed(rt, tell=_tell)
    return 0


def _tell(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)
