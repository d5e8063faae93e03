"""JUEL, as far as Camunda 7 files use it, read into the tree of FEEL: ``${amount > 10 && !empty name}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from service.feel import tree
from service.feel.compiler import Compiler
from service.feel.errors import FeelSyntaxError
from service.feel.expressions import Expression, compile_expression
from service.feel.juel_functions import EMPTY, INDEX, JOIN, METHODS
from service.feel.limits import MAX_NESTING, MAX_SOURCE
from service.feel.numbers import read_number

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]])"
    r"|(?P<word>[^\W\d]\w*)|(?P<close>\})|(?P<end>$)|(?P<bad>.))",
    re.DOTALL,
)
OPENING = re.compile(r"[$#]\{")
WORDS: Mapping[str, str] = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "and": "&&",
    "or": "||",
    "not": "!",
    "div": "/",
    "mod": "%",
}
CONSTANTS: Mapping[str, object] = {"true": True, "false": False, "null": None}
LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
TO_FEEL = {"==": "=", "||": "or", "&&": "and"}


class JuelParser:
    """One reading of one text with ``${...}`` in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.kind = ""
        self.token = ""
        self.start = 0
        self.nesting = 0

    def fail(self, reason: str) -> NoReturn:
        """Refuse the text."""
        raise FeelSyntaxError(self.text, self.start, reason)

    def template(self) -> tree.Node:
        """The whole text: one expression, or strings and expressions joined."""
        parts: list[tree.Node] = []
        while self.position < len(self.text):
            opening = OPENING.search(self.text, self.position)
            plain = self.text[self.position : opening.start() if opening else len(self.text)]
            if plain:
                parts.append(tree.Literal(plain))
            if opening is None:
                break
            self.position = opening.end()
            self.next()
            parts.append(self.ternary())
            if self.kind != "close":
                self.fail(f"'}}' is missing before {self.token!r}" if self.token else "'}' is missing")
        if len(parts) == 1:
            return parts[0]
        return tree.Call(tree.Literal(JOIN), tuple(parts)) if parts else tree.Literal("")

    def next(self) -> None:
        """Move to the next token."""
        found = TOKEN.match(self.text, self.position)
        if found is None or found.lastgroup is None:
            self.fail("the expression ends too early")
        self.kind, self.token = found.lastgroup, found[found.lastgroup]
        self.start, self.position = found.start(found.lastgroup), found.end()
        if self.kind == "word" and self.token in WORDS:
            self.kind, self.token = "sign", WORDS[self.token]
        if self.kind == "bad":
            self.fail(f"{self.token!r} is not expected here")

    def accept(self, *signs: str) -> str | None:
        """Pass one of the signs if it stands here."""
        if self.kind != "sign" or self.token not in signs:
            return None
        found = self.token
        self.next()
        return found

    def expect(self, sign: str) -> None:
        """Pass the sign, or refuse the text."""
        if not self.accept(sign):
            self.fail(f"{sign!r} is missing")

    def ternary(self) -> tree.Node:
        """``condition ? yes : no`` or anything less."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.fail(f"more than {MAX_NESTING} constructs inside one another")
        node = self.binary(0)
        if self.accept("?"):
            yes = self.ternary()
            self.expect(":")
            node = tree.If(node, yes, self.ternary())
        self.nesting -= 1
        return node

    def binary(self, level: int) -> tree.Node:
        """Operators of this level and the tighter ones."""
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while sign := self.accept(*LEVELS[level]):
            right = self.binary(level + 1)
            left = _combine(sign, left, right)
        return left

    def unary(self) -> tree.Node:
        """Signs before a value."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.fail(f"more than {MAX_NESTING} constructs inside one another")
        if self.accept("!"):
            node: tree.Node = tree.Call(tree.Name("not"), (self.unary(),))
        elif self.accept("-"):
            node = tree.Negation(self.unary())
        elif self.kind == "word" and self.token == "empty":
            self.next()
            node = tree.Call(tree.Literal(EMPTY), (self.unary(),))
        else:
            node = self.clinging(self.primary())
        self.nesting -= 1
        return node

    def primary(self) -> tree.Node:
        """A literal, a variable, a call or brackets."""
        kind, token = self.kind, self.token
        if self.accept("("):
            node = self.ternary()
            self.expect(")")
            return node
        if kind not in ("number", "string", "word"):
            self.fail(f"{token!r} is not expected here" if token else "the expression ends too early")
        self.next()
        if kind == "number":
            return tree.Literal(read_number(token))
        if kind == "string":
            return tree.Literal(re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL))
        if token in CONSTANTS:
            return tree.Literal(CONSTANTS[token])
        if self.kind == "sign" and self.token == "(":
            return tree.Call(tree.Name(token), self.arguments())
        return tree.Name(token)

    def arguments(self) -> tuple[tree.Node, ...]:
        """``(a, b)``."""
        self.expect("(")
        found: list[tree.Node] = []
        while not self.accept(")"):
            if found:
                self.expect(",")
            found.append(self.ternary())
        return tuple(found)

    def clinging(self, node: tree.Node) -> tree.Node:
        """Paths, methods and indexes behind a value."""
        while True:
            if self.accept("["):
                node = tree.Call(tree.Literal(INDEX), (node, self.ternary()))
                self.expect("]")
            elif self.accept("."):
                name = self.token if self.kind == "word" else self.fail("a name is missing after '.'")
                self.next()
                called = self.kind == "sign" and self.token == "("
                node = self.method(node, name) if called else tree.Path(node, name)
            else:
                return node

    def method(self, node: tree.Node, name: str) -> tree.Node:
        """One of the allowed methods; ``execution.getVariable("x")`` is the variable x."""
        at = self.start
        arguments = self.arguments()
        if node == tree.Name("execution") and name == "getVariable" and len(arguments) == 1:
            (asked,) = arguments
            if isinstance(asked, tree.Literal) and isinstance(asked.value, str):
                return tree.Name(asked.value)
        known = METHODS.get(name)
        if known is None or len(known.parameters) != len(arguments) + 1:
            self.start = at
            self.fail(f"the method {name} with {len(arguments)} arguments is not allowed")
        return tree.Call(tree.Literal(known), (node, *arguments))


def _combine(sign: str, left: tree.Node, right: tree.Node) -> tree.Node:
    if sign in ("&&", "||"):
        return tree.Logic(TO_FEEL[sign], (left, right))
    if sign == "%":
        return tree.Call(tree.Name("modulo"), (left, right))
    return tree.Binary(TO_FEEL.get(sign, sign), left, right)


def compile_juel(text: str) -> Expression:
    """Read and compile a text with ``${...}`` in it; text without is itself. Raises FeelSyntaxError."""
    if len(text) > MAX_SOURCE:
        raise FeelSyntaxError(text, 0, f"a text has at most {MAX_SOURCE} characters")
    return Expression(text, JuelParser(text).template(), Compiler())


def compile_text(text: str, *, names: Iterable[str] = ()) -> Expression:
    """Read an attribute of a process file.

    ``=`` begins FEEL, ``${`` or ``#{`` somewhere makes it JUEL, else it is itself.
    """
    if text.lstrip().startswith("="):
        return compile_expression(text.lstrip()[1:], names=names)
    return compile_juel(text)
