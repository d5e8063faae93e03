"""``aftercare explain CASE``: why each of a case's deadlines is when it is, line by line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.commands import Commands
    from service.domain.views.clocks import CaseClocks


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("explain", help="say why a case's deadlines are when they are")
    parser.add_argument("case", metavar="CASE", help="its number, such as FB-2026-000001")
    parser.add_argument("--language", choices=("en", "zh"), help="default: the company's")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of `aftercare up`")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print every clock of the case with its lines."""
    from service.commands.place import settings_for
    from service.domain.people import SYSTEM
    from service.queries.clocks import case_clocks, case_id_of
    from service.runtime import build_runtime

    settings = settings_for(Settings.from_env(), data_dir=asked.data)
    rt = build_runtime(settings)
    reader = replace(SYSTEM, language=asked.language or settings.language)
    for line in told(case_clocks(rt, case_id_of(rt, asked.case, by=reader), by=reader)):
        print(line)
    return 0


def told(clocks: CaseClocks) -> Iterator[str]:
    """Each clock's name and standing, and below it why; the nearest is marked."""
    yield f"{clocks.case_number}  T{clocks.tier}"
    for clock in clocks.items:
        mark = "→" if clock.id == clocks.nearest else " "
        yield f"{mark} {clock.name} ({clock.round}): {clock.left}"
        yield from (f"    {line}" for line in clock.lines)
