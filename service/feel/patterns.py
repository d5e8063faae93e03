"""Regular expressions as XPath defines them, on a matcher of our own.

Python's ``re`` can be made to run for years by a short pattern and cannot be stopped. This matcher visits
every pair of a branching point and a text position at most once (patterns with back references aside, whose
steps are counted), so that its time grows with pattern times text; both are bounded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from service.feel.errors import FeelLimitExceeded
from service.feel.patterns_parser import Fragment, PatternError, PatternParser
from service.feel.run import Run

FLAGS = frozenset("smixq")
MAX_VISITS = 20_000_000
COUNT_EVERY = 5_000
STEPS_PER_COUNT = 2_000

Groups = tuple[int, ...]
Instruction = tuple[str, Any, Any, int]
"""Kind and operands: a character test, a place, a slot; Any, for the kind decides which."""


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str, flags: str) -> None:
        if not FLAGS.issuperset(flags):
            raise PatternError(f"flags are letters of 'smixq', not {flags!r}")
        self.multi_line = "m" in flags
        if "q" in flags:
            parser = PatternParser("", "")
            quoted = PatternParser("", flags.replace("x", ""))
            quoted.text = "".join("\\" + char if char in "\\|.-^?*+{}()[]$" else char for char in text)
            parser = quoted
        else:
            parser = PatternParser(text, flags)
        program = parser.whole()
        self.groups = parser.groups
        self.remembers = not parser.has_back_references
        self.program = _place(program)
        self.splits = sum(1 for instruction in program if instruction[0] == "split")
        self.literal = "q" in flags

    @staticmethod
    @lru_cache(maxsize=512)
    def of(text: str, flags: str) -> Pattern:
        """The compiled pattern; raises ValueError when it is none."""
        return Pattern(text, flags)

    def search(self, run: Run, text: str, start: int) -> Groups | None:
        """The first match from the start position on: the ends of the whole and of each group (-1.

        Not taken part).
        """
        size = self.splits * (len(text) + 1) if self.remembers else 0
        if size > MAX_VISITS:
            raise FeelLimitExceeded("the string is too long for this pattern")
        run.step(1 + size // 10_000)
        visited = bytearray(size)
        for position in range(start, len(text) + 1):
            found = self._match(run, text, position, visited)
            if found is not None:
                return found
        return None

    def _match(self, run: Run, text: str, start: int, visited: bytearray) -> Groups | None:
        program, width, count = self.program, len(text) + 1, 0
        stack: list[tuple[int, int, Groups]] = [(0, start, (-1,) * (2 * self.groups + 2))]
        while stack:
            place, position, groups = stack.pop()
            while True:
                count += 1
                if count == COUNT_EVERY:
                    run.step(STEPS_PER_COUNT)
                    count = 0
                kind, first, second, number = program[place]
                if kind == "char":
                    if position == width - 1 or not first(text[position]):
                        break
                    place, position = place + 1, position + 1
                elif kind == "split":
                    if visited:
                        mark = number * width + position
                        if visited[mark]:
                            break
                        visited[mark] = 1
                    stack.append((second, position, groups))
                    place = first
                elif kind == "match":
                    return groups
                else:
                    place, position, groups = self._move(place, text, position, groups)
                    if position < 0:
                        break
        run.step(1 + count // 10)
        return None

    def _move(self, place: int, text: str, position: int, groups: Groups) -> tuple[int, int, Groups]:
        """Jumps, group ends, anchors, back references: where the match goes on, at -1 when it does not."""
        kind, first, _, _ = self.program[place]
        if kind == "jump":
            return first, position, groups
        if kind == "save":
            return place + 1, position, (*groups[:first], position, *groups[first + 1 :])
        return place + 1, self._assert(kind, first, text, position, groups), groups

    def _assert(self, kind: str, group: int, text: str, position: int, groups: Groups) -> int:
        """Where the match goes on behind an anchor or back reference, or -1."""
        if kind == "start":
            line = self.multi_line and position > 0 and text[position - 1] == "\n" and position < len(text)
            return position if position == 0 or line else -1
        if kind == "end":
            line = self.multi_line and position < len(text) and text[position] == "\n"
            return position if position == len(text) or line else -1
        number = group
        low, high = groups[2 * number], groups[2 * number + 1]
        taken = text[low:high] if low >= 0 and high >= 0 else ""
        return position + len(taken) if text.startswith(taken, position) else -1

    def replace(self, run: Run, text: str, replacement: str) -> str:
        """The text with each match replaced.

        ValueError for a bad replacement or a pattern that matches nothing.
        """
        parts = [replacement] if self.literal else _read_replacement(replacement, self.groups)
        if self.search(run, "", 0) is not None:
            raise PatternError("the pattern matches the empty string")
        result: list[str] = []
        position = length = 0
        while (found := self.search(run, text, position)) is not None:
            result.append(text[position : found[0]])
            result += [part if isinstance(part, str) else _group(text, found, part) for part in parts]
            length += sum(map(len, result[-len(parts) - 1 :]))
            run.build_text(length)
            position = found[1]
            if found[1] == found[0]:
                result.append(text[position : position + 1])
                position += 1
        return "".join(result) + text[position:]

    def split(self, run: Run, text: str) -> list[object]:
        """The parts of the text between matches."""
        if self.search(run, "", 0) is not None:
            raise PatternError("the delimiter matches the empty string")
        parts: list[object] = []
        position = 0
        while (found := self.search(run, text, position)) is not None and found[1] > found[0]:
            parts.append(text[position : found[0]])
            run.step()
            position = found[1]
        return [*parts, text[position:]]


def _place(program: Fragment) -> list[Instruction]:
    placed: list[Instruction] = []
    splits = 0
    for place, instruction in enumerate(program):
        kind, first, second = (*instruction, None, None)[:3]
        if kind in ("split", "jump") and isinstance(first, int):
            first = place + first
            second = place + second if isinstance(second, int) else None
        placed.append((str(kind), first, second, splits))
        splits += kind == "split"
    return placed


def _group(text: str, found: Groups, number: int) -> str:
    low, high = found[2 * number], found[2 * number + 1]
    return text[low:high] if low >= 0 and high >= 0 else ""


def _read_replacement(text: str, groups: int) -> list[str | int]:
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        char, after = text[position], text[position + 1 : position + 2]
        if char == "\\" and after and after in "\\$":
            parts.append(after)
            position += 2
        elif char == "$" and after.isdecimal():
            number, position = int(after), position + 2
            while text[position : position + 1].isdecimal() and number * 10 + int(text[position]) <= groups:
                number, position = number * 10 + int(text[position]), position + 1
            parts.append(number if number <= groups else "")
        elif char in "\\$":
            raise PatternError("in a replacement '$' is followed by a digit and '\\' by '\\' or '$'")
        else:
            parts.append(char)
            position += 1
    return parts
