"""Decision tables compiled: which rows match, and what the hit policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass

from service.feel.compiler import Compiler, Test
from service.feel.dmn import elements as dmn
from service.feel.dmn.definitions import Defined, fit
from service.feel.dmn.hits import HIT_POLICIES, Hits
from service.feel.dmn.logic import Logic, Names, Scope, Workshop, compile_text
from service.feel.dmn.trace import TableTrace
from service.feel.expressions import UnaryTests
from service.feel.kinds import Value, adopt
from service.feel.parser import parse_unary_tests
from service.feel.run import Env, Run
from service.feel.types import ANY, Type

MATCHED = -1
Row = tuple[tuple[int, int], ...]
"""For each cell that asks something: its column and the place of its test."""


@dataclass(frozen=True, slots=True)
class Input:
    """A compiled input column."""

    logic: Logic
    type: Type
    label: str
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """A compiled output column; ``order`` gives the allowed values by priority."""

    name: str
    type: Type
    allowed: UnaryTests | None
    order: Logic | None
    default: Logic | None


class Table:
    """A decision table that can be evaluated."""

    def __init__(self, shop: Workshop, box: dmn.TableBox, names: Names) -> None:
        self.box = box
        self.inputs = tuple(_input(shop, each, names) for each in box.inputs)
        self.outputs = tuple(_output(shop, each, names) for each in box.outputs)
        self.slots = 1
        self.tests: list[Test] = []
        self._places: dict[tuple[int, str], int] = {}
        self.rows: list[Row] = [self._row(shop, rule, names) for rule in box.rules]
        self.results = [
            tuple(compile_text(shop, rule.id, _value_text(text), names) for text in rule.outputs)
            for rule in box.rules
        ]
        policy = box.hit_policy if box.hit_policy in HIT_POLICIES else "UNIQUE"
        if policy != box.hit_policy:
            shop.note(box.id, f"there is no hit policy {box.hit_policy}")
        self.decide = HIT_POLICIES[policy]

    def _row(self, shop: Workshop, rule: dmn.Rule, names: Names) -> Row:
        cells: list[tuple[int, int]] = []
        for column, text in enumerate(rule.inputs[: len(self.inputs)]):
            tests = shop.tests(rule.id, text, names) or NEVER
            if not tests.node.tests:
                continue
            self.slots = max(self.slots, tests.slots)
            place = self._places.setdefault((column, text), len(self.tests))
            if place == len(self.tests):
                self.tests.append(tests.test)
            cells.append((column, place))
        return tuple(cells)

    def evaluate(self, scope: Scope, run: Run) -> Value:
        """The value of the table; the trace is noted in the run."""
        values = self._values(scope, run)
        if values is None:
            return None
        failed = self._failures(values, Env(scope, [None] * self.slots, run))
        matched = [place for place, column in enumerate(failed) if column == MATCHED]
        if run.trace is not None:
            run.trace.append(TableTrace(self.box, tuple(values), tuple(failed)))
        return self.decide(Hits(self, matched, scope, run))

    def _values(self, scope: Scope, run: Run) -> list[Value] | None:
        values: list[Value] = []
        for column in self.inputs:
            value = adopt(column.logic(scope, run))
            if column.type is not ANY and type(value) not in column.type.python:
                value = fit(run, value, column.type, f"'{column.label}'")
            if column.allowed and value is not None and column.allowed.matches_in(value, scope, run) is False:
                run.warn(f"'{column.label}' is none of the allowed values {column.allowed.text}")
                return None
            values.append(value)
        return values

    def _failures(self, values: list[Value], env: Env) -> list[int]:
        """For each row the first column that does not match, or MATCHED; equal cells are asked once."""
        slots, tests, failed = env.slots, self.tests, []
        answers: list[bool | None] = [None] * len(tests)
        for row in self.rows:
            for column, place in row:
                answer = answers[place]
                if answer is None:
                    value = slots[0] = values[column]
                    answer = answers[place] = tests[place](env, value) is True
                if not answer:
                    failed.append(column)
                    break
            else:
                failed.append(MATCHED)
        return failed


def compile_table(shop: Workshop, box: dmn.TableBox, names: Names) -> Logic:
    """The logic of a decision table."""
    return Table(shop, box, names).evaluate


NEVER = UnaryTests("false", parse_unary_tests("? != ?"), Compiler())
"""Stands for a cell that is not FEEL: its row never matches."""


def _value_text(text: str) -> str:
    return "" if text.strip() == "-" else text


def _input(shop: Workshop, column: dmn.InputColumn, names: Names) -> Input:
    type_ = shop.book.find(column.type_ref)
    allowed = shop.tests(column.id, column.allowed, names) if column.allowed else None
    return Input(compile_text(shop, column.id, column.text, names), type_, column.label, allowed)


def _output(shop: Workshop, column: dmn.OutputColumn, names: Names) -> Output:
    type_ = shop.book.find(column.type_ref)
    text = column.allowed
    allowed = shop.tests(column.id, text, names) if text else None
    if not text and isinstance(type_, Defined) and type_.tests:
        text = type_.tests[0].text
    order = compile_text(shop, column.id, f"[{text}]", names) if text else None
    default = compile_text(shop, column.id, column.default, names) if column.default else None
    return Output(column.name, type_, allowed, order, default)
