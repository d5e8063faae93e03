"""What one durable case costs, beside bare SpiffWorkflow in the same run, against the budgets of the design.

CPU is this process's own, so a PostgreSQL server's share is not in it. Ratios travel; milliseconds do not.
"""

from __future__ import annotations

import json as json_format
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from service.runtime import Runtime
from service.runtime.collecting import settle
from service.settings import Settings
from tests.bench import serving, waking
from tests.bench.bare import RowStore, parse, run_in_memory
from tests.bench.durable import (
    Stopwatch,
    begun,
    count_bytes,
    count_rows,
    deploy_benchmark,
    go_round,
    run_case,
)
from tests.bench.places import postgres_place, runtime, sqlite_place

ROUNDS = (0, 10, 50)
_CASES = {0: 30, 10: 5, 50: 2}
_REPEATS = 3
_PAIRS, _TURN = 20, 5
_TIMERS, _QUIET = 1_000, 10
_WEB_CASES = 300

Runner = Callable[[int], None]


@dataclass
class Measured:
    """CPU of one way to run a case: milliseconds a case by its unsatisfied rounds, and of single rounds."""

    case_ms: dict[int, float]
    times_bare: float | None = None
    round_50_over_round_1: float | None = None
    rows_per_case: float | None = None
    bytes_per_case: float | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of the design's budgets, and whether this run kept it."""

    what: str
    figure: str
    bound: str
    met: bool


def run(*, json: bool = False) -> int:
    """Measure everything; print the table, or only the figures as JSON.

    The garbage collector is set as our own processes set it, for every one of the contestants.
    """
    settle()
    spec = parse()
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as folder:
        store = RowStore(Path(folder), spec)
        measured = {
            "spiff_memory": Measured(_per_case(lambda rounds: run_in_memory(spec, rounds))),
            "spiff_row": Measured(_per_case(store.run)),
        }
    with sqlite_place() as place:
        measured["sqlite"] = _ours(place, beside=lambda rounds: run_in_memory(spec, rounds))
    with postgres_place() as place_or_none:
        if place_or_none is not None:
            measured["postgres"] = _ours(place_or_none)
    with sqlite_place() as place:
        woken = waking.measure(place, timers=_TIMERS, quiet=_QUIET)
    with sqlite_place() as place:
        served = serving.measure(place, cases=_WEB_CASES)
    if json:
        sys.stdout.write(json_format.dumps(_figures(measured, woken, served), indent=2) + "\n")
    else:
        sys.stdout.write(_report(measured, woken, served))
    return 0


def _per_case(run_one: Runner) -> dict[int, float]:
    """Milliseconds of CPU a case, by rounds: the median of a few repeats, each over several cases."""
    run_one(0)
    return {rounds: median(_once(run_one, rounds) for _ in range(_REPEATS)) for rounds in ROUNDS}


def _once(run_one: Runner, rounds: int, *, cases: int = 0) -> float:
    cases = cases or _CASES[rounds]
    began = time.process_time()
    for _ in range(cases):
        run_one(rounds)
    return (time.process_time() - began) / cases * 1e3


def _ours(settings: Settings, *, beside: Runner | None = None) -> Measured:
    with runtime(settings) as rt:
        deploy_benchmark(rt)
        run_case(rt, 0, Stopwatch())
        rows, size = count_rows(rt), count_bytes(rt)
        case_ms = {}
        for rounds in ROUNDS:
            repeats = []
            for _ in range(_REPEATS):
                watch = Stopwatch()
                for _ in range(_CASES[rounds]):
                    run_case(rt, rounds, watch)
                repeats.append(watch.cpu_s / _CASES[rounds] * 1e3)
            case_ms[rounds] = median(repeats)
            if rounds == 0:
                made = _CASES[0] * _REPEATS
                rows_each = (sum(count_rows(rt).values()) - sum(rows.values())) / made
                bytes_each = (count_bytes(rt) - size) / made
        times_bare = _times(rt, beside) if beside is not None else None
        return Measured(case_ms, times_bare, _late_over_early(rt), rows_each, bytes_each)


