"""``aftercare clocks recompute``: reckon every open clock anew and tell what differs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("clocks", help="look after the deadlines")
    verbs = parser.add_subparsers(metavar="verb", required=True)
    recompute = verbs.add_parser(
        "recompute", help="reckon every open deadline anew, and put right what differs"
    )
    recompute.add_argument("--data", type=Path, metavar="DIR", help="the data folder of `aftercare up`")
    recompute.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Tell each difference; 1 when there were any, for there should be none."""
    from service.commands.place import settings_for
    from service.operations.recomputing import recompute_clocks
    from service.runtime import build_runtime

    differences = recompute_clocks(build_runtime(settings_for(Settings.from_env(), data_dir=asked.data)))
    for each in differences:
        where = f"{each.case_number or '–'} {each.kind}"
        print(f"{where}: stored {each.stored}, reckoned {each.reckoned}; put right")
    print(f"{len(differences)} differences")
    return 1 if differences else 0
