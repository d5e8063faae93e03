"""``aftercare bench inbox``: what a page of the inbox costs among 1,000 open tasks and among 1,000,000.

Each database is filled for real: cases, customers and their words, instances, tasks with one or two groups,
clocks. A page is a whole request, from the session's cookie to the last byte, in this process. What is told
against the budget is the processor time of the web process (SQLite's included, PostgreSQL's own not), the
median of several; beside it the time by the clock, and how many rows the page showed: where few tasks fit
among a thousand, the page among a million shows more of them, and costs what they cost.

Filling a million takes most of the time, and 6 GB on SQLite; ``--tasks`` takes another number. How far it
is, it says as it goes.
"""

from __future__ import annotations

import json as json_format
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from itertools import combinations, product
from statistics import median
from typing import NamedTuple

from flask.testing import FlaskClient

from service.app import create_app
from service.settings import Settings
from tests.bench.filling import fill
from tests.bench.places import postgres_place, runtime, sqlite_place

FEW, MANY = 1_000, 1_000_000
MOST_MS, MOST_RATIO = 20.0, 2.0
_ROUNDS = 15

PAGES = {
    "my groups": ("agent", "/desk"),
    "mine": ("agent", "/desk?scope=mine"),
    "overdue": ("agent", "/desk?only=overdue"),
    "at risk": ("agent", "/desk?only=at_risk"),
    "on time": ("agent", "/desk?only=on_time"),
    "unassigned": ("agent", "/desk?only=unassigned"),
    "everything": ("manager", "/desk?scope=all"),
    "everything overdue": ("manager", "/desk?scope=all&only=overdue"),
    "one process": ("manager", "/desk?scope=all&process=complaint"),
    "a rare process": ("manager", "/desk?scope=all&process=follow_up"),
    "tier 1": ("manager", "/desk?scope=all&tier=1"),
    "one person's": ("manager", "/desk?scope=all&who=agent"),
    "case number": ("manager", "/desk?scope=all&q=777"),
    "phone": ("manager", "/desk?scope=all&q=10000000075"),
    "customer": ("manager", "/desk?scope=all&q=Wang"),
    "last digits": ("manager", "/desk?scope=all&q=0075"),
    "paused": ("manager", "/desk?scope=all&only=paused"),
    "copied": ("agent", "/desk?scope=copied"),
    "one group": ("manager", "/desk?scope=all&group=logistics"),
    "filters to choose": ("manager", "/desk/filters?scope=all"),
    "known customer, phone": ("agent", "/desk/cases/new/customers?phone=10000000075"),
    "known customer, name": ("agent", "/desk/cases/new/customers?customer_name=Wang"),
    "cases found": ("agent", "/desk/cases?q=Wang"),
    "customers found": ("agent", "/desk/customers?q=Wang"),
}
_NARROWED = {
    "group": "group=logistics",
    "process": "process=complaint",
    "rare process": "process=follow_up",
    "tier": "tier=1",
    "who": "who=person7",
    "text": "q=Wang",
}
_STANDS = ("overdue", "at_risk", "on_time", "paused", "unassigned")
PAIRS = {
    f"{name} + {other}": ("manager", f"/desk?scope=all&{asked}&{told}")
    for (name, asked), (other, told) in (
        *combinations(_NARROWED.items(), 2),
        *product(_NARROWED.items(), {each: f"only={each}" for each in _STANDS}.items()),
    )
    if asked.partition("=")[0] != told.partition("=")[0]
}
"""Every two filters a person can press at once."""


class Cost(NamedTuple):
    """What a page costs: processor time of the web process, time by the clock, both in milliseconds."""

    cpu: float
    wall: float
    rows: int

    def fits(self, few: Cost) -> bool:
        """Whether it keeps within the budget, and near what it costs among few tasks."""
        return self.cpu <= MOST_MS and self.cpu / few.cpu <= MOST_RATIO


Costs = dict[str, Cost]
Place = Callable[[], AbstractContextManager[Settings | None]]


def run(*, json: bool = False, tasks: int = MANY) -> int:
    """Measure both databases; tell 1 when a page costs too much, or too much more among many.

    What is found on one database is told before the other is filled; as JSON, at the end.
    """
    kept, figures = [], {"sqlite": _both("sqlite", sqlite_place, tasks)}
    if not json:
        kept.append(_told("sqlite", figures["sqlite"]))
    there = _both("postgresql", postgres_place, tasks)
    if there and not json:
        kept.append(_told("postgresql", there))
    if json:
        print(json_format.dumps(figures | ({"postgresql": there} if there else {}), indent=2))
    return 0 if all(kept) else 1


def _both(database: str, place: Place, tasks: int) -> dict[int, Costs]:
    """What pages cost among few tasks and among so many, each in a database of its own; {} without one."""
    found = {}
    for size in (FEW, tasks):
        with place() as settings:
            if settings is None:
                return {}
            found[size] = _measured(database, settings, size)
    return found


def _told(database: str, found: Mapping[int, Costs]) -> bool:
    few_tasks, many_tasks = found
    heads = f"{few_tasks:>8,} {many_tasks:>10,}"
    print(f"\n{database}: milliseconds of processor a page, ratio, by the clock, rows shown")
    print(f"{'':34} {heads} {'ratio':>6} {heads} {'rows':>9}")
    kept = 0
    for name, few in found[few_tasks].items():
        many = found[many_tasks][name]
        kept += many.fits(few)
        print(
            f"{'met' if many.fits(few) else 'NOT MET':<8}{name:26} {few.cpu:8.1f} {many.cpu:10.1f}"
            f" {many.cpu / few.cpu:6.2f} {few.wall:8.1f} {many.wall:10.1f} {few.rows:4} {many.rows:4}"
        )
    every = len(found[many_tasks])
    verdict = "met" if kept == every else "NOT MET"
    print(
        f"{verdict:<8}{kept} of {every} pages within {MOST_MS:.0f} ms and {MOST_RATIO:.0f} times", flush=True
    )
    return kept == every


def _measured(database: str, settings: Settings, tasks: int) -> Costs:
    begun = time.monotonic()
    with runtime(settings) as rt:
        tokens = fill(rt, tasks)
        _going(f"{database}: {tasks:,} open tasks stand after {time.monotonic() - begun:.0f} s")
        client = create_app(rt).test_client()
        found = {name: _cost(client, tokens[by], address) for name, (by, address) in (PAGES | PAIRS).items()}
    _going(f"{database}: {len(found)} pages read after {time.monotonic() - begun:.0f} s")
    return found


def _going(news: str) -> None:
    """Tell whoever waits, beside the figures."""
    print(news, file=sys.stderr, flush=True)


def _cost(client: FlaskClient, token: str, address: str) -> Cost:
    client.set_cookie("aftercare_session", token)
    seen = [_once(client, address) for _ in range(3 + _ROUNDS)][3:]
    return Cost(median(each.cpu for each in seen), median(each.wall for each in seen), seen[0].rows)


def _once(client: FlaskClient, address: str) -> Cost:
    begun, spent = time.perf_counter(), time.process_time()
    answer = client.get(address)
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return Cost(cpu * 1e3, wall * 1e3, answer.data.count(b"data-row"))
