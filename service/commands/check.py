"""``aftercare check DIR``: is everything in this folder of process files right, and do its scenarios run?"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("check", help="check process files and run their scenarios; stores nothing")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--no-scenarios", action="store_true", help="only read the files")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print every finding and every scenario; 1 when something is wrong."""
    from service.commands.files import read_folder
    from service.engine.intake import check_files
    from service.operations.policies import with_policy

    files = read_folder(asked.folder)
    checked = with_policy(check_files(files), files)
    for line in told(checked.findings):
        print(line)
    print(f"{len(checked.processes)} processes read: {', '.join(each.key for each in checked.processes)}")
    if checked.refused:
        return 1
    return 0 if asked.no_scenarios else _run_scenarios(asked.folder)


def _run_scenarios(folder: Path) -> int:
    from service.scenarios import run_folder

    results = run_folder(folder)
    for result in results:
        print(result.describe())
    wrong = sum(not result.ok for result in results)
    print(f"{len(results) - wrong} of {len(results)} scenarios went as written")
    return 1 if wrong else 0


def told(findings: Iterable[object]) -> list[str]:
    """Each finding as one line: where, what is wrong, what to do about it."""
    from service.engine.progress import Finding

    return [
        f"{each.severity}: {each.path}{f' · {each.element_id}' if each.element_id else ''}: {each.reason} "
        f"({each.rule}) → {each.remedy}"
        for each in findings
        if isinstance(each, Finding)
    ]
