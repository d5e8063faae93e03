"""Closures of ``in`` and of the unary tests of a table cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal

from service.feel import tree
from service.feel.closures_operators import COMPARISONS, Compare
from service.feel.compiler import Closure, Compiler, Test, compiles
from service.feel.equality import equal, includes, same
from service.feel.kinds import Function, Range, Value, adopt
from service.feel.run import Env

SUBJECT = "?"


def uses_subject(node: object) -> bool:
    """Whether ``?`` stands anywhere in the node."""
    if isinstance(node, tree.Name):
        return node.name == SUBJECT
    if isinstance(node, tuple):
        return any(uses_subject(each) for each in node)
    if is_dataclass(node) and isinstance(node, (tree.Node, tree.Iterator)):
        return any(uses_subject(getattr(node, each.name)) for each in fields(node))
    return False


@compiles(tree.In)
def _in(compiler: Compiler, node: tree.In) -> Closure:
    value = compiler.compile(node.value)
    frame = compiler.bind((SUBJECT,))
    tests = tuple(compile_test(compiler, test) for test in node.tests)
    compiler.leave()
    slot, check = frame[SUBJECT], any_test(tests)

    def is_in(env: Env) -> Value:
        subject = env.slots[slot] = value(env)
        return check(env, subject)

    return is_in


@compiles(tree.Tests)
def _tests(compiler: Compiler, node: tree.Tests) -> Closure:
    """Tests as an expression: they look at ``?``."""
    subject = compiler.compile(tree.Name(SUBJECT))
    check = compile_tests(compiler, node)
    return lambda env: check(env, subject(env))


def compile_tests(compiler: Compiler, node: tree.Tests) -> Test:
    """Whether any of the tests holds for the value, or with ``not`` none; no tests always hold."""
    if not node.tests:
        return lambda env, value: True
    found = any_test(tuple(compile_test(compiler, test) for test in node.tests))
    if not node.negated:
        return found

    def negated(env: Env, value: Value) -> bool | None:
        result = found(env, value)
        return None if result is None else not result

    return negated


def any_test(tests: tuple[Test, ...]) -> Test:
    """Whether any test holds; null when none does and one is null."""
    if len(tests) == 1:
        return tests[0]

    def check(env: Env, value: Value) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(env, value)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return check


def compile_test(compiler: Compiler, node: tree.Node) -> Test:
    """One test."""
    if isinstance(node, tree.Comparison):
        return _comparison_test(COMPARISONS[node.operator], compiler.compile(node.operand), node)
    if isinstance(node, tree.Interval):
        return _interval_test(compiler.compile(node), node)
    expression = compiler.compile(node)
    if isinstance(node, tree.Literal) and type(node.value) in (str, Decimal):
        return _literal_test(node.value)
    if uses_subject(node):
        return _condition_test(expression)
    return lambda env, value: matches(env, value, expression(env))


def _literal_test(wanted: object) -> Test:
    wanted_type = type(wanted)

    def check(env: Env, value: Value) -> bool | None:
        if type(value) is wanted_type:
            return value == wanted
        return matches(env, value, wanted)

    return check


def _comparison_test(compare: Compare, operand: Closure, node: tree.Comparison) -> Test:
    limit = node.operand.value if isinstance(node.operand, tree.Literal) else None
    sign = node.operator
    if not isinstance(limit, Decimal) or sign not in ("<", "<=", ">", ">="):
        return lambda env, value: compare(env.run, value, operand(env))
    up, or_equal = sign[0] == "<", len(sign) == 2

    def check(env: Env, value: Value) -> bool | None:
        if type(value) is Decimal:
            if or_equal:
                return value <= limit if up else value >= limit
            return value < limit if up else value > limit
        return compare(env.run, value, limit)

    return check


def _interval_test(make: Closure, node: tree.Interval) -> Test:
    low = node.start.value if isinstance(node.start, tree.Literal) else None
    high = node.end.value if isinstance(node.end, tree.Literal) else None
    with_low, with_high = node.start_included, node.end_included

    def general(env: Env, value: Value) -> bool | None:
        span = make(env)
        return includes(env.run, span, value) if isinstance(span, Range) else None

    if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
        return general

    def check(env: Env, value: Value) -> bool | None:
        if type(value) is not Decimal:
            return general(env, value)
        above = low <= value if with_low else low < value
        return above and (value <= high if with_high else value < high)

    return check


def _condition_test(expression: Closure) -> Test:
    def check(env: Env, value: Value) -> bool | None:
        found = expression(env)
        if found is True or found is False or found is None:
            return found
        return matches(env, value, found)

    return check


def matches(env: Env, value: Value, wanted: Value) -> bool | None:
    """Whether the value is the wanted one, lies in the wanted range, or is among the wanted list."""
    if isinstance(wanted, Range):
        if isinstance(value, Range):
            return equal(env.run, value, wanted)
        return includes(env.run, wanted, value)
    if isinstance(wanted, list):
        if isinstance(value, list) and same(env.run, value, wanted):
            return True
        return _among(env, value, wanted)
    if isinstance(wanted, Function):
        env.run.warn("a function is no test")
        return None
    if isinstance(wanted, bool) and not isinstance(value, bool) and value is not None:
        return wanted
    return equal(env.run, value, wanted)


def _among(env: Env, value: Value, wanted: Iterable[Value]) -> bool | None:
    for each in wanted:
        env.run.step()
        item = adopt(each)
        found = includes(env.run, item, value) if isinstance(item, Range) else same(env.run, value, item)
        if found is True:
            return True
    return False
