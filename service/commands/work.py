"""``aftercare work``: one sweeper and some workers for the queue, watched over; any number on any number of
machines.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.commands import Commands

JOBS = 2


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("work", help="do what is due: timers, notifications, other effects")
    parser.add_argument("--jobs", type=int, default=JOBS, help="worker processes, default: %(default)s")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Watch over the workers until asked to stop."""
    from service.commands.supervision import Household

    household = Household()
    for name, command in commands_of(asked.jobs):
        household.add(name, command)
    return household.keep()


def commands_of(jobs: int = JOBS) -> list[tuple[str, list[str]]]:
    """The processes, by name: started as modules, for the service never imports its workers.

    Every second one does outside effects first: a slow mail server then holds up effects, but never all
    timers.
    """
    python = [sys.executable, "-P", "-m", "workers"]
    kinds = [["outbox", "timers"], ["timers"]] if jobs > 1 else [["timers", "outbox"]]
    doing = [(f"jobs-{number + 1}", [*python, "jobs", *kinds[number % len(kinds)]]) for number in range(jobs)]
    return [("sweeper", [*python, "sweep"]), *doing]
