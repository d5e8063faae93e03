"""Finding names in text: known ones may hold spaces and operator signs, unknown ones are words.

The standard lets a name hold blanks and even ``+ - * / ' .``: which words make one name depends on the
names in scope. A ``NameBook`` answers for one position of a text which known name, the longest, stands
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name cut into words and signs, and for each piece whether a blank must stand before it."""

    name: str
    pieces: tuple[tuple[str, bool], ...]
    ends_in_word: bool

    def match(self, text: str, position: int) -> int:
        """Where the name that begins at the position ends, or -1."""
        for piece, apart in self.pieces:
            gap = GAP.match(text, position)
            if gap is not None:
                position = gap.end()
            elif apart:
                return -1
            if not text.startswith(piece, position):
                return -1
            position += len(piece)
        return -1 if self.ends_in_word and WORD_OR_NUMBER.match(text, position) else position


@lru_cache(maxsize=4096)
def _known(name: str) -> KnownName | None:
    pieces = PIECES.findall(name)
    if not pieces or len(pieces) > MAX_PIECES or not WORD.match(pieces[0]):
        return None
    words = [WORD_OR_NUMBER.match(piece) is not None for piece in pieces]
    apart = [False, *(before and word for before, word in zip(words, words[1:], strict=False))]
    return KnownName(tidy(name), tuple(zip(pieces, apart, strict=True)), words[-1])


Layer = dict[str, list[KnownName]]


class NameBook:
    """The names in scope, in layers: inner layers come and go with the constructs that bind them."""

    def __init__(self, names: Iterable[str] = (), *, below: NameBook | None = None) -> None:
        self._layers: list[Layer] = list(below._layers) if below else []
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
        known = _known(name)
        if known is not None:
            self._layers[layer].setdefault(known.pieces[0][0], []).append(known)

    def find(self, text: str, position: int) -> tuple[str, int] | None:
        """The longest known name that stands at the position, and where it ends."""
        word = WORD.match(text, position)
        if word is None:
            return None
        best: tuple[str, int] | None = None
        for layer in self._layers:
            for known in layer.get(word[0], ()):
                end = known.match(text, position)
                if end > (best[1] if best else position):
                    best = (known.name, end)
        return best
