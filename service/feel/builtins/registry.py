"""How a built-in function is declared: its name as FEEL writes it, and its signatures in words.

``"list: list, position: number, new item?: any"``: each parameter has a name and a type; ``?`` behind the
name marks one that may be left out, ``...`` one that takes all further arguments. Only ``any`` takes null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from service.feel import types
from service.feel.functions import Function, Parameter, Signature
from service.feel.kinds import Value
from service.feel.names import tidy
from service.feel.run import Run
from service.feel.types import ListOf, Type

Body = Callable[..., Value]

TYPES: Mapping[str, Type] = {
    **types.NAMED,
    "duration": types.DURATION,
    "calendar": types.CALENDAR,
    "clock": types.CLOCK,
    "list of contexts": ListOf(types.CONTEXT),
    "list of strings": ListOf(types.STRING),
}

BUILTINS: dict[str, Function] = {}

CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})
"""Functions whose result depends on their arguments alone: with constants they are computed once."""


def builtin(name: str, *signatures: str) -> Callable[[Body], Body]:
    """Register the function under its FEEL name; further registrations of a name add signatures."""

    def register(body: Body) -> Body:
        @wraps(body)
        def call(run: Run, *arguments: Value) -> Value:
            try:
                return body(run, *arguments)
            except (ArithmeticError, ValueError) as problem:
                run.warn(f"{name}: {problem or type(problem).__name__}")
                return None

        known = BUILTINS[name].signatures if name in BUILTINS else ()
        BUILTINS[name] = Function(
            name, known + tuple(Signature(_parameters(text), call) for text in signatures)
        )
        return body

    return register


def _parameters(text: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(part) for part in text.split(",") if part.strip())


def _parameter(text: str) -> Parameter:
    name, _, type_name = text.partition(":")
    wanted = TYPES[tidy(type_name)]
    name = tidy(name)
    return Parameter(
        name.rstrip("?."),
        wanted,
        optional=name.endswith("?"),
        many=name.endswith("..."),
        nullable=wanted is types.ANY,
    )
