"""The engine's one door to FEEL: compiles the texts of process files, and evaluates them against a run.

Nothing is ever evaluated by Python: a text is FEEL (``=…``), JUEL (``${…}``), or itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

import orjson

from service.engine.progress import CannotRun, EngineError, Host, Value
from service.feel import DEFAULT, FeelError, compile_text
from service.feel import Expression as FeelExpression
from service.feel.arithmetic import move
from service.feel.durations import DaysDuration, MonthsDuration
from service.feel.functions import Function, Parameter, Signature
from service.feel.kinds import Date, DateTime
from service.feel.readings import read_literal
from service.feel.run import Run as FeelRun
from service.feel.storage import dump_value
from service.feel.temporal import from_datetime

BOUNDS = replace(DEFAULT, steps=200_000, seconds=1.0)
"""What one expression of a process file may cost: tighter than FEEL's own, since a step evaluates many."""


class Moment(Protocol):
    """What an evaluation may know of its run."""

    @property
    def now(self) -> datetime:
        """The step's present."""

    @property
    def sla_host(self) -> Host:
        """Who knows the promises."""

    @property
    def instant(self) -> int:
        """``now`` as FEEL counts it."""


class Expression:
    """A text of a process file, compiled once; a text that is just itself costs nothing to evaluate."""

    __slots__ = ("_constant", "_feel", "_wants_sla", "text")

    def __init__(self, text: str, feel: FeelExpression | None, constant: Value = None) -> None:
        """An expression, or a constant when ``feel`` is None."""
        self.text = text
        self._feel = feel
        self._constant = constant
        self._wants_sla = feel is not None and "sla" in feel.free_names

    @property
    def is_constant(self) -> bool:
        """Whether it is always the same text."""
        return self._feel is None

    def evaluate(self, variables: Mapping[str, Value], moment: Moment) -> Value:
        """Its value; raises EngineError when a limit is passed."""
        if self._feel is None:
            return self._constant
        scope = variables
        if self._wants_sla:
            scope = {**variables, "sla": _sla(variables, moment.sla_host)}
        try:
            return self._feel.evaluate_in(scope, FeelRun(None, BOUNDS, moment.instant))
        except FeelError as problem:
            raise EngineError(f"the expression {self.text!r} failed: {problem}") from problem

    def holds(self, variables: Mapping[str, Value], moment: Moment) -> bool:
        """Whether it is true (null is not)."""
        return self.evaluate(variables, moment) is True


class Gathered(Expression):
    """A list, or with keys a context, of expressions."""

    __slots__ = ("_items", "_keys")

    def __init__(self, items: Sequence[Expression], keys: Sequence[str] | None = None) -> None:
        """Gather these, under these keys if given."""
        super().__init__("", None)
        self._items = items
        self._keys = keys

    def evaluate(self, variables: Mapping[str, Value], moment: Moment) -> Value:
        """The list or context of the values."""
        values = [item.evaluate(variables, moment) for item in self._items]
        return values if self._keys is None else dict(zip(self._keys, values, strict=True))


class Language:
    """How the texts of process files are read. The conformance harness lends one of its own for its suite's
    texts.
    """

    def text(self, text: str, element_id: str | None) -> Expression:
        """An attribute: FEEL after ``=``, JUEL in ``${…}``, else the text itself."""
        if not text.lstrip().startswith("=") and "${" not in text and "#{" not in text:
            return Expression(text, None, text)
        try:
            return Expression(text, compile_text(text))
        except FeelError as problem:
            raise CannotRun(
                f"the expression {text!r} cannot be read: {problem}",
                activity_id=element_id,
                remedy="write FEEL after =, or JUEL in ${…}",
            ) from problem

    def condition(self, text: str, element_id: str | None) -> Expression:
        """A condition: as an attribute, or bare FEEL."""
        return (
            self.feel(text, element_id)
            if "${" not in text and "#{" not in text
            else self.text(text, element_id)
        )

    def feel(self, text: str, element_id: str | None) -> Expression:
        """FEEL with or without the ``=`` before it."""
        bare = text.strip()
        return self.text(bare if bare.startswith("=") else f"={bare}", element_id)

    def script(self, script_format: str, text: str, element_id: str | None) -> Expression:
        """A script task's script: FEEL alone; any other language is refused, not run."""
        if script_format.lower() != "feel":
            raise CannotRun(
                f"scripts in {script_format or 'an unnamed language'} are not run",
                activity_id=element_id,
                remedy='write FEEL and say scriptFormat="feel"',
            )
        return self.feel(text, element_id)


def dump_bytes(value: Value) -> bytes:
    """A value as bytes that are equal for equal values."""
    return orjson.dumps(dump_value(value), option=orjson.OPT_SORT_KEYS)


def parse_literal(text: str) -> Value:
    """The date, date and time, time or duration that a bare text writes, or None."""
    return read_literal(text)


def to_instant(value: Value) -> datetime | None:
    """The UTC instant of a date and time, or of a date's midnight; never a fraction too early."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, Date):
        value = DateTime(value, 0, 0)
    if not isinstance(value, DateTime):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=-(-value.to_instant() // 1000))
    except (OverflowError, ValueError):
        return None


def later_by(start: datetime, value: Value) -> datetime | None:
    """The instant a duration after another, or None when the value is no duration or leaves the calendar."""
    if not isinstance(value, (DaysDuration, MonthsDuration)):
        return None
    return to_instant(move(from_datetime(start), value))


def whole_number(value: Value) -> int | None:
    """The whole number a value is, written as text or not; None when it is none."""
    try:
        number = Decimal(str(value).strip()) if isinstance(value, (Decimal, int, str)) else None
    except ArithmeticError:
        return None
    if (
        number is None
        or isinstance(value, bool)
        or not number.is_finite()
        or number != number.to_integral_value()
    ):
        return None
    return int(number)


def instant_nanos(moment: datetime) -> int:
    """A Python instant as FEEL counts it: nanoseconds since 1970."""
    return from_datetime(moment).to_instant()


def _sla(variables: Mapping[str, Value], host: Host) -> Function:
    def invoke(_run: object, kind: str, fraction: Value = None) -> Value:
        part = float(fraction) if isinstance(fraction, (Decimal, int)) else 1.0
        return from_datetime(host.sla(str(kind), part, variables))

    parameters = (Parameter("kind"), Parameter("fraction", optional=True))
    return Function("sla", (Signature(parameters, invoke),))
