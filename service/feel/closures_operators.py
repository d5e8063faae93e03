"""Closures of literals, arithmetic, comparison, logic and ``if``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from service.feel import arithmetic, tree
from service.feel.compiler import Closure, Compiler, compiles
from service.feel.equality import equal, precedes
from service.feel.errors import FeelError
from service.feel.kinds import Range, Value, described
from service.feel.numbers import ARITHMETIC
from service.feel.run import Env, Run
from service.feel.types import NULL, coerce

Compare = Callable[[Run, Value, Value], bool | None]


def not_equal(run: Run, left: Value, right: Value) -> bool | None:
    """The opposite of equal."""
    same = equal(run, left, right)
    return None if same is None else not same


COMPARISONS: Mapping[str, Compare] = {
    "=": equal,
    "!=": not_equal,
    "<": precedes,
    "<=": lambda run, left, right: precedes(run, left, right, or_equal=True),
    ">": lambda run, left, right: precedes(run, right, left),
    ">=": lambda run, left, right: precedes(run, right, left, or_equal=True),
}

QUICK: Mapping[str, tuple[Callable[[Decimal, Decimal], Value], arithmetic.Operator]] = {
    "+": (ARITHMETIC.add, arithmetic.add),
    "-": (ARITHMETIC.subtract, arithmetic.subtract),
    "*": (ARITHMETIC.multiply, arithmetic.multiply),
}
SLOW: Mapping[str, arithmetic.Operator] = {"/": arithmetic.divide, "**": arithmetic.power}


@compiles(tree.Literal)
def _literal(_compiler: Compiler, node: tree.Literal) -> Closure:
    value = node.value
    return lambda env: value


@compiles(tree.Negation)
def _negation(compiler: Compiler, node: tree.Negation) -> Closure:
    operand = compiler.compile(node.operand)
    return lambda env: arithmetic.negate(env.run, operand(env))


@compiles(tree.Binary)
def _binary(compiler: Compiler, node: tree.Binary) -> Closure:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.operator in QUICK:
        return _quick_arithmetic(node.operator, left, right)
    if node.operator in SLOW:
        operate = SLOW[node.operator]
        return lambda env: operate(env.run, left(env), right(env))
    if node.operator in ("=", "!="):
        return _equality(node.operator == "=", left, right)
    return _order(node.operator, left, right)


def _quick_arithmetic(operator: str, left: Closure, right: Closure) -> Closure:
    quick, slow = QUICK[operator]

    def calculate(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return quick(a, b)
            except ArithmeticError:
                env.run.warn("the number is too large")
                return None
        return slow(env.run, a, b)

    return calculate


def _equality(wanted: bool, left: Closure, right: Closure) -> Closure:
    def compare(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is type(b) and (type(a) is str or type(a) is Decimal):
            return (a == b) is wanted
        same = equal(env.run, a, b)
        return None if same is None else same is wanted

    return compare


def _order(operator: str, left: Closure, right: Closure) -> Closure:
    slow = COMPARISONS[operator]
    up, or_equal = operator[0] == "<", len(operator) == 2

    def compare(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            if or_equal:
                return a <= b if up else a >= b
            return a < b if up else a > b
        return slow(env.run, a, b)

    return compare


@compiles(tree.Logic)
def _logic(compiler: Compiler, node: tree.Logic) -> Closure:
    operands = tuple(compiler.compile(each) for each in node.operands)
    decisive = node.operator == "or"
    if len(operands) == 2:
        return _logic_of_two(decisive, *operands)

    def combine(env: Env) -> Value:
        result: bool | None = not decisive
        for operand in operands:
            value = operand(env)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = None
        return result

    return combine


def _logic_of_two(decisive: bool, left: Closure, right: Closure) -> Closure:
    other = not decisive

    def combine(env: Env) -> Value:
        a = left(env)
        if a is decisive:
            return decisive
        b = right(env)
        if b is decisive:
            return decisive
        return other if a is other and b is other else None

    return combine


@compiles(tree.If)
def _if(compiler: Compiler, node: tree.If) -> Closure:
    condition, yes, no = (
        compiler.compile(node.condition),
        compiler.compile(node.yes),
        compiler.compile(node.no),
    )

    def choose(env: Env) -> Value:
        found = condition(env)
        if found is True:
            return yes(env)
        if found is not False:
            env.run.warn(f"the condition of 'if' is {described(found)}: 'else' is taken")
        return no(env)

    return choose


@compiles(tree.Between)
def _between(compiler: Compiler, node: tree.Between) -> Closure:
    value, low, high = compiler.compile(node.value), compiler.compile(node.low), compiler.compile(node.high)

    def check(env: Env) -> Value:
        middle = value(env)
        above = precedes(env.run, low(env), middle, or_equal=True)
        below = precedes(env.run, middle, high(env), or_equal=True)
        if above is None or below is None:
            return None
        return above and below

    return check


@compiles(tree.Interval)
def _interval(compiler: Compiler, node: tree.Interval) -> Closure:
    start, end = compiler.compile(node.start), compiler.compile(node.end)

    def make(env: Env) -> Value:
        return make_range(env.run, start(env), end(env), node.start_included, node.end_included)

    return make


def make_range(run: Run, start: Value, end: Value, start_included: bool, end_included: bool) -> Range | None:
    """The range between two values; null when an end is null or the two have no order."""
    if start is None or end is None or precedes(run, start, end) is None:
        run.warn("a range needs two ends of one kind")
        return None
    return Range(start, end, start_included, end_included)


@compiles(tree.Comparison)
def _comparison(compiler: Compiler, node: tree.Comparison) -> Closure:
    operand, sign = compiler.compile(node.operand), node.operator

    def make(env: Env) -> Value:
        end = operand(env)
        if end is None or sign == "!=":
            env.run.warn(f"'{sign}' and {described(end)} make no range")
            return None
        if sign == "=":
            return Range(end, end, True, True)
        if sign[0] == "<":
            return Range(None, end, False, sign == "<=")
        return Range(end, None, sign == ">=", False)

    return make


@compiles(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf) -> Closure:
    value = compiler.compile(node.value)
    try:
        wanted = compiler.resolve_type(node.type)
    except FeelError as problem:
        reason = str(problem)
        return lambda env: env.run.warn(reason)

    def check(env: Env) -> Value:
        found = value(env)
        if found is None:
            return wanted is NULL
        return wanted.holds(coerce(found, wanted) if type(found) is int else found)

    return check
