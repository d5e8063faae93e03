"""How points and ranges lie to one another: before, meets, overlaps, during and the others."""

from __future__ import annotations

from collections.abc import Callable

from service.feel.builtins.registry import builtin
from service.feel.equality import equal, precedes
from service.feel.kinds import Range, Value
from service.feel.run import Run


class Unordered(ValueError):
    """Two ends cannot be compared."""


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _less(run: Run, left: Value, right: Value) -> bool:
    found = precedes(run, left, right)
    if found is None:
        raise Unordered("the ends have no order")
    return found


def _same(run: Run, left: Value, right: Value) -> bool:
    found = equal(run, left, right)
    if found is None:
        raise Unordered("the ends cannot be compared")
    return found


def _ends_before(run: Run, first: Range, second: Range) -> bool:
    if _less(run, first.end, second.start):
        return True
    return _same(run, first.end, second.start) and not (first.end_included and second.start_included)


def _starts_no_later(run: Run, first: Range, second: Range) -> bool:
    if _less(run, first.start, second.start):
        return True
    return _same(run, first.start, second.start) and (first.start_included or not second.start_included)


def _ends_no_earlier(run: Run, first: Range, second: Range) -> bool:
    if _less(run, second.end, first.end):
        return True
    return _same(run, first.end, second.end) and (first.end_included or not second.end_included)


def _same_start(run: Run, first: Range, second: Range) -> bool:
    return _same(run, first.start, second.start) and first.start_included == second.start_included


def _same_end(run: Run, first: Range, second: Range) -> bool:
    return _same(run, first.end, second.end) and first.end_included == second.end_included


def _before(run: Run, first: Range, second: Range) -> bool:
    return _ends_before(run, first, second)


def _after(run: Run, first: Range, second: Range) -> bool:
    return _ends_before(run, second, first)


def _meets(run: Run, first: Range, second: Range) -> bool:
    return first.end_included and second.start_included and _same(run, first.end, second.start)


def _met_by(run: Run, first: Range, second: Range) -> bool:
    return _meets(run, second, first)


def _overlaps(run: Run, first: Range, second: Range) -> bool:
    return not _ends_before(run, first, second) and not _ends_before(run, second, first)


def _overlaps_before(run: Run, first: Range, second: Range) -> bool:
    begins = _starts_no_later(run, first, second) and not _same_start(run, first, second)
    return begins and _overlaps(run, first, second) and _ends_no_earlier(run, second, first)


def _overlaps_after(run: Run, first: Range, second: Range) -> bool:
    return _overlaps_before(run, second, first)


def _includes(run: Run, first: Range, second: Range) -> bool:
    return _starts_no_later(run, first, second) and _ends_no_earlier(run, first, second)


def _during(run: Run, first: Range, second: Range) -> bool:
    return _includes(run, second, first)


def _finishes(run: Run, first: Range, second: Range) -> bool:
    return _same_end(run, first, second) and _starts_no_later(run, second, first)


def _finished_by(run: Run, first: Range, second: Range) -> bool:
    return _finishes(run, second, first)


def _starts(run: Run, first: Range, second: Range) -> bool:
    return _same_start(run, first, second) and _ends_no_earlier(run, second, first)


def _started_by(run: Run, first: Range, second: Range) -> bool:
    return _starts(run, second, first)


def _coincides(run: Run, first: Range, second: Range) -> bool:
    return _same_start(run, first, second) and _same_end(run, first, second)


POINT_POINT = "point1: any, point2: any"
POINT_RANGE = "point: any, range: range"
RANGE_POINT = "range: range, point: any"
RANGE_RANGE = "range1: range, range2: range"

RELATIONS: tuple[tuple[str, Callable[[Run, Range, Range], bool], tuple[str, ...]], ...] = (
    ("before", _before, (RANGE_RANGE, RANGE_POINT, POINT_RANGE, POINT_POINT)),
    ("after", _after, (RANGE_RANGE, RANGE_POINT, POINT_RANGE, POINT_POINT)),
    ("meets", _meets, (RANGE_RANGE,)),
    ("met by", _met_by, (RANGE_RANGE,)),
    ("overlaps", _overlaps, (RANGE_RANGE,)),
    ("overlaps before", _overlaps_before, (RANGE_RANGE,)),
    ("overlaps after", _overlaps_after, (RANGE_RANGE,)),
    ("finishes", _finishes, (RANGE_RANGE, POINT_RANGE)),
    ("finished by", _finished_by, (RANGE_RANGE, RANGE_POINT)),
    ("includes", _includes, (RANGE_RANGE, RANGE_POINT)),
    ("during", _during, (RANGE_RANGE, POINT_RANGE)),
    ("starts", _starts, (RANGE_RANGE, POINT_RANGE)),
    ("started by", _started_by, (RANGE_RANGE, RANGE_POINT)),
    ("coincides", _coincides, (RANGE_RANGE, POINT_POINT)),
)


def _register(name: str, relation: Callable[[Run, Range, Range], bool], signatures: tuple[str, ...]) -> None:
    def call(run: Run, first: Value, second: Value) -> Value:
        if first is None or second is None:
            raise ValueError("an argument is null")
        return relation(run, _as_range(first), _as_range(second))

    call.__doc__ = f"Whether the first {name} the second."
    builtin(name, *signatures)(call)


for _entry in RELATIONS:
    _register(*_entry)
