"""``aftercare bench [SUBJECT] [--json] [--tasks N]``: measure, and hold the figures against the budgets."""

from __future__ import annotations

import argparse
import importlib
import sys

SUBJECTS = ("cases", "feel", "deadlines", "inbox", "memory")


def main(words: list[str] | None = None) -> int:
    """Measure one subject; what is measured in one run can be compared, figures of two machines cannot."""
    parser = argparse.ArgumentParser(prog="aftercare bench", description=__doc__)
    parser.add_argument("subject", nargs="?", default="cases", choices=SUBJECTS, help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print the figures alone, as JSON")
    parser.add_argument(
        "--tasks", type=int, help="for inbox: how many open tasks, in whole tens of thousands"
    )
    asked = parser.parse_args(words)
    if asked.tasks is not None and asked.subject != "inbox":
        parser.error("only inbox takes --tasks")
    more = {} if asked.tasks is None else {"tasks": asked.tasks}
    measure = importlib.import_module(f"tests.bench.{asked.subject}")
    code: int = measure.run(json=asked.json, **more)
    return code


if __name__ == "__main__":
    sys.exit(main())
