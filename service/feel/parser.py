"""From text to tree, by precedence climbing over a scanner that knows the names in scope.

Why by hand and not by a grammar tool: ``docs/decisions`` (FEEL is parsed by hand).
"""

from __future__ import annotations

from collections.abc import Iterable

from service.feel import tree
from service.feel.names import NameBook, tidy
from service.feel.operands import OperandParser

COMPARATORS = ("<=", ">=", "!=", "=", "<", ">")
LEVELS = (("or",), ("and",), COMPARATORS, ("+", "-"), ("*", "/"), ("**",))
OR, AND, COMPARISON, SUM, PRODUCT, POWER = range(6)


class Parser(OperandParser):
    """One reading of one text."""

    def expression(self) -> tree.Node:
        """An expression of any kind."""
        self.deeper()
        node = self.logic(OR)
        self.nesting -= 1
        return node

    def test(self) -> tree.Node:
        """An expression, or a comparison whose left side is the value tested."""
        for sign in COMPARATORS:
            if self.accept(sign):
                return tree.Comparison(sign, self.sum())
        return self.expression()

    def logic(self, level: int) -> tree.Node:
        """Operands joined by ``or``, and in them by ``and``."""
        word = "or" if level == OR else "and"
        operands = [self._logic_operand(level)]
        while self.accept_word(word):
            operands.append(self._logic_operand(level))
        return operands[0] if len(operands) == 1 else tree.Logic(word, tuple(operands))

    def _logic_operand(self, level: int) -> tree.Node:
        return self.logic(AND) if level == OR else self.comparison()

    def comparison(self) -> tree.Node:
        """Sums compared with one another, with ``between`` or with ``in``."""
        left = self.sum()
        while True:
            sign = next((sign for sign in COMPARATORS if self.accept(sign)), None)
            if sign:
                left = tree.Binary(sign, left, self.sum())
            elif self.accept_word("between"):
                low = self.sum()
                self.expect_word("and", "after 'between'")
                left = tree.Between(left, low, self.sum())
            elif self.accept_word("in"):
                left = tree.In(left, self._in_tests())
            else:
                return left

    def _in_tests(self) -> tuple[tree.Node, ...]:
        for sign in COMPARATORS:
            if self.accept(sign):
                return (tree.Comparison(sign, self.sum()),)
        found = self.sum(tests=True)
        return found.tests if isinstance(found, tree.Tests) else (found,)

    def sum(self, *, tests: bool = False) -> tree.Node:
        """Terms with ``+ - * / **`` between them."""
        self.tests_allowed = tests
        return self._arithmetic(SUM)

    def _arithmetic(self, level: int) -> tree.Node:
        if level > POWER:
            return self.operand()
        left = self._arithmetic(level + 1)
        while True:
            sign = next((sign for sign in LEVELS[level] if self.accept(sign)), None)
            if sign is None:
                return left
            left = tree.Binary(sign, left, self._arithmetic(level + 1))

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


def make_parser(text: str, names: Iterable[str], properties: Iterable[str] = ()) -> Parser:
    """A parser of the text that knows these variables and these properties of contexts."""
    from service.feel.builtins import NAMES

    book = NameBook(NAMES)
    book.push(tidy(name) for name in names)
    return Parser(text, book, NameBook(properties))


def parse_expression(text: str, names: Iterable[str] = (), properties: Iterable[str] = ()) -> tree.Node:
    """The tree of an expression; raises FeelSyntaxError."""
    parser = make_parser(text, names, properties)
    node = parser.test()
    parser.finish()
    return node


def parse_unary_tests(text: str, names: Iterable[str] = (), properties: Iterable[str] = ()) -> tree.Tests:
    """The tree of a table cell; raises FeelSyntaxError."""
    parser = make_parser(text, names, properties)
    node = parser.unary_tests()
    parser.finish()
    return node
