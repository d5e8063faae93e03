"""From tree to closures: every node becomes one Python function of the environment, once.

Local names (iterators, parameters, context entries, the filtered item, ``?``) live in numbered slots
decided here; everything else is read from the caller's scope. The functions for the kinds of nodes are in
the ``closures_*`` modules, which register themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service.feel import tree
from service.feel.errors import FeelError
from service.feel.kinds import Value
from service.feel.limits import MAX_HEIGHT
from service.feel.run import Env
from service.feel.types import (
    ANY,
    CONTEXT,
    FUNCTION,
    LIST,
    NAMED,
    RANGE,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Type,
)

Closure = Callable[[Env], Value]
Test = Callable[[Env, Value], bool | None]
Make = Callable[["Compiler", tree.Node], Closure]
NodeType = TypeVar("NodeType", bound=tree.Node)

MAKERS: dict[type[tree.Node], Make] = {}


def compiles(
    kind: type[NodeType],
) -> Callable[[Callable[[Compiler, NodeType], Closure]], Callable[..., Closure]]:
    """Register the function that compiles this kind of node."""

    def register(make: Callable[[Compiler, NodeType], Closure]) -> Callable[..., Closure]:
        def checked(compiler: Compiler, node: tree.Node) -> Closure:
            if not isinstance(node, kind):
                raise TypeError(type(node).__name__)
            return make(compiler, node)

        MAKERS[kind] = checked
        return make

    return register


@dataclass(frozen=True, slots=True)
class ItemFrame:
    """The names inside a filter: properties of the item in this slot, if it is a context that has them."""

    slot: int


Frame = Mapping[str, int] | ItemFrame


class Compiler:
    """Compiles one expression.

    Knows which names are variables of the caller and which types the model defines.
    """

    def __init__(self, names: Iterable[str] = (), types: Mapping[str, Type] | None = None) -> None:
        self.names = frozenset(names)
        self.types = types or {}
        self.frames: list[Frame] = []
        self.slots = 0
        self.height = 0
        self.own_slot: int | None = None
        self.free: set[str] = set()
        self.unsure: set[str] = set()

    def compile(self, node: tree.Node) -> Closure:
        """The closure of a node."""
        self.height += 1
        if self.height > MAX_HEIGHT:
            raise FeelError(f"the expression is higher than {MAX_HEIGHT} levels")
        closure = MAKERS[type(node)](self, node)
        self.height -= 1
        return closure

    def new_slot(self) -> int:
        """A slot of its own for one binding."""
        self.slots += 1
        return self.slots - 1

    def bind(self, names: Iterable[str]) -> dict[str, int]:
        """Open a frame in which each name has a slot; close it with ``leave``."""
        frame = {name: self.new_slot() for name in names}
        self.frames.append(frame)
        return frame

    def leave(self) -> None:
        """Close the innermost frame."""
        self.frames.pop()

    def is_bound(self, name: str) -> bool:
        """Whether the name is surely local."""
        return any(not isinstance(frame, ItemFrame) and name in frame for frame in self.frames)

    def resolve_type(self, written: tree.TypeName) -> Type:
        """The type that was written; one nobody defined raises FeelError."""
        if written.known is not None:
            return written.known
        parts = tuple(self.resolve_type(part) for part in written.parts)
        if not parts:
            found = self.types.get(written.name) or NAMED.get(written.name)
            if found is None:
                raise FeelError(f"there is no type {written.name!r}")
            return found
        if written.name == "list":
            return ListOf(parts[0])
        if written.name == "range":
            return RangeOf(parts[0])
        if written.name == "context":
            return ContextOf(dict(zip(written.fields, parts, strict=True)))
        return FunctionOf(parts[:-1], parts[-1])


PLAIN_TYPES: tuple[Type, ...] = (ANY, LIST, CONTEXT, RANGE, FUNCTION)


def load_makers() -> None:
    """Import the modules that register the makers."""
    from service.feel import (
        closures_calls,
        closures_loops,
        closures_operators,
        closures_paths,
        closures_tests,
    )

    loaded = (closures_calls, closures_loops, closures_operators, closures_paths, closures_tests)
    if not all(loaded):
        raise FeelError("the compiler is incomplete")
