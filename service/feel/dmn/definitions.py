"""The types a model defines, and how values are made to fit them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.feel.compiler import Compiler
from service.feel.dmn.elements import ItemDefinition
from service.feel.errors import FeelError
from service.feel.expressions import UnaryTests
from service.feel.kinds import Value, adopt
from service.feel.parser import parse_unary_tests
from service.feel.run import Run
from service.feel.types import ANY, MISMATCH, NAMED, ContextOf, FunctionOf, ListOf, Type, coerce


@dataclass(frozen=True, eq=False)
class Defined(Type):
    """A type of the model: a base, and tests its values must pass."""

    label: str
    base: Type
    tests: tuple[UnaryTests, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """As the model calls it."""
        return self.label

    @property
    def inner(self) -> Type:
        """The base."""
        return self.base

    def holds(self, value: Value) -> bool:
        """Whether the value is one of the base and passes the tests."""
        return self.base.holds(value) and self.allows(value)

    def allows(self, value: Value) -> bool:
        """Whether the value passes the tests; null always does."""
        return value is None or all(tests.matches(value, {}) is True for tests in self.tests)


class TypeBook:
    """The types of one model by name; unknown or circular ones are Any, and noted as problems."""

    def __init__(self, definitions: Iterable[ItemDefinition], imported: Mapping[str, Type]) -> None:
        self.problems: list[str] = []
        self._definitions = {each.name: each for each in definitions}
        self.types: dict[str, Type] = dict(imported)
        self._open: set[str] = set()
        for name in self._definitions:
            self.find(name)

    def find(self, reference: str) -> Type:
        """The type of a reference, which may carry a prefix; none is Any."""
        name = reference.strip()
        if not name:
            return ANY
        if name in self.types:
            return self.types[name]
        bare = name.partition(":")[2] if name.startswith("feel:") else name
        if name in self._definitions and name not in self._open:
            self._open.add(name)
            self.types[name] = self._build(self._definitions[name])
            self._open.discard(name)
            return self.types[name]
        if bare in NAMED:
            return NAMED[bare]
        if ":" in bare:
            return self.find(bare.rpartition(":")[2])
        self.problems.append(f"the type '{name}' is not defined, or defined by itself")
        return ANY

    def _build(self, definition: ItemDefinition) -> Type:
        base = self._base(definition)
        tests = self._tests(definition.allowed, definition.name)
        if definition.is_collection:
            item = Defined(definition.name, base, tests) if tests else base
            outer = self._tests(definition.constraint, definition.name)
            return Defined(definition.name, ListOf(item), outer)
        tests += self._tests(definition.constraint, definition.name)
        return Defined(definition.name, base, tests)

    def _base(self, definition: ItemDefinition) -> Type:
        if definition.components:
            return ContextOf({each.name: self._build(each) for each in definition.components})
        if definition.function:
            parameters, result = definition.function
            return FunctionOf(tuple(self.find(each) for each in parameters), self.find(result))
        return self.find(definition.type_ref)

    def _tests(self, text: str, name: str) -> tuple[UnaryTests, ...]:
        if not text:
            return ()
        try:
            return (UnaryTests(text, parse_unary_tests(text), Compiler()),)
        except FeelError as problem:
            self.problems.append(f"the allowed values of '{name}': {problem}")
            return ()


def plain(type_: Type) -> Type:
    """The type without the names and tests around it."""
    while isinstance(type_, Defined):
        type_ = type_.base
    return type_


def fit(run: Run, value: Value, type_: Type, what: str) -> Value:
    """The value as one of the type, entries and items included; null with a warning when it is none."""
    if type_ is ANY or value is None:
        return value
    found = _fit(run, adopt(value), type_)
    if found is MISMATCH:
        run.warn(f"{what} is no {type_.name}")
        return None
    return found


def _fit(run: Run, value: Value, type_: Type) -> Value:
    if value is None:
        return None
    if isinstance(type_, Defined):
        found = _fit(run, value, type_.base)
        return found if found is MISMATCH or type_.allows(found) else MISMATCH
    if isinstance(type_, ListOf) and type_.item is not ANY:
        return _fit_list(run, value if isinstance(value, list) else [value], type_.item)
    if isinstance(value, list) and len(value) == 1 and not isinstance(type_, ListOf) and type_ is not ANY:
        return _fit(run, adopt(value[0]), type_)
    if isinstance(type_, ContextOf) and isinstance(value, dict):
        return _fit_context(run, value, type_)
    return coerce(value, type_)


def _fit_list(run: Run, items: list[Value], type_: Type) -> Value:
    run.step(1 + len(items))
    fitted = [_fit(run, adopt(item), type_) for item in items]
    return MISMATCH if any(item is MISMATCH for item in fitted) else fitted


def _fit_context(run: Run, value: dict[str, Value], type_: ContextOf) -> Value:
    run.step()
    fitted = dict(value)
    for name, wanted in type_.fields.items():
        if name not in value:
            run.warn(f"the entry '{name}' is missing")
            return MISMATCH
        found = _fit(run, adopt(value[name]), wanted)
        if found is MISMATCH:
            return MISMATCH
        fitted[name] = found
    return fitted


def property_names(types: Iterable[Type]) -> frozenset[str]:
    """Every name of an entry that the types speak of."""
    names: set[str] = set()
    pending, seen = list(types), set[int]()
    while pending:
        type_ = pending.pop()
        if id(type_) in seen:
            continue
        seen.add(id(type_))
        if isinstance(type_, Defined):
            pending.append(type_.base)
        elif isinstance(type_, ListOf):
            pending.append(type_.item)
        elif isinstance(type_, ContextOf):
            names.update(type_.fields)
            pending.extend(type_.fields.values())
    return frozenset(names)
