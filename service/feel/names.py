"""Finding names in text: known ones may hold spaces and operator signs, unknown ones are words.

The standard lets a name hold blanks and even ``+ - * / ' .``: which words make one name depends on the
names in scope. A ``NameBook`` answers for one position of a text which known name, the longest, stands
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

SPACE = "\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
WORD_CHARACTER = f"(?:(?![{SPACE}])[0-9A-Za-z_\u0080-\U0010ffff])"
WORD = re.compile(f"(?![0-9]){WORD_CHARACTER}+")
WORD_OR_NUMBER = re.compile(f"{WORD_CHARACTER}+")
PIECES = re.compile(f"{WORD_CHARACTER}+|[^{SPACE}]")
GAP = re.compile(f"[{SPACE}]+")
MAX_PIECES = 40

INFIX_WORDS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"})
"""Words that end a name, since an expression goes on with them."""

RESERVED = INFIX_WORDS | {"if", "for", "some", "every", "function", "true", "false", "null"}
"""Words that are never a variable of their own."""


def tidy(name: str) -> str:
    """The name with single spaces."""
    return GAP.sub(" ", name).strip()


@lru_cache(maxsize=4096)
def _pattern(name: str) -> tuple[str, re.Pattern[str]] | None:
    pieces = PIECES.findall(name)
    if not pieces or len(pieces) > MAX_PIECES or not WORD.match(pieces[0]):
        return None
    source = re.escape(pieces[0])
    for before, piece in zip(pieces, pieces[1:], strict=False):
        words = WORD_OR_NUMBER.match(before) and WORD_OR_NUMBER.match(piece)
        source += f"[{SPACE}]{'+' if words else '*'}" + re.escape(piece)
    if WORD_OR_NUMBER.match(pieces[-1]):
        source += f"(?!{WORD_CHARACTER})"
    return pieces[0], re.compile(source)


class NameBook:
    """The names in scope, in layers: inner layers come and go with the constructs that bind them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._layers: list[dict[str, list[tuple[str, re.Pattern[str]]]]] = []
        self.push(names)

    def push(self, names: Iterable[str]) -> None:
        """Open a layer with these names."""
        self._layers.append({})
        for name in names:
            self.add(name)

    def pop(self) -> None:
        """Close the innermost layer."""
        self._layers.pop()

    def add(self, name: str, *, layer: int = -1) -> None:
        """Put a name into the innermost layer (or another)."""
        known = _pattern(name)
        if known is not None:
            self._layers[layer].setdefault(known[0], []).append((tidy(name), known[1]))

    def find(self, text: str, position: int) -> tuple[str, int] | None:
        """The longest known name that stands at the position, and where it ends."""
        word = WORD.match(text, position)
        if word is None:
            return None
        best: tuple[str, int] | None = None
        for layer in self._layers:
            for name, pattern in layer.get(word[0], ()):
                found = pattern.match(text, position)
                if found and (best is None or found.end() > best[1]):
                    best = (name, found.end())
        return best
