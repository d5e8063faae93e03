"""Compiled expressions and unary tests: the door for everybody outside this package."""

from __future__ import annotations

import datetime as py
from collections.abc import Iterable, Mapping
from functools import lru_cache

from service.feel import tree
from service.feel.closures_tests import SUBJECT, compile_tests
from service.feel.compiler import Closure, Compiler, Test, load_makers
from service.feel.errors import FeelLimitExceeded, FeelSyntaxError
from service.feel.kinds import Value, adopt
from service.feel.limits import DEFAULT, Limits
from service.feel.parser import parse_expression, parse_unary_tests
from service.feel.run import Env, Run
from service.feel.temporal import from_datetime

load_makers()


class Expression:
    """An expression, compiled once, to be evaluated many times."""

    __slots__ = ("_closure", "_slots", "free_names", "node", "sure_names", "text")

    def __init__(self, text: str, node: tree.Node, compiler: Compiler) -> None:
        self.text = text
        self.node = node
        self._closure: Closure = _compile(text, compiler, node)
        self._slots = compiler.slots
        self.sure_names = frozenset(compiler.free)
        self.free_names = frozenset(compiler.free | compiler.unsure)

    def evaluate(
        self,
        scope: Mapping[str, Value],
        *,
        warnings: list[str] | None = None,
        limits: Limits = DEFAULT,
        now: py.datetime | None = None,
    ) -> Value:
        """Its value; data never raises, only a passed limit does.

        ``warnings`` receives why something became null.
        """
        run = Run(warnings, limits, None if now is None else from_datetime(now).to_instant())
        return self.evaluate_in(scope, run)

    def evaluate_in(self, scope: Mapping[str, Value], run: Run) -> Value:
        """Its value as part of a larger evaluation."""
        try:
            return self._closure(Env(scope, [None] * self._slots, run))
        except RecursionError as problem:
            raise FeelLimitExceeded("the expression nests too deep") from problem

    def __repr__(self) -> str:
        """The text."""
        return f"Expression({self.text!r})"


class UnaryTests:
    """The tests of a table cell, compiled once; ``test`` wants an Env of ``slots``, the value first."""

    __slots__ = ("free_names", "node", "slots", "test", "text")

    def __init__(self, text: str, node: tree.Tests, compiler: Compiler) -> None:
        self.text = text
        self.node = node
        compiler.bind((SUBJECT,))
        try:
            self.test: Test = compile_tests(compiler, node)
        except RecursionError as problem:
            raise FeelSyntaxError(text, 0, "the tests nest too deep") from problem
        compiler.leave()
        self.slots = compiler.slots
        self.free_names = frozenset(compiler.free | compiler.unsure)

    def matches(
        self,
        value: Value,
        scope: Mapping[str, Value],
        *,
        warnings: list[str] | None = None,
        limits: Limits = DEFAULT,
    ) -> bool | None:
        """Whether the value passes; null when that cannot be said."""
        return self.matches_in(adopt(value), scope, Run(warnings, limits))

    def matches_in(self, value: Value, scope: Mapping[str, Value], run: Run) -> bool | None:
        """Whether the value passes, as part of a larger evaluation."""
        slots: list[Value] = [None] * self.slots
        slots[0] = value
        try:
            return self.test(Env(scope, slots, run), value)
        except RecursionError as problem:
            raise FeelLimitExceeded("the tests nest too deep") from problem


def _compile(text: str, compiler: Compiler, node: tree.Node) -> Closure:
    try:
        return compiler.compile(node)
    except RecursionError as problem:
        raise FeelSyntaxError(text, 0, "the expression nests too deep") from problem


def compile_expression(text: str, *, names: Iterable[str] = ()) -> Expression:
    """Read and compile a FEEL expression; ``names`` are the variables whose names hold blanks or signs.

    Raises FeelSyntaxError with position and reason.
    """
    return _cached_expression(text, frozenset(names))


@lru_cache(maxsize=2048)
def _cached_expression(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, parse_expression(text, names), Compiler(names))


def compile_unary_tests(text: str, *, names: Iterable[str] = ()) -> UnaryTests:
    """Read and compile the unary tests of a table cell; raises FeelSyntaxError."""
    known = frozenset(names)
    return UnaryTests(text, parse_unary_tests(text, known), Compiler(known))
