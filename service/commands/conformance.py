"""``aftercare conformance SUITE DIR``: run a public conformance suite through our engine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from service.commands.from_checkout import run_module

if TYPE_CHECKING:
    from service.commands import Commands


def add_to(commands: Commands) -> None:
    """Name the words of this command; what follows is read by the harness itself."""
    parser = commands.add_parser(
        "conformance", help="run a conformance suite (from a checkout)", add_help=False
    )
    parser.set_defaults(run=run, words=[])


def run(asked: argparse.Namespace) -> int:
    """Become the harness."""
    return run_module("tests.conformance", asked.words)
