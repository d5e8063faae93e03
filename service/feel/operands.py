"""The operands of an expression.

Literals, names, brackets, calls, paths, filters and the keyword constructs.
"""

from __future__ import annotations

import re
from abc import abstractmethod

from service.feel import tree
from service.feel.errors import FeelSyntaxError
from service.feel.names import NameBook, tidy
from service.feel.numbers import read_number
from service.feel.readings import read_literal
from service.feel.scanner import Scanner
from service.feel.typenames import TypeNameParser

ARGUMENT_NAME = re.compile(r"([^:,(){}\[\]\"<>=]+):")
CONSTANTS = {"true": True, "false": False, "null": None}


class OperandParser(TypeNameParser, Scanner):
    """Reads one operand with everything that clings to it."""

    def __init__(self, text: str, names: NameBook, properties: NameBook) -> None:
        super().__init__(text, names, properties)
        self.tests_allowed = False
        self.range_may_close = False
        self.filters = 0

    @abstractmethod
    def expression(self) -> tree.Node:
        """An expression of any kind."""

    @abstractmethod
    def test(self) -> tree.Node:
        """An expression or a comparison without its left side."""

    def operand(self) -> tree.Node:
        """A primary, its paths, filters, calls and type question, and the signs before it."""
        self.deeper()
        if self.accept("-"):
            self.tests_allowed = False
            node = _negated(self.operand())
        else:
            node = self._clinging(self._primary())
        while self.accept_word("instance"):
            self.expect_word("of", "after 'instance'")
            node = tree.InstanceOf(node, self.type_name())
        self.nesting -= 1
        return node

    def _clinging(self, node: tree.Node) -> tree.Node:
        while True:
            if self.accept("."):
                name = self.read_name(after_dot=True) or self.fail("a name is missing after '.'")
                node = tree.Path(node, name)
            elif self.sees("(") and not isinstance(node, tree.Tests):
                node = self._call(node)
            elif self.sees("["):
                filtered = self._filter(node)
                if filtered is None:
                    return node
                node = filtered
            else:
                return node

    def _filter(self, source: tree.Node) -> tree.Node | None:
        start, may_close = self.position, self.range_may_close
        nesting, filters = self.nesting, self.filters
        self.accept("[")
        try:
            self.range_may_close = False
            self.filters += 1
            condition = self.expression()
            self.expect("]", "after the filter")
            self.filters -= 1
            self.range_may_close = may_close
            return tree.Filter(source, condition)
        except FeelSyntaxError:
            if not may_close:
                raise
            self.position, self.nesting, self.filters = start, nesting, filters
            self.range_may_close = may_close
            return None

    def _call(self, function: tree.Node) -> tree.Node:
        self.accept("(")
        arguments: list[tree.Node] = []
        names: list[str] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",", "between arguments")
            found = ARGUMENT_NAME.match(self.text, self.skip())
            if found:
                names.append(tidy(found[1]))
                self.position = found.end()
            arguments.append(self._inner())
        if names and len(names) != len(arguments):
            self.fail("arguments are either all named or all by position")
        return tree.Call(function, tuple(arguments), tuple(names))

    def _inner(self) -> tree.Node:
        may_close, self.range_may_close = self.range_may_close, False
        node = self.test()
        self.range_may_close = may_close
        return node

    def _primary(self) -> tree.Node:
        tests_allowed, self.tests_allowed = self.tests_allowed, False
        sign = self.peek()
        if sign == '"':
            return tree.Literal(self.read_string())
        if sign == "@":
            self.accept("@")
            return self._at_literal()
        if sign == "(":
            return self._parenthesis(tests_allowed)
        if sign == "[":
            return self._list_or_range()
        if sign == "]":
            self.accept("]")
            return self._range_end(self._range_start(), included=False)
        if sign == "{":
            return self._context()
        if self.accept("?"):
            return tree.Name("?")
        return self._word_or_number()

    def _word_or_number(self) -> tree.Node:
        at = self.skip()
        number = self.read_number()
        if number is not None:
            try:
                return tree.Literal(read_number(number))
            except ArithmeticError:
                self.fail("the number is too large", at)
        name = self.read_name(in_filter=self.filters > 0)
        if name is not None:
            return tree.Name(name)
        for word, value in CONSTANTS.items():
            if self.accept_word(word):
                return tree.Literal(value)
        for word, read in (("if", self._if), ("for", self._for), ("function", self._function)):
            if self.accept_word(word):
                return read()
        for word in ("some", "every"):
            if self.accept_word(word):
                return self._quantified(every=word == "every")
        reason = "the expression ends too early" if self.at_end() else "an expression is missing"
        return self.fail(reason, at)

    def _at_literal(self) -> tree.Node:
        if self.peek() != '"':
            self.fail("a string is missing after '@'")
        return tree.Literal(read_literal(self.read_string()))

    def _parenthesis(self, tests_allowed: bool) -> tree.Node:
        self.accept("(")
        may_close, self.range_may_close = self.range_may_close, False
        first = self.test()
        if self.sees(".."):
            node = self._range_end(first, included=False)
            self.range_may_close = may_close
            return node
        found = [first]
        while tests_allowed and self.accept(","):
            found.append(self.test())
        self.expect(")", "after the opening one")
        self.range_may_close = may_close
        if len(found) > 1 or (tests_allowed and isinstance(first, tree.Comparison)):
            return tree.Tests(tuple(found))
        return first

    def _range_start(self) -> tree.Node:
        may_close, self.range_may_close = self.range_may_close, False
        node = self.expression()
        self.range_may_close = may_close
        return node

    def _range_end(self, start: tree.Node, *, included: bool) -> tree.Node:
        self.expect("..", "in the range")
        may_close, self.range_may_close = self.range_may_close, True
        end = self.expression()
        self.range_may_close = may_close
        if self.accept("]"):
            return tree.Interval(start, end, included, True)
        if self.accept(")") or self.accept("["):
            return tree.Interval(start, end, included, False)
        return self.fail("the range is not closed")

    def _list_or_range(self) -> tree.Node:
        self.accept("[")
        if self.accept("]"):
            return tree.ListOfNodes(())
        items = [self._inner()]
        if self.sees(".."):
            return self._range_end(items[0], included=True)
        while self.accept(","):
            items.append(self._inner())
        self.expect("]", "after the list")
        return tree.ListOfNodes(tuple(items))

    def _context(self) -> tree.Node:
        self.accept("{")
        entries: list[tuple[str, tree.Node]] = []
        self.names.push(())
        while not self.accept("}"):
            if entries:
                self.expect(",", "between entries")
            at = self.skip()
            name = self.read_string() if self.peek() == '"' else self.read_until(':{}"[]', "before ':'")
            self.expect(":", f"after {name!r}")
            if any(name == key for key, _ in entries):
                self.fail(f"{name!r} stands twice in the context", at)
            entries.append((name, self._inner()))
            self.names.add(name)
            self.properties.add(name, layer=0)
        self.names.pop()
        return tree.ContextOfNodes(tuple(entries))

    def _if(self) -> tree.Node:
        condition = self.expression()
        self.expect_word("then", "after the condition")
        yes = self.expression()
        self.expect_word("else", "after 'then ...'")
        return tree.If(condition, yes, self.expression())

    def _iterators(self, last: str, *extra: str) -> tuple[tree.Iterator, ...]:
        found: list[tree.Iterator] = []
        self.names.push(extra)
        while not found or self.accept(","):
            name = self.read_iterator_name()
            source = self._inner()
            end = self._inner() if self.accept("..") else None
            found.append(tree.Iterator(name, source, end))
            self.names.add(name)
        self.expect_word(last, "after the iteration")
        return tuple(found)

    def _for(self) -> tree.Node:
        iterators = self._iterators("return", "partial")
        body = self.expression()
        self.names.pop()
        return tree.For(iterators, body)

    def _quantified(self, *, every: bool) -> tree.Node:
        iterators = self._iterators("satisfies")
        condition = self.expression()
        self.names.pop()
        return tree.Quantified(every, iterators, condition)

    def _function(self) -> tree.Node:
        self.expect("(", "after 'function'")
        parameters: list[tuple[str, tree.TypeName | None]] = []
        while not self.accept(")"):
            if parameters:
                self.expect(",", "between parameters")
            name = self.read_until(":,)", "of a parameter")
            parameters.append((name, self.type_name() if self.accept(":") else None))
        self.names.push(name for name, _ in parameters)
        external = self.accept_word("external")
        body = self.expression()
        self.names.pop()
        return tree.FunctionDefinition(tuple(parameters), None if external else body)


def _negated(node: tree.Node) -> tree.Node:
    if isinstance(node, tree.Literal) and type(node.value).__name__ == "Decimal":
        return tree.Literal(-node.value)  # type: ignore[operator]  # a Decimal, as just asked
    return tree.Negation(node)
