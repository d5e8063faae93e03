"""``aftercare bench``: measure what a case costs, beside bare SpiffWorkflow, in the same run."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from service.commands.from_checkout import run_module

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command; what follows is read by the benchmark itself."""
    parser = commands.add_parser("bench", help="measure what a case costs (from a checkout)", add_help=False)
    parser.set_defaults(run=run, words=[])


def run(asked: argparse.Namespace) -> int:
    """Become the benchmark."""
    return run_module("tests.bench", asked.words)
