"""The types of FEEL: what belongs to each, and the implicit conversions into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.kinds import KINDS, Function, Range, Value, adopt
from service.feel.temporal import Date, DateTime, Time


class Type:
    """A type; ``python`` holds the classes whose values all belong to it, for a quick answer."""

    python: frozenset[type] = frozenset()

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        raise NotImplementedError

    def holds(self, value: Value) -> bool:
        """Whether the value, not null, belongs to the type."""
        raise NotImplementedError

    @property
    def inner(self) -> Type:
        """The type under a name that a model gave it; of any other type itself."""
        return self

    def allows(self, value: Value) -> bool:
        """Whether a value of the inner type passes what the name asks in addition."""
        return True

    def __str__(self) -> str:
        """Its name."""
        return self.name


@dataclass(frozen=True)
class Simple(Type):
    """A built-in type, or several under one name."""

    label: str
    python: frozenset[type] = field(repr=False)

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return self.label

    def holds(self, value: Value) -> bool:
        """Whether the value is of this kind."""
        return type(value) in self.python


class _Any(Type):
    """Everything but null."""

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return "Any"

    def holds(self, value: Value) -> bool:
        """Everything but null."""
        return value is not None


class _Null(Type):
    """Null alone."""

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return "Null"

    def holds(self, value: Value) -> bool:
        """Only null."""
        return value is None


@dataclass(frozen=True)
class ListOf(Type):
    """A list whose items are of one type."""

    item: Type
    python: frozenset[type] = field(default=frozenset(), repr=False, compare=False)

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return f"list<{self.item.name}>"

    def holds(self, value: Value) -> bool:
        """Whether it is a list and each item is of the type or null."""
        if type(value) is not list:
            return False
        return self.item is ANY or all(each is None or self.item.holds(each) for each in value)


@dataclass(frozen=True)
class ContextOf(Type):
    """A context that has at least these entries."""

    fields: Mapping[str, Type]

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return "context<" + ", ".join(f"{name}: {type_.name}" for name, type_ in self.fields.items()) + ">"

    def holds(self, value: Value) -> bool:
        """Whether it is a context and its entries are there and of their types or null."""
        if type(value) is not dict:
            return False
        return all(
            name in value and (value[name] is None or type_.holds(value[name]))
            for name, type_ in self.fields.items()
        )


@dataclass(frozen=True)
class RangeOf(Type):
    """A range whose ends are of one type."""

    end: Type

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return f"range<{self.end.name}>"

    def holds(self, value: Value) -> bool:
        """Whether it is a range between values of the type."""
        if not isinstance(value, Range):
            return False
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(self.end.holds(end) for end in ends)


@dataclass(frozen=True)
class FunctionOf(Type):
    """A function with parameters of these types."""

    parameters: tuple[Type, ...]
    result: Type

    @property
    def name(self) -> str:
        """As FEEL writes it."""
        return f"function<{', '.join(each.name for each in self.parameters)}> -> {self.result.name}"

    def holds(self, value: Value) -> bool:
        """Whether it can be called with such arguments and says no other result."""
        return isinstance(value, Function) and any(
            self._fits(value, way) for way in range(len(value.signatures))
        )

    def _fits(self, value: Function, way: int) -> bool:
        signature = value.signatures[way]
        if len(signature.parameters) != len(self.parameters):
            return False
        pairs = zip(self.parameters, signature.parameters, strict=True)
        if not all(takes(each.type or ANY, wanted) for wanted, each in pairs):
            return False
        return self.result is ANY or signature.result is None or takes(self.result, signature.result)


def takes(wide: Type, narrow: Type) -> bool:
    """Whether every value of ``narrow`` is one of ``wide``."""
    if wide is ANY or wide == narrow:
        return True
    if isinstance(wide, ListOf) and isinstance(narrow, ListOf):
        return takes(wide.item, narrow.item)
    if isinstance(wide, RangeOf) and isinstance(narrow, RangeOf):
        return takes(wide.end, narrow.end)
    if isinstance(wide, ContextOf) and isinstance(narrow, ContextOf):
        return all(name in narrow.fields and takes(t, narrow.fields[name]) for name, t in wide.fields.items())
    return isinstance(wide, Simple) and isinstance(narrow, Simple) and narrow.python <= wide.python


def _simple(label: str, *python: type) -> Simple:
    return Simple(label, frozenset(python))


ANY = _Any()
NULL = _Null()
NUMBER = _simple("number", Decimal, int)
STRING = _simple("string", str)
BOOLEAN = _simple("boolean", bool)
DATE = _simple("date", Date)
TIME = _simple("time", Time)
DATE_TIME = _simple("date and time", DateTime)
DAYS = _simple("days and time duration", DaysDuration)
MONTHS = _simple("years and months duration", MonthsDuration)
LIST = ListOf(ANY, frozenset({list}))
CONTEXT = _simple("context", dict)
FUNCTION = _simple("function", Function)
RANGE = _simple("range", Range)
DURATION = _simple("duration", DaysDuration, MonthsDuration)
CALENDAR = _simple("date or date and time", Date, DateTime)
CLOCK = _simple("time or date and time", Time, DateTime)

NAMED: Mapping[str, Type] = {
    **{each.name: each for each in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS)},
    **{each.name: each for each in (CONTEXT, FUNCTION, RANGE)},
    "list": LIST,
    "dateTime": DATE_TIME,
    "date time": DATE_TIME,
    "dayTimeDuration": DAYS,
    "yearMonthDuration": MONTHS,
    "any": ANY,
}
"""The names a type reference may use."""


class _Mismatch:
    """The mark of a value that does not belong to a type and cannot be converted."""


MISMATCH = _Mismatch()


def coerce(value: Value, type_: Type) -> Value:
    """The value as one of the type.

    Itself, the item of a list of one, a list of the item, the midnight of a day.
    """
    if value is None or type_ is ANY or type(value) in type_.python:
        return value
    if type(value) not in KINDS:
        value = adopt(value)
    if type_.inner is not type_:
        found = coerce(value, type_.inner)
        return found if found is MISMATCH or type_.allows(found) else MISMATCH
    if value is None or type_.holds(value):
        return value
    if isinstance(type_, ListOf):
        return [value] if type(value) is not list and type_.item.holds(value) else MISMATCH
    if type(value) is list:
        return coerce(value[0], type_) if len(value) == 1 and type(value[0]) is not list else MISMATCH
    if type_ is DATE_TIME and isinstance(value, Date):
        return DateTime(value, 0, 0)
    return MISMATCH
