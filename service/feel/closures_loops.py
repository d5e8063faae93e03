"""Closures of ``for``, ``some`` and ``every``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from service.feel import tree
from service.feel.compiler import Closure, Compiler, compiles
from service.feel.equality import precedes
from service.feel.kinds import Range, Value, adopt, described
from service.feel.numbers import is_whole
from service.feel.run import Env, Run
from service.feel.temporal import Date, days_to_date

Loop = tuple[int, Closure, Closure | None]


class NotIterable(Exception):
    """The value after ``in`` cannot be iterated: the whole loop is null."""


def _loops(
    compiler: Compiler, iterators: tuple[tree.Iterator, ...], frame: dict[str, int]
) -> tuple[Loop, ...]:
    """Compile the iterators; each sees the names before it. The frame stays open."""
    compiler.frames.append(frame)
    loops: list[Loop] = []
    for iterator in iterators:
        source = compiler.compile(iterator.source)
        end = compiler.compile(iterator.end) if iterator.end else None
        slot = compiler.new_slot()
        loops.append((slot, source, end))
        frame[iterator.name] = slot
    return tuple(loops)


def _turns(env: Env, loops: tuple[Loop, ...], depth: int = 0) -> Iterator[None]:
    """Put each combination of items into the slots."""
    slot, source, end = loops[depth]
    for item in iterate(env.run, source(env), end(env) if end else None, between=end is not None):
        env.run.step()
        env.slots[slot] = item
        if depth + 1 == len(loops):
            yield
        else:
            yield from _turns(env, loops, depth + 1)


def iterate(run: Run, value: Value, end: Value = None, *, between: bool = False) -> Iterable[Value]:
    """The items of a list, of a range, or from one value to another."""
    value = adopt(value)
    if between:
        return _count(run, value, adopt(end))
    if isinstance(value, list):
        return (adopt(item) for item in value)
    if isinstance(value, Range):
        if precedes(run, value.end, value.start):
            run.warn("the range ends before it starts")
            raise NotIterable
        return _inside(value, _count(run, value.start, value.end))
    if value is None:
        run.warn("null cannot be iterated")
        raise NotIterable
    return (value,)


def _inside(span: Range, items: Iterable[Value]) -> Iterator[Value]:
    for item in items:
        at_start = item == span.start and not span.start_included
        at_end = item == span.end and not span.end_included
        if not (at_start or at_end):
            yield item


def _count(run: Run, start: Value, end: Value) -> Iterable[Value]:
    if isinstance(start, Decimal) and isinstance(end, Decimal) and is_whole(start) and is_whole(end):
        return (Decimal(number) for number in _whole(int(start), int(end)))
    if isinstance(start, Date) and isinstance(end, Date):
        return (days_to_date(day) for day in _whole(start.to_days(), end.to_days()))
    run.warn(f"nothing can be counted from {described(start)} to {described(end)}")
    raise NotIterable


def _whole(start: int, end: int) -> range:
    return range(start, end - 1, -1) if end < start else range(start, end + 1)


@compiles(tree.For)
def _for(compiler: Compiler, node: tree.For) -> Closure:
    partial = compiler.new_slot()
    loops = _loops(compiler, node.iterators, {"partial": partial})
    body = compiler.compile(node.body)
    compiler.leave()
    return loop_closure(loops, body, partial)


def loop_closure(loops: tuple[Loop, ...], body: Closure, partial: int) -> Closure:
    """The list of what the body gives for each turn."""

    def run_all(env: Env) -> Value:
        results: list[Value] = []
        try:
            for _ in _turns(env, loops):
                env.slots[partial] = results
                results.append(body(env))
        except NotIterable:
            return None
        return results

    return run_all


@compiles(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified) -> Closure:
    loops = _loops(compiler, node.iterators, {})
    condition = compiler.compile(node.condition)
    compiler.leave()
    return quantifier_closure(loops, condition, every=node.every)


def quantifier_closure(loops: tuple[Loop, ...], condition: Closure, *, every: bool) -> Closure:
    """Whether the condition holds for some or every turn; null when that depends on a null."""

    def check(env: Env) -> Value:
        result: bool | None = every
        try:
            for _ in _turns(env, loops):
                found = condition(env)
                if found is (not every):
                    return not every
                if found is not every:
                    result = None
        except NotIterable:
            return None
        return result

    return check


MakeLoop = Callable[[tuple[Loop, ...], Closure, int], Closure]
