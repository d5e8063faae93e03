"""min, max, sum and their kin; each takes a list or the items one by one. Also all and any."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from service.feel.builtins.registry import builtin
from service.feel.equality import precedes
from service.feel.kinds import Value, adopt, described
from service.feel.numbers import ARITHMETIC, ZERO
from service.feel.run import Run

BOTH = ("list: list", "c...: any")


def _items(run: Run, values: tuple[Value, ...]) -> list[Value]:
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not values:
        raise ValueError("an argument is missing")
    run.step(len(items))
    return [adopt(item) for item in items]


def _numbers(run: Run, values: tuple[Value, ...]) -> list[Decimal]:
    numbers: list[Decimal] = []
    for item in _items(run, values):
        if not isinstance(item, Decimal):
            raise ValueError(f"{described(item)} is no number")
        numbers.append(item)
    return numbers


def _total(numbers: list[Decimal]) -> Decimal:
    total = ZERO
    for number in numbers:
        total = ARITHMETIC.add(total, number)
    return total


def _first(run: Run, values: tuple[Value, ...], better: Callable[[Value, Value], bool | None]) -> Value:
    items = _items(run, values)
    best = items[0] if items else None
    for item in items[1:]:
        found = better(item, best)
        if found is None:
            raise ValueError("the items have no order")
        best = item if found else best
    if len(items) == 1 and precedes(run, best, best) is None:
        raise ValueError("the item has no order")
    return best


@builtin("min", *BOTH)
def minimum(run: Run, *values: Value) -> Value:
    """The smallest item."""
    return _first(run, values, lambda item, best: precedes(run, item, best))


@builtin("max", *BOTH)
def maximum(run: Run, *values: Value) -> Value:
    """The largest item."""
    return _first(run, values, lambda item, best: precedes(run, best, item))


@builtin("sum", *BOTH)
def total(run: Run, *values: Value) -> Value:
    """The numbers (or durations) added up; of none null."""
    from service.feel.arithmetic import add

    items = _items(run, values)
    if not items or isinstance(items[0], (str, list, dict)):
        raise ValueError("nothing that can be added")
    if all(isinstance(item, Decimal) for item in items):
        return _total(_numbers(run, values))
    result = items[0]
    for item in items[1:]:
        result = add(run, result, item)
    return result if type(result).__name__.endswith("Duration") else None


@builtin("mean", *BOTH)
def mean(run: Run, *values: Value) -> Value:
    """The average; of none null."""
    numbers = _numbers(run, values)
    return ARITHMETIC.divide(_total(numbers), Decimal(len(numbers))) if numbers else None


@builtin("product", *BOTH)
def product(run: Run, *values: Value) -> Value:
    """The numbers multiplied; of none null."""
    numbers = _numbers(run, values)
    result = Decimal(1)
    for number in numbers:
        result = ARITHMETIC.multiply(result, number)
    return result if numbers else None


@builtin("median", *BOTH)
def median(run: Run, *values: Value) -> Value:
    """The one in the middle, or between the two in the middle."""
    numbers = sorted(_numbers(run, values))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return ARITHMETIC.divide(ARITHMETIC.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev", *BOTH)
def stddev(run: Run, *values: Value) -> Value:
    """The standard deviation of a sample; of fewer than two null."""
    numbers = _numbers(run, values)
    if len(numbers) < 2:
        return None
    average = ARITHMETIC.divide(_total(numbers), Decimal(len(numbers)))
    gaps = [ARITHMETIC.subtract(number, average) for number in numbers]
    squares = _total([ARITHMETIC.multiply(gap, gap) for gap in gaps])
    return ARITHMETIC.sqrt(ARITHMETIC.divide(squares, Decimal(len(numbers) - 1)))


@builtin("mode", *BOTH)
def mode(run: Run, *values: Value) -> Value:
    """The numbers that stand most often, from the smallest."""
    numbers = _numbers(run, values)
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@builtin("all", *BOTH)
def every(run: Run, *values: Value) -> Value:
    """False if any is false, else true if all are true, else null."""
    return _combine(run, values, decisive=False)


@builtin("any", *BOTH)
def some(run: Run, *values: Value) -> Value:
    """True if any is true, else false if all are false, else null."""
    return _combine(run, values, decisive=True)


def _combine(run: Run, values: tuple[Value, ...], *, decisive: bool) -> bool | None:
    result: bool | None = not decisive
    for item in _items(run, values):
        if item is decisive:
            return decisive
        if item is not (not decisive):
            result = None
    return result