def _times(rt: Runtime, bare: Runner) -> float:
    """How often one of our cases holds a bare one, a few of each by turns: what slows the machine down for a
    second slows both, and one odd pair does not decide.
    """
    pairs = []
    for _ in range(_PAIRS):
        bare_ms, watch = _once(bare, 0, cases=_TURN), Stopwatch()
        for _ in range(_TURN):
            run_case(rt, 0, watch)
        pairs.append(watch.cpu_s / _TURN * 1e3 / bare_ms)
    return median(pairs)


def _late_over_early(rt: Runtime) -> float:
    """CPU of a step from round 50 on over that of one in round 1, of two cases by turns: machines change
    their pace from one second to the next.
    """
    late, early = Stopwatch(), Stopwatch()
    old = begun(rt)
    for _ in range(49):
        go_round(rt, old, Stopwatch())
    for _ in range(_PAIRS):
        go_round(rt, old, late)
        go_round(rt, begun(rt), early)
    return median(late.laps_s) / median(early.laps_s)


def _figures(measured: dict[str, Measured], woken: waking.Waking, served: serving.Serving) -> dict[str, Any]:
    ours = measured["sqlite"]
    return {
        "case_cpu_ms": {name: round(each.case_ms[0], 2) for name, each in measured.items()},
        "case_cpu_ms_by_rounds": {
            name: {str(rounds): round(ms, 2) for rounds, ms in each.case_ms.items()}
            for name, each in measured.items()
        },
        "times_bare": round(ours.times_bare or 0, 2),
        "round_50_over_round_1": round(ours.round_50_over_round_1 or 0, 3),
        "timers_per_s": round(woken.timers_per_s, 1),
        "timer_late_ms": {"median": median(woken.quiet_late_ms), "worst": max(woken.quiet_late_ms)},
        "rows_per_case": round(ours.rows_per_case or 0, 1),
        "bytes_per_case": round(ours.bytes_per_case or 0),
        "http_case_cpu_ms": round(served.case_cpu_ms, 2),
        "web_rss_mb": round(served.rss_mb, 1),
        "web_rss_growth_mb": round(served.rss_growth_mb, 1),
    }


def _budgets(figures: dict[str, Any]) -> list[Budget]:
    lines = [
        ("durable case on SQLite / bare in memory", figures["times_bare"], "<=", 3.0),
        ("the same case over HTTP, server CPU ms", figures["http_case_cpu_ms"], "<=", 20.0),
        ("round 50 / round 1", figures["round_50_over_round_1"], "<=", 1.2),
        ("timers fired per second", figures["timers_per_s"], ">=", 200.0),
        ("worst timer lateness when quiet, ms", figures["timer_late_ms"]["worst"], "<=", 1000.0),
        ("one web process, MB", figures["web_rss_mb"], "<=", 200.0),
    ]
    return [
        Budget(what, f"{value:.2f}", f"{sign} {bound:g}", value <= bound if sign == "<=" else value >= bound)
        for what, value, sign, bound in lines
    ]


def _report(measured: dict[str, Measured], woken: waking.Waking, served: serving.Serving) -> str:
    figures = _figures(measured, woken, served)
    bare = measured["spiff_memory"].case_ms
    heads = "".join(f"{rounds:>9} rounds{'':>7}" for rounds in ROUNDS)
    lines = [f"CPU ms a case (and times bare){heads}"]
    for name, each in measured.items():
        cells = "".join(f"{each.case_ms[r]:>12.2f} {each.case_ms[r] / bare[r]:>7.2f} x" for r in ROUNDS)
        lines.append(f"{name:<30}{cells}")
    if "postgres" not in measured:
        lines.append("postgres: not measured, neither TEST_POSTGRES_URL nor an embedded server is here")
    lines.append(f"rows a case {figures['rows_per_case']}, bytes a case {figures['bytes_per_case']}")
    lines.append("")
    for budget in _budgets(figures):
        verdict = "met" if budget.met else "NOT MET"
        lines.append(f"{verdict:<8}{budget.what:<45}{budget.figure:>10} {budget.bound}")
    return "\n".join(lines) + "\n"
