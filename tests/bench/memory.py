"""The memory of one web process over ten thousand cases; takes some minutes."""

from __future__ import annotations

import json as json_format
import sys

from tests.bench import serving
from tests.bench.places import sqlite_place

CASES, EVERY = 10_000, 1_000
_WARM = 500
_MOST_MB = 200.0


def run(*, json: bool = False) -> int:
    """Drive the cases, and tell what the process held on the way."""
    held: dict[int, float] = {}
    with sqlite_place() as place, serving.served(place) as (client, worker):
        for number in range(1, CASES + 1):
            client.run_case()
            if number == _WARM or number % EVERY == 0:
                held[number] = round(serving.resident_mb(worker), 1)
                if not json:
                    sys.stdout.write(f"{number:>6} cases {held[number]:>7.1f} MB\n")
                    sys.stdout.flush()
    if json:
        sys.stdout.write(json_format.dumps({"web_rss_mb": held}, indent=2) + "\n")
    else:
        verdict = "met" if max(held.values()) <= _MOST_MB else "NOT MET"
        sys.stdout.write(f"{verdict:<8}one web process, MB, over {CASES} cases <= {_MOST_MB:g}\n")
    return 0
