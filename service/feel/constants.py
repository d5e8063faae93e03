"""Ranges written in a string: only constants may be their ends."""

from __future__ import annotations

from service.feel import tree
from service.feel.builtins.registry import BUILTINS, CONSTRUCTORS
from service.feel.errors import FeelError
from service.feel.kinds import Range, Value
from service.feel.run import Run


def read_constant_range(run: Run, text: str) -> Value:
    """The range the text writes, an end left out is unbounded; None when it writes none."""
    from service.feel.parser import parse_expression

    bare = text.strip()
    if len(bare) < 2 or bare[0] not in "[(]" or bare[-1] not in "])[":
        return None
    left, dots, right = bare[1:-1].partition("..")
    if not dots:
        return None
    start_included, end_included = bare[0] == "[", bare[-1] == "]"
    start_open, end_open = not left.strip(), not right.strip()
    if (start_open and start_included) or (end_open and end_included) or (start_open and end_open):
        return None
    try:
        start = None if start_open else _constant(run, parse_expression(left))
        end = None if end_open else _constant(run, parse_expression(right))
    except FeelError:
        return None
    if start is None or end is None:
        open_ended = start_open != end_open and (start is not None or end is not None)
        return Range(start, end, start_included, end_included) if open_ended else None
    from service.feel.closures_operators import make_range

    return make_range(run, start, end, start_included, end_included)


def _constant(run: Run, node: tree.Node) -> Value:
    from service.feel.closures_calls import invoke

    if isinstance(node, tree.Literal):
        return node.value
    if (
        isinstance(node, tree.Call)
        and isinstance(node.function, tree.Name)
        and node.function.name in CONSTRUCTORS
    ):
        values = [each.value for each in node.arguments if isinstance(each, tree.Literal)]
        if len(values) == len(node.arguments) and not node.names:
            return invoke(run, BUILTINS[node.function.name], values)
    return None
