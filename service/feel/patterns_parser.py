"""XPath regular expressions, read into a small program for the matcher in ``patterns``.

Instructions: ``("char", member)``, ``("split", first, second, number)``, ``("jump", to)``, ``("save",
slot)``, ``("start",)``, ``("end",)``, ``("back", group)``, ``("match",)``. Positions are relative until a
fragment is placed.
"""

from __future__ import annotations

from typing import NoReturn

from service.feel.patterns_classes import (
    MULTI,
    SINGLE,
    Member,
    any_of,
    literal,
    minus,
    opposite,
    property_class,
)

Fragment = list[tuple[object, ...]]

MAX_PATTERN = 2_000
MAX_PROGRAM = 5_000
MAX_GROUPS_DEEP = 50


class PatternError(ValueError):
    """The text is not an XPath regular expression."""


class PatternParser:
    """One reading of one pattern."""

    def __init__(self, text: str, flags: str) -> None:
        if len(text) > MAX_PATTERN:
            raise PatternError(f"the pattern has more than {MAX_PATTERN} characters")
        self.text = text
        self.position = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0
        self.fold, self.dot_all, self.blanks = "i" in flags, "s" in flags, "x" in flags
        self.has_back_references = False

    def fail(self, reason: str) -> NoReturn:
        """Refuse the pattern."""
        raise PatternError(f"the pattern {self.text!r:.60}: {reason} at {self.position + 1}")

    def peek(self) -> str:
        """The next character, or nothing."""
        while self.blanks and self.text[self.position : self.position + 1] in tuple(" \t\n\r"):
            self.position += 1
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        """Pass the next character."""
        char = self.peek()
        self.position += 1
        return char

    def whole(self) -> Fragment:
        """The program of the whole pattern."""
        body = self.alternatives()
        if self.peek():
            self.fail(f"{self.peek()!r} is not expected")
        return [("save", 0), *body, ("save", 1), ("match",)]

    def alternatives(self) -> Fragment:
        """Branches with ``|`` between them."""
        self.depth += 1
        if self.depth > MAX_GROUPS_DEEP:
            self.fail("too many groups inside one another")
        fragment = self.branch()
        while self.peek() == "|":
            self.take()
            other = self.branch()
            split = ("split", 1, len(fragment) + 2)
            fragment = [split, *fragment, ("jump", len(other) + 1), *other]
        self.depth -= 1
        return fragment

    def branch(self) -> Fragment:
        """Pieces one after the other."""
        fragment: Fragment = []
        while self.peek() and self.peek() not in "|)":
            fragment += self.piece()
            if len(fragment) > MAX_PROGRAM:
                self.fail("it is too large")
        return fragment

    def piece(self) -> Fragment:
        """An atom with its quantifier."""
        before = self.groups
        atom = self.atom()
        sign = self.peek()
        if not sign or sign not in "?*+{":
            return atom
        self.take()
        low, high = self._bounds(sign)
        lazy = self.peek() == "?"
        if lazy:
            self.take()
        if self.peek() and self.peek() in "?*+{" and self.groups >= before:
            self.fail("a quantifier follows another")
        return self._repeat(atom, low, high, lazy)

    def _bounds(self, sign: str) -> tuple[int, int | None]:
        if sign != "{":
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
        end = self.text.find("}", self.position)
        low, comma, high = self.text[self.position : end].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()) or len(low + high) > 8:
            self.fail("the quantifier is no {n}, {n,} or {n,m}")
        self.position = end + 1
        least = int(low)
        most = least if not comma else (int(high) if high else None)
        if most is not None and most < least:
            self.fail("the quantifier ends before it starts")
        return least, most

    def _repeat(self, atom: Fragment, low: int, high: int | None, lazy: bool) -> Fragment:
        copies = low + (1 if high is None else high - low)
        if copies * (len(atom) + 2) > MAX_PROGRAM:
            self.fail("it is too large")
        fragment = atom * low
        if high is None:
            size = len(atom)
            loop = [_split(1, size + 2, lazy), *atom, ("jump", -size - 1)]
            return fragment + loop
        rest: Fragment = []
        for _ in range(high - low):
            inner = atom + rest
            rest = [_split(1, len(inner) + 1, lazy), *inner]
        return fragment + rest

    def atom(self) -> Fragment:
        """One character, class, anchor, group or back reference."""
        char = self.take()
        if char == "(":
            return self._group()
        if char == "[":
            return [("char", self._class())]
        if char == ".":
            return [("char", (lambda each: True) if self.dot_all else (lambda each: each not in "\n\r"))]
        if char == "^":
            return [("start",)]
        if char == "$":
            return [("end",)]
        if char == "\\":
            return self._escape()
        if char in "?*+{}]":
            self.position -= 1
            self.fail(f"{char!r} is not expected")
        return [("char", literal(char, fold=self.fold))]

    def _group(self) -> Fragment:
        number = 0
        if self.text.startswith("?:", self.position):
            self.position += 2
        elif self.peek() == "?":
            self.fail("'?' is not expected")
        else:
            self.groups += 1
            number = self.groups
        body = self.alternatives()
        if self.take() != ")":
            self.fail("a group is not closed")
        self.closed.add(number)
        return [("save", 2 * number), *body, ("save", 2 * number + 1)] if number else body

    def _escape(self) -> Fragment:
        char = self.text[self.position : self.position + 1]
        if char.isdecimal() and char != "0":
            return self._back_reference()
        member = self._escaped_class()
        if member is not None:
            return [("char", member)]
        return [("char", literal(self._escaped_single(), fold=self.fold))]

    def _back_reference(self) -> Fragment:
        number = int(self.take())
        while self.peek().isdecimal() and number * 10 + int(self.peek()) <= self.groups:
            number = number * 10 + int(self.take())
        if number not in self.closed:
            self.fail(f"there is no group {number} before this")
        self.has_back_references = True
        return [("back", number)]

    def _escaped_class(self) -> Member | None:
        char = self.text[self.position : self.position + 1]
        if char.lower() in MULTI and char:
            self.position += 1
            return MULTI[char] if char in MULTI else opposite(MULTI[char.lower()])
        if char not in ("p", "P"):
            return None
        end = self.text.find("}", self.position)
        if not self.text.startswith("{", self.position + 1) or end < 0:
            self.fail("a property in braces is missing")
        member = property_class(self.text[self.position + 2 : end])
        if member is None:
            self.fail("the property is not known")
        self.position = end + 1
        return member if char == "p" else opposite(member)

    def _escaped_single(self) -> str:
        char = self.text[self.position : self.position + 1]
        if char not in SINGLE or not char:
            self.fail(f"'\\{char}' is no escape")
        self.position += 1
        return SINGLE[char]

    def _class(self) -> Member:
        self.depth += 1
        if self.depth > MAX_GROUPS_DEEP:
            self.fail("too many classes inside one another")
        negative = self._sees("^")
        members: list[Member] = []
        ranges: list[tuple[str, str]] = []
        without: Member | None = None
        while not self._sees("]") or not (members or ranges):
            if self._sees("-["):
                without = self._class()
                if not self._sees("]"):
                    self.fail("a class ends after its subtraction")
                break
            self._class_part(members, ranges)
        self.depth -= 1
        found = any_of(members, ranges, fold=self.fold)
        found = opposite(found) if negative else found
        return minus(found, without) if without else found

    def _sees(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.position):
            return False
        self.position += len(sign)
        return True

    def _class_part(self, members: list[Member], ranges: list[tuple[str, str]]) -> None:
        if self._sees("\\"):
            member = self._escaped_class()
            if member is not None:
                members.append(member)
                return
            low = self._escaped_single()
        else:
            low = self._class_char()
        if self.text.startswith("-", self.position) and not self.text.startswith(("-]", "-["), self.position):
            self.position += 1
            high = self._escaped_single() if self._sees("\\") else self._class_char()
            if high < low:
                self.fail("a range ends before it starts")
            ranges.append((low, high))
            return
        ranges.append((low, low))

    def _class_char(self) -> str:
        char = self.text[self.position : self.position + 1]
        if not char or char in "[]":
            self.fail("a class is not closed" if not char else f"{char!r} is not expected")
        self.position += 1
        return char


def _split(first: int, second: int, lazy: bool) -> tuple[object, ...]:
    return ("split", second, first) if lazy else ("split", first, second)
