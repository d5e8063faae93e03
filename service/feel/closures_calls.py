"""Closures of function definitions and calls."""

from __future__ import annotations

from collections.abc import Sequence

from service.feel import tree
from service.feel.builtins import BUILTINS, CONSTRUCTORS
from service.feel.compiler import Closure, Compiler, compiles
from service.feel.errors import FeelError
from service.feel.functions import LEFT_OUT, Function, Parameter, Signature, order_named
from service.feel.kinds import KINDS, Value, described
from service.feel.run import Env, Run
from service.feel.types import ANY, MISMATCH, coerce

KNOWN = frozenset(KINDS) - {int}


@compiles(tree.FunctionDefinition)
def _function(compiler: Compiler, node: tree.FunctionDefinition) -> Closure:
    own, compiler.own_slot = compiler.own_slot, None
    frame = compiler.bind(name for name, _ in node.parameters)
    body = compiler.compile(node.body) if node.body else None
    compiler.leave()
    if body is None:
        return lambda env: external_function([name for name, _ in node.parameters])
    parameters = tuple(
        Parameter(name, compiler.resolve_type(written) if written else None)
        for name, written in node.parameters
    )
    return function_closure(parameters, tuple(frame.values()), body, own)


def function_closure(
    parameters: tuple[Parameter, ...], slots: Sequence[int], body: Closure, own: int | None
) -> Closure:
    """A function that keeps the local names it was defined among, and itself under its ``own`` name."""

    def define(env: Env) -> Value:
        scope, kept = env.scope, env.slots[:]

        def call(run: Run, *arguments: Value) -> Value:
            run.enter()
            local = kept[:]
            for slot, argument in zip(slots, arguments, strict=True):
                local[slot] = argument
            result = body(Env(scope, local, run))
            run.leave()
            return result

        function = Function("function", (Signature(parameters, call),))
        if own is not None:
            kept[own] = function
        return function

    return define


def external_function(names: Sequence[str]) -> Function:
    """A function that lives outside FEEL: it cannot be called here, so its result is null."""

    def call(run: Run, *_arguments: Value) -> Value:
        run.warn("external functions are not run")
        return None

    return Function("external", (Signature(tuple(Parameter(name) for name in names), call),))


@compiles(tree.Call)
def _call(compiler: Compiler, node: tree.Call) -> Closure:
    arguments = tuple(compiler.compile(argument) for argument in node.arguments)
    builtin = BUILTINS.get(node.function.name) if isinstance(node.function, tree.Name) else None
    if builtin and builtin.name not in compiler.names and not compiler.is_bound(builtin.name):
        return _call_builtin(builtin, node, arguments)
    function = compiler.compile(node.function)
    names = node.names

    def call(env: Env) -> Value:
        called = function(env)
        if builtin and not isinstance(called, Function):
            called = builtin  # a variable of that name, which is no function, is not what is called
        values = [argument(env) for argument in arguments]
        return (
            invoke_named(env.run, called, dict(zip(names, values, strict=True)))
            if names
            else invoke(env.run, called, values)
        )

    return call


def _call_builtin(builtin: Function, node: tree.Call, arguments: tuple[Closure, ...]) -> Closure:
    if builtin.name in CONSTRUCTORS and not node.names:
        constant = _constant(builtin, node)
        if constant is not None:
            return lambda env: constant
    names = node.names
    if names:
        return lambda env: invoke_named(
            env.run, builtin, dict(zip(names, [argument(env) for argument in arguments], strict=True))
        )
    return _quick_call(builtin, arguments) or (
        lambda env: invoke(env.run, builtin, [argument(env) for argument in arguments])
    )


def _quick_call(builtin: Function, arguments: tuple[Closure, ...]) -> Closure | None:
    """The call when one signature alone can be meant: arguments of the right classes go straight to it."""
    ways = [way for way in builtin.signatures if way.takes(len(arguments))]
    if len(ways) != 1 or any(each.many for each in ways[0].parameters):
        return None
    body = ways[0].call
    accepted = tuple(
        KNOWN if each.type is None or each.type is ANY else each.type.python
        for each in ways[0].parameters[: len(arguments)]
    )

    def call(env: Env) -> Value:
        values = [argument(env) for argument in arguments]
        for value, classes in zip(values, accepted, strict=True):
            if type(value) not in classes:
                return invoke(env.run, builtin, values)
        return body(env.run, *values)

    return call


def _constant(builtin: Function, node: tree.Call) -> Value:
    values = [argument.value for argument in node.arguments if isinstance(argument, tree.Literal)]
    return invoke(Run(None), builtin, values) if len(values) == len(node.arguments) else None


def invoke(run: Run, function: Value, arguments: Sequence[Value]) -> Value:
    """Call a function by position; null with a warning when the arguments do not fit."""
    if not isinstance(function, Function):
        run.warn(f"{described(function)} cannot be called")
        return None
    reason = f"it does not take {len(arguments)} arguments"
    for signature in function.signatures:
        if not signature.takes(len(arguments)):
            continue
        fitted = _fit(signature, arguments)
        if isinstance(fitted, list):
            return _finish(run, function, signature, signature.call(run, *fitted))
        reason = fitted
    run.warn(f"{function.name}: {reason}")
    return None


def invoke_named(run: Run, function: Value, named: dict[str, Value]) -> Value:
    """Call a function by the names of its parameters."""
    if not isinstance(function, Function):
        run.warn(f"{described(function)} cannot be called")
        return None
    reason = "it has no parameters named " + ", ".join(named)
    for signature in function.signatures:
        ordered = order_named(signature, named)
        if ordered is None:
            continue
        fitted = _fit(signature, ordered, spread=False)
        if isinstance(fitted, list):
            return _finish(run, function, signature, signature.call(run, *fitted))
        reason = fitted
    run.warn(f"{function.name}: {reason}")
    return None


def _fit(signature: Signature, arguments: Sequence[Value], *, spread: bool = True) -> list[Value] | str:
    parameters = signature.parameters
    fitted: list[Value] = []
    for index, value in enumerate(arguments):
        parameter = parameters[min(index, len(parameters) - 1)]
        wanted = parameter.type or ANY
        if value is LEFT_OUT:
            fitted.append(None)
            continue
        if value is None and not parameter.nullable:
            return f"'{parameter.name}' is null"
        found = coerce(value, wanted)
        if found is MISMATCH:
            return f"'{parameter.name}' is {described(value)}, not a {wanted.name}"
        fitted.append(found)
    return fitted


def _finish(run: Run, function: Function, signature: Signature, result: Value) -> Value:
    if signature.result is None:
        return result
    found = coerce(result, signature.result)
    if found is MISMATCH:
        run.warn(f"{function.name}: the result is {described(result)}, not a {signature.result.name}")
        return None
    return found


def bind_types(types: Sequence[str], compiler: Compiler) -> list[FeelError]:
    """Which of the types nobody defined."""
    problems: list[FeelError] = []
    for name in types:
        try:
            compiler.resolve_type(tree.TypeName(name))
        except FeelError as problem:
            problems.append(problem)
    return problems
