"""From text to tree, by precedence climbing over a scanner that knows the names in scope.

Why by hand and not by a grammar tool: ``docs/decisions``, "FEEL is parsed by hand".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from service.feel import tree
from service.feel.errors import FeelSyntaxError
from service.feel.names import NameBook, tidy
from service.feel.operands import OperandParser

COMPARATORS = ("<=", ">=", "!=", "=", "<", ">")
SIGNS = (
    *((sign, 2) for sign in COMPARATORS),
    *(("+", 3), ("-", 3), ("**", 5), ("*", 4), ("/", 4)),
)
WORDS = (("or", 0), ("and", 1), ("between", 2), ("in", 2))
OR, SUM = 0, 3
Parsed = TypeVar("Parsed")


class Parser(OperandParser):
    """One reading of one text."""

    def expression(self) -> tree.Node:
        """An expression of any kind."""
        self.deeper()
        self.tests_allowed = False
        node = self._climb(OR)
        self.nesting -= 1
        return node

    def test(self) -> tree.Node:
        """An expression, or a comparison whose left side is the value tested."""
        for sign in COMPARATORS:
            if self.accept(sign):
                return tree.Comparison(sign, self._sum())
        return self.expression()

    def _sum(self, *, tests: bool = False) -> tree.Node:
        self.tests_allowed = tests
        return self._climb(SUM)

    def _climb(self, least: int) -> tree.Node:
        """Operands joined by operators that bind at least this tight; equal ones from the left."""
        left = self.operand()
        while True:
            start = self.skip()
            operator, level = self._operator(least)
            if not operator:
                self.position = start
                return left
            left = self._join(left, operator, level)

    def _operator(self, least: int) -> tuple[str, int]:
        for sign, level in SIGNS:
            if level >= least and self.accept(sign):
                return sign, level
        for word, level in WORDS:
            if level >= least and self.accept_word(word):
                return word, level
        return "", 0

    def _join(self, left: tree.Node, operator: str, level: int) -> tree.Node:
        if operator == "between":
            low = self._sum()
            self.expect_word("and", "after 'between'")
            return tree.Between(left, low, self._sum())
        if operator == "in":
            return tree.In(left, self._in_tests())
        right = self._climb(level + 1)
        if operator not in ("and", "or"):
            return tree.Binary(operator, left, right)
        if isinstance(left, tree.Logic) and left.operator == operator:
            return tree.Logic(operator, (*left.operands, right))
        return tree.Logic(operator, (left, right))

    def _in_tests(self) -> tuple[tree.Node, ...]:
        for sign in COMPARATORS:
            if self.accept(sign):
                return (tree.Comparison(sign, self._sum()),)
        found = self._sum(tests=True)
        return found.tests if isinstance(found, tree.Tests) else (found,)

    def unary_tests(self) -> tree.Tests:
        """The content of a table cell."""
        if self.at_end():
            return tree.Tests(())
        start = self.position
        if self.accept("-") and self.at_end():
            return tree.Tests(())
        self.position = start
        if self.accept_word("not") and self.accept("("):
            found = self._test_list()
            if self.accept(")") and self.at_end():
                return tree.Tests(found, negated=True)
        self.position = start
        return tree.Tests(self._test_list())

    def _test_list(self) -> tuple[tree.Node, ...]:
        found = [self.test()]
        while self.accept(","):
            found.append(self.test())
        return tuple(found)

    def finish(self) -> None:
        """Refuse what is left over."""
        if not self.at_end():
            self.fail(f"{self.text[self.position : self.position + 20]!r} is not expected here")


@lru_cache(maxsize=1)
def _builtin_names() -> NameBook:
    from service.feel.builtins import NAMES

    return NameBook(NAMES)


def _parse(
    text: str, names: Iterable[str], properties: Iterable[str], read: Callable[[Parser], Parsed]
) -> Parsed:
    book = NameBook((tidy(name) for name in names), below=_builtin_names())
    parser = Parser(text, book, NameBook(properties))
    try:
        node = read(parser)
    except RecursionError as problem:
        raise FeelSyntaxError(text, parser.position, "the expression nests too deep") from problem
    parser.finish()
    return node


def parse_expression(text: str, names: Iterable[str] = (), properties: Iterable[str] = ()) -> tree.Node:
    """The tree of an expression; ``properties`` are names of entries. Raises FeelSyntaxError."""
    return _parse(text, names, properties, Parser.test)


def parse_unary_tests(text: str, names: Iterable[str] = (), properties: Iterable[str] = ()) -> tree.Tests:
    """The tree of a table cell; raises FeelSyntaxError."""
    return _parse(text, names, properties, Parser.unary_tests)
