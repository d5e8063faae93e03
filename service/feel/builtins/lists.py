"""Functions of lists; positions count from 1, from the end when negative."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from service.feel.builtins.registry import builtin
from service.feel.equality import same
from service.feel.functions import Function
from service.feel.kinds import Value, adopt
from service.feel.run import Run

Items = list[Value]


def place_of(position: Decimal, length: int) -> int:
    """The index of a position, its fraction cut off; raises ValueError when there is no such item."""
    place = int(position)
    if not 1 <= abs(place) <= length:
        raise ValueError(f"there is no position {position} in a list of {length}")
    return place - 1 if place > 0 else length + place


def _is(run: Run, left: Value, right: Value) -> bool:
    run.step()
    return same(run, left, right)


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, items: Items, element: Value) -> Value:
    """Whether the element, null too, is in the list."""
    return any(_is(run, adopt(item), element) for item in items)


@builtin("count", "list: list", "c...: any")
def count(_run: Run, *items: Value) -> Value:
    """How many items."""
    if items in ((), (None,)):
        raise ValueError("there is no list")
    return Decimal(len(_spread(items)))


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(run: Run, items: Items, start: Decimal, length: Decimal | None = None) -> Value:
    """The items from the position on, as many as the length says."""
    begin = place_of(start, len(items))
    end = len(items) if length is None else begin + int(length)
    if end > len(items) or (length is not None and length < 1):
        raise ValueError("the length is less than 1 or passes the end of the list")
    run.build_list(end - begin)
    return items[begin:end]


@builtin("append", "list: list, item...: any")
def append(run: Run, items: Items, *more: Value) -> Value:
    """The list with the items behind it."""
    run.build_list(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "list...: list")
def concatenate(run: Run, *lists: Items) -> Value:
    """The items of all lists."""
    run.build_list(sum(map(len, lists)))
    return [item for items in lists for item in items] if lists else None


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: Items, position: Decimal, new: Value) -> Value:
    """The list with the item put before the position."""
    place = place_of(position, len(items))
    run.build_list(len(items))
    return [*items[:place], new, *items[place:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: Items, position: Decimal) -> Value:
    """The list without the item at the position."""
    place = place_of(position, len(items))
    run.build_list(len(items))
    return items[:place] + items[place + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(run: Run, items: Items, position: Decimal, new: Value) -> Value:
    """The list with the item at the position replaced."""
    place = place_of(position, len(items))
    run.build_list(len(items))
    return [*items[:place], new, *items[place + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, items: Items, match: Function, new: Value) -> Value:
    """The list with each item replaced for which ``match(item, newItem)`` is true."""
    replaced: Items = []
    for item in items:
        found = _ask(run, match, adopt(item), new)
        replaced.append(new if found else item)
    return replaced


def _ask(run: Run, function: Function, *arguments: Value) -> bool:
    from service.feel.closures_calls import invoke

    if not any(len(signature.parameters) == len(arguments) for signature in function.signatures):
        raise ValueError(f"the function must take {len(arguments)} arguments")
    found = invoke(run, function, arguments)
    if not isinstance(found, bool):
        raise ValueError("the function must give a boolean")
    return found


@builtin("reverse", "list: list")
def reverse(run: Run, items: Items) -> Value:
    """The items in the opposite order."""
    run.build_list(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: Items, match: Value) -> Value:
    """The positions of the items equal to the match."""
    return [Decimal(place) for place, item in enumerate(items, 1) if _is(run, adopt(item), match)]


@builtin("union", "list...: list")
def union(run: Run, *lists: Items) -> Value:
    """The items of all lists, each once."""
    return distinct_values(run, [item for items in lists for item in items]) if lists else None


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: Items) -> Value:
    """The items, each once, in the order of their first standing."""
    plain: set[tuple[type, Value]] = set()
    kept: Items = []
    for item in map(adopt, items):
        if isinstance(item, (str, Decimal, bool)):
            key = (type(item), item)
            if key not in plain:
                plain.add(key)
                kept.append(item)
        elif not any(_is(run, item, other) for other in kept):
            kept.append(item)
    return kept


@builtin("flatten", "list: list")
def flatten(run: Run, items: Items) -> Value:
    """The items of nested lists in one list."""
    flat: Items = []
    pending = [iter(items)]
    while pending:
        for item in pending[-1]:
            run.step()
            if isinstance(item, (list, tuple)):
                pending.append(iter(item))
                break
            flat.append(adopt(item))
        else:
            pending.pop()
    return flat


@builtin("sort", "list: list, precedes: function")
def sort(run: Run, items: Items, precedes: Function) -> Value:
    """The items in the order of ``precedes(a, b)``; equal ones keep theirs."""

    def compare(left: Value, right: Value) -> int:
        if _ask(run, precedes, left, right):
            return -1
        return 1 if _ask(run, precedes, right, left) else 0

    return sorted(map(adopt, items), key=cmp_to_key(compare))


@builtin("sort", "list: list")
def sort_plain(run: Run, items: Items) -> Value:
    """The items from the smallest to the largest."""
    from service.feel.equality import precedes

    def compare(left: Value, right: Value) -> int:
        first = precedes(run, left, right)
        if first is None:
            raise ValueError("the items have no order")
        return -1 if first else int(precedes(run, right, left) or False)

    return sorted(map(adopt, items), key=cmp_to_key(compare))


def _spread(items: tuple[Value, ...]) -> Items:
    return items[0] if len(items) == 1 and isinstance(items[0], list) else list(items)
