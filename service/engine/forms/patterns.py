"""Patterns of form fields, matched in time that grows only with pattern × text.

A pattern comes from a form file, the text from a stranger. Python's own matcher backtracks and can be made
to run for years, so it only *parses* the pattern; matching walks all possibilities side by side, one
character at a time. Left out, and refused when the form is read: references back, look-around.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]  # the standard library's own tree, untyped
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_PATTERN_LENGTH = 500
MAX_MATCHED_LENGTH = 1000
MAX_STATES = 500

Accepts = Callable[[str], bool]
Allows = Callable[[str, int], bool]


class UnsafePattern(ValueError):
    """The pattern is no regular expression, or asks for more than bounded matching can give."""


@dataclass(slots=True)
class _State:
    """A place in the pattern: where one character leads (``accepts`` → ``target``), where nothing leads."""

    accepts: Accepts | None = None
    target: int = -1
    free: list[tuple[int, Allows | None]] = field(default_factory=list)


class SafePattern:
    """A compiled pattern; ``found_in`` asks whether some part of a text matches, as a browser does."""

    def __init__(self, pattern: str) -> None:
        """Compile, or raise ``UnsafePattern``."""
        if len(pattern) > MAX_PATTERN_LENGTH:
            raise UnsafePattern(f"the pattern is longer than {MAX_PATTERN_LENGTH} characters")
        try:
            tree = parser.parse(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise UnsafePattern(f"not a regular expression: {error}") from error
        self._states: list[_State] = []
        self._first = self._add()
        self._last = self._sequence(tree, self._first)

    def found_in(self, text: str) -> bool:
        """Whether some part of the text matches; a text too long to look through does not."""
        if len(text) > MAX_MATCHED_LENGTH:
            return False
        current: set[int] = set()
        for at in range(len(text) + 1):
            self._reach(self._first, current, text, at)
            if self._last in current:
                return True
            if at < len(text):
                current = self._read(current, text, at)
        return False

    def _read(self, current: set[int], text: str, at: int) -> set[int]:
        following: set[int] = set()
        for number in current:
            state = self._states[number]
            if state.accepts is not None and state.accepts(text[at]):
                self._reach(state.target, following, text, at + 1)
        return following

    def _reach(self, number: int, into: set[int], text: str, at: int) -> None:
        pending = [number]
        while pending:
            reached = pending.pop()
            if reached in into:
                continue
            into.add(reached)
            pending.extend(
                to for to, allows in self._states[reached].free if allows is None or allows(text, at)
            )

    def _add(self) -> int:
        if len(self._states) >= MAX_STATES:
            raise UnsafePattern("the pattern is too large")
        self._states.append(_State())
        return len(self._states) - 1

    def _sequence(self, tree: Any, start: int) -> int:
        for code, argument in tree:
            start = self._part(code, argument, start)
        return start

    def _part(self, code: Any, argument: Any, start: int) -> int:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            return self._repeat(argument, start)
        if code is codes.SUBPATTERN:
            return self._sequence(argument[3], start)
        if code is codes.BRANCH:
            return self._branch(argument[1], start)
        end = self._add()
        if code is codes.AT:
            self._states[start].free.append((end, _position(argument)))
            return end
        self._states[start].accepts, self._states[start].target = _character(code, argument), end
        return end

    def _branch(self, ways: Any, start: int) -> int:
        end = self._add()
        for way in ways:
            entry = self._add()
            self._states[start].free.append((entry, None))
            self._states[self._sequence(way, entry)].free.append((end, None))
        return end

    def _repeat(self, argument: Any, start: int) -> int:
        low, high, inner = argument
        for _ in range(int(low)):
            start = self._sequence(inner, start)
        if high is codes.MAXREPEAT:
            return self._any_number(inner, start)
        end = self._add()
        for _ in range(int(high) - int(low)):
            self._states[start].free.append((end, None))
            entry = self._add()
            self._states[start].free.append((entry, None))
            start = self._sequence(inner, entry)
        self._states[start].free.append((end, None))
        return end

    def _any_number(self, inner: Any, start: int) -> int:
        again, end = self._add(), self._add()
        entry = self._add()
        self._states[start].free.append((again, None))
        self._states[again].free += [(end, None), (entry, None)]
        self._states[self._sequence(inner, entry)].free.append((again, None))
        return end


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _at_boundary(text: str, at: int) -> bool:
    before = at > 0 and _is_word(text[at - 1])
    return before != (at < len(text) and _is_word(text[at]))


def _position(kind: Any) -> Allows:
    if kind in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING):
        return lambda text, at: at == 0
    if kind in (codes.AT_END, codes.AT_END_STRING):
        return lambda text, at: at == len(text)
    if kind is codes.AT_BOUNDARY:
        return _at_boundary
    if kind is codes.AT_NON_BOUNDARY:
        return lambda text, at: not _at_boundary(text, at)
    raise UnsafePattern("a position of this kind is not supported")


_CATEGORIES: dict[Any, Accepts] = {
    codes.CATEGORY_DIGIT: str.isdigit,
    codes.CATEGORY_NOT_DIGIT: lambda char: not char.isdigit(),
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    codes.CATEGORY_WORD: _is_word,
    codes.CATEGORY_NOT_WORD: lambda char: not _is_word(char),
}


def _character(code: Any, argument: Any) -> Accepts:
    if code is codes.LITERAL:
        return lambda char: ord(char) == argument
    if code is codes.NOT_LITERAL:
        return lambda char: ord(char) != argument
    if code is codes.ANY:
        return lambda char: char != "\n"
    if code is codes.RANGE:
        return lambda char: argument[0] <= ord(char) <= argument[1]
    if code is codes.CATEGORY:
        return _CATEGORIES[argument]
    if code is codes.IN:
        return _one_of(argument)
    raise UnsafePattern("references and look-around are not supported")


def _one_of(items: Any) -> Accepts:
    negated = items[0][0] is codes.NEGATE
    accepted = [_character(code, argument) for code, argument in items if code is not codes.NEGATE]
    return lambda char: any(accepts(char) for accepts in accepted) is not negated


@lru_cache(maxsize=512)
def safe_pattern(pattern: str) -> SafePattern:
    """The compiled pattern, or ``UnsafePattern`` saying what is wrong with it."""
    return SafePattern(pattern)
