"""Functions as values: parameters, overloads, and how arguments find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.feel.run import Run
    from service.feel.types import Type


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Its type if stated, whether it may be left out, whether it takes all further arguments.
    """

    name: str
    type: Type | None = None
    optional: bool = False
    many: bool = False
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function; ``call`` receives the run and the arguments, coerced."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., object]
    result: Type | None = None

    @property
    def required(self) -> int:
        """How many arguments it must have."""
        return sum(1 for parameter in self.parameters if not (parameter.optional or parameter.many))

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments by position."""
        many = bool(self.parameters) and self.parameters[-1].many
        return self.required <= count and (many or count <= len(self.parameters))


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function: built-in, written in FEEL, a business knowledge model, or lent by the host."""

    name: str
    signatures: tuple[Signature, ...] = field(repr=False)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of its first signature."""
        return self.signatures[0].parameters


def host_function(name: str, parameters: Sequence[str], call: Callable[..., object]) -> Function:
    """A function lent by the caller.

    ``call`` gets the FEEL arguments by position and returns a FEEL value.
    """

    def invoke(_run: Run, *arguments: object) -> object:
        return call(*arguments)

    return Function(name, (Signature(tuple(Parameter(each) for each in parameters), invoke),))


def order_named(signature: Signature, named: Mapping[str, object]) -> list[object] | None:
    """The named arguments by position, or None when the names do not fit this signature."""
    names = [parameter.name for parameter in signature.parameters]
    if any(name not in names for name in named):
        return None
    ordered: list[object] = []
    for parameter in signature.parameters:
        if parameter.name in named:
            ordered.append(named[parameter.name])
        elif not (parameter.optional or parameter.many):
            return None
        else:
            ordered.append(LEFT_OUT)
    while ordered and ordered[-1] is LEFT_OUT:
        ordered.pop()
    return ordered


class _LeftOut:
    """The mark of an optional argument that a call by name left out."""


LEFT_OUT = _LeftOut()
