"""What a FEEL expression and a decision table cost, beside Python's ``eval`` and simpleeval on the same
texts.

The others are there for scale only: they compute with binary floats, know no null and no dates, and
``eval`` is not safe. Each figure is the best of several rounds of CPU time; figures of one run can be
compared with one another.
"""

from __future__ import annotations

import argparse
import json as json_format
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from service.feel import compile_expression, compile_text
from service.feel.dmn import decide
from tests.feel.models import decision, given, model, table

CONDITION_BUDGET = 5.0
TABLE_BUDGET = 100.0
ROUNDS = 7
TABLE_ROWS = 50

SCOPE: dict[str, Any] = {
    "amount": Decimal("120.50"),
    "tier": "gold",
    "rounds": Decimal(2),
    "satisfied": False,
    "vip": True,
}

CONDITIONS = (
    ("satisfied = false", "satisfied == False"),
    ("rounds >= 3", "rounds >= 3"),
    ('amount > 100 and tier = "gold"', 'amount > 100 and tier == "gold"'),
    ("amount * 0.1 + 5 < 20", "float(amount) * 0.1 + 5 < 20"),
    ('if vip and rounds >= 2 then "lead" else "desk"', '"lead" if vip and rounds >= 2 else "desk"'),
    ('tier in ("gold", "silver")', 'tier == "gold" or tier == "silver"'),
    ("amount between 100 and 200", "100 <= amount <= 200"),
)


@dataclass(frozen=True)
class Figure:
    """Microseconds of one thing, and of the others on the same text (None: not measured)."""

    what: str
    feel: float
    budget: float
    eval: float | None = None
    simpleeval: float | None = None


def _microseconds(call: Callable[[], object], times: int = 2_000) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            call()
        best = min(best, time.process_time() - began)
    return round(best / times * 1_000_000, 2)


def _simpleeval(text: str) -> float | None:
    try:
        from simpleeval import SimpleEval
    except ImportError:
        return None
    evaluator = SimpleEval(names=SCOPE, functions={"float": float})
    parsed = evaluator.parse(text)
    return _microseconds(lambda: evaluator.eval(text, previously_parsed=parsed), 500)


def _condition(text: str, python: str) -> Figure:
    expression = compile_expression(text)
    code = compile(python, "<bench>", "eval")
    feel = _microseconds(lambda: expression.evaluate(SCOPE))
    return Figure(
        text, feel, CONDITION_BUDGET, _microseconds(lambda: eval(code, {}, SCOPE)), _simpleeval(python)
    )


def _juel() -> Figure:
    expression = compile_text("${amount > 100 && tier == 'gold'}")
    return Figure(expression.text, _microseconds(lambda: expression.evaluate(SCOPE)), CONDITION_BUDGET)


def _table() -> Figure:
    inputs = [("tier", "string", ""), ("amount", "number", ""), ("rounds", "number", "")]
    rows = [
        (
            f'"{("gold", "silver", "bronze")[row % 3]}"',
            f"[{row * 10}..{row * 10 + 30})",
            "-" if row % 4 else ">= 2",
            str(row),
        )
        for row in range(TABLE_ROWS)
    ]
    names = [name for name, _, _ in inputs]
    body = table(inputs, [("days", "number", "")], rows, policy="COLLECT")
    made = model(
        given("tier", "string"),
        given("amount", "number"),
        given("rounds", "number"),
        decision("Days", body, names),
    )
    cost = _microseconds(lambda: decide(made, "Days", SCOPE), 300)
    return Figure(f"decision table, {TABLE_ROWS} rows, 3 inputs, with trace", cost, TABLE_BUDGET)


def measure() -> list[Figure]:
    """Every figure."""
    return [*(_condition(text, python) for text, python in CONDITIONS), _juel(), _table()]


def run(*, json: bool = False) -> int:
    """Measure and print; 1 when a budget is passed."""
    figures = measure()
    if json:
        print(json_format.dumps([asdict(figure) for figure in figures], indent=1))
    else:
        print(f"{'microseconds':52} {'feel':>8} {'budget':>8} {'eval':>8} {'simpleeval':>11}")
        for figure in figures:
            others = f"{_shown(figure.eval):>8} {_shown(figure.simpleeval):>11}"
            print(f"{figure.what:52} {figure.feel:8.2f} {figure.budget:8.0f} {others}")
    return 0 if all(figure.feel <= figure.budget for figure in figures) else 1


def _shown(cost: float | None) -> str:
    return "-" if cost is None else f"{cost:.2f}"


def main(words: list[str] | None = None) -> int:
    """``python -m tests.bench.feel [--json]``."""
    parser = argparse.ArgumentParser(prog="aftercare bench feel", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return run(json=parser.parse_args(words).json)


if __name__ == "__main__":
    sys.exit(main())
