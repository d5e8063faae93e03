"""``aftercare bench inbox``: what a page of the inbox costs among 1,000 open tasks and among 1,000,000.

Each database is filled for real: cases, customers and their words, instances, tasks with one or two groups,
clocks. A page is a whole request, from the session's cookie to the last byte, in this process; the figure is
the median of several.
"""

from __future__ import annotations

import json as json_format
import time
from collections.abc import Callable, Mapping
from itertools import combinations, product
from statistics import median

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

Times = dict[str, float]


def run(*, json: bool = False) -> int:
    """Measure both databases; tell 1 when a page costs too much, or too much more among many."""
    figures = {}
    with sqlite_place() as few, sqlite_place() as many:
        figures["sqlite"] = {FEW: _measured(few, FEW), MANY: _measured(many, MANY)}
    with postgres_place() as few_there:
        if few_there is not None:
            figures["postgresql"] = {FEW: _measured(few_there, FEW), MANY: _measured(few_there, MANY)}
    if json:
        print(json_format.dumps(figures, indent=2))
        return 0
    kept = [_told(name, found) for name, found in figures.items()]
    return 0 if all(kept) else 1


def _told(database: str, found: Mapping[int, Times]) -> bool:
    print(f"\n{database:22} {FEW:>10,} {MANY:>12,}   ratio   (milliseconds a page)")
    kept = True
    for name, few in found[FEW].items():
        many = found[MANY][name]
        well = many <= MOST_MS and many / few <= MOST_RATIO
        kept = kept and well
        print(f"{name:22} {few:10.1f} {many:12.1f} {many / few:7.2f}{'' if well else '   too much'}")
    return kept


def _measured(settings: Settings, tasks: int) -> Times:
    with runtime(settings) as rt:
        tokens = fill(rt, tasks)
        client = create_app(rt).test_client()
        return {name: _cost(client, tokens[by], address) for name, (by, address) in (PAGES | PAIRS).items()}


def _cost(client: FlaskClient, token: str, address: str) -> float:
    client.set_cookie("aftercare_session", token)

    def once() -> float:
        begun = time.perf_counter()
        answer = client.get(address)
        spent = (time.perf_counter() - begun) * 1e3
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return spent

    return _settled(once)


def _settled(once: Callable[[], float]) -> float:
    for _ in range(3):
        once()
    return median(once() for _ in range(_ROUNDS))
