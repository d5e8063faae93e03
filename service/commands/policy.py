"""``aftercare policy whatif NEW.dmn --since DAY``: what a changed table of deadlines would have meant."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands
    from service.domain.views.policies import Figures, PolicyComparisonView

_HEAD = ("tier", "clock", "kept", "missed", "running", "void")


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("policy", help="try a policy table before it is deployed")
    verbs = parser.add_subparsers(metavar="verb", required=True)
    whatif = verbs.add_parser("whatif", help="reckon past and running deadlines under a changed table")
    whatif.add_argument("table", type=Path, metavar="NEW.dmn", help="the changed table of deadlines")
    since = "promises made since this day, such as 2026-01-01"
    whatif.add_argument("--since", type=date.fromisoformat, required=True, metavar="DAY", help=since)
    whatif.add_argument("--data", type=Path, metavar="DIR", help="the data folder of `aftercare up`")
    whatif.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print a line for each tier and kind of clock: before → after."""
    from service.commands.place import settings_for
    from service.domain.people import SYSTEM
    from service.queries.policies import policy_whatif
    from service.runtime import build_runtime

    rt = build_runtime(settings_for(Settings.from_env(), data_dir=asked.data))
    found = policy_whatif(rt, asked.table.read_bytes(), asked.since, by=SYSTEM)
    for line in told(found.comparisons):
        print(line)
    print(f"{found.clocks} promises since {found.since} reckoned again; nothing was changed")
    return 0


def told(comparisons: Iterable[PolicyComparisonView]) -> list[str]:
    """The comparisons as lines in columns; a figure that stays the same is said once."""
    rows = [_HEAD, *(_row(each) for each in comparisons)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _row(each: PolicyComparisonView) -> tuple[str, ...]:
    figures = (_change(each.before, each.after, verdict) for verdict in _HEAD[2:])
    return (str(each.tier), each.kind, *figures)


def _change(before: Figures, after: Figures, verdict: str) -> str:
    old, new = before[verdict], after[verdict]
    return str(new) if old == new else f"{old} → {new}"
