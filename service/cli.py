"""The command line, and nothing but: reads the words, calls one command, prints what went wrong as a plain
sentence.

Exit codes: 0 done · 1 refused or failed, the sentence says why · 2 the words were not understood · 3 try
again later (database away, no room left) · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from service.commands import (
    bench,
    check,
    clocks,
    conformance,
    db,
    deploy,
    explain,
    policy,
    prepare,
    up,
    user,
    web,
    work,
)
from service.errors import AftercareError, FilesRefused, Unavailable

_COMMANDS = (up, web, work, db, deploy, check, explain, clocks, policy, user, bench, conformance, prepare)
_FAILED, _LATER, _INTERRUPTED = 1, 3, 130
_EPILOG = (
    "Settings are read from the environment; README.md and service/settings.py tell them. Exit codes: "
    "0 done, 1 refused or failed, 2 words not understood, 3 try again later, 130 stopped by Ctrl-C."
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command these words name and tell its exit code."""
    asked = _read(words)
    try:
        code: int = asked.run(asked)
        return code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Unavailable as later:
        return _said(later, _LATER)
    except FilesRefused as refused:
        for line in check.told(refused.findings):
            print(line, file=sys.stderr)
        return _said(refused, _FAILED)
    except (AftercareError, ValueError, OSError) as wrong:
        return _said(wrong, _FAILED)


def _read(words: Sequence[str] | None) -> argparse.Namespace:
    """What is asked for; words unknown here are an error unless the command hands them on."""
    parser = build_parser()
    asked, unknown = parser.parse_known_args(words)
    if unknown and not hasattr(asked, "words"):
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    asked.words = unknown
    return asked


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command in its place."""
    parser = argparse.ArgumentParser(
        prog="aftercare",
        description="Runs a company's after-sales service from its BPMN diagrams.",
        epilog=_EPILOG,
    )
    commands = parser.add_subparsers(metavar="command", required=True)
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def _said(wrong: Exception, code: int) -> int:
    print(f"aftercare: {wrong}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
