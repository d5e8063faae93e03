"""Reading a text piece by piece: blanks, comments, signs, keywords, names, numbers and strings."""

from __future__ import annotations

import re
from typing import NoReturn

from service.feel.errors import FeelSyntaxError
from service.feel.limits import MAX_NESTING, MAX_PARSE_STEPS, MAX_SOURCE
from service.feel.names import (
    INFIX_WORDS,
    RESERVED,
    SPACE,
    WORD,
    WORD_CHARACTER,
    WORD_OR_NUMBER,
    NameBook,
    tidy,
)

BLANKS = re.compile(rf"(?:[{SPACE}]+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
LONGER = {"*": ("**",), "<": ("<=",), ">": (">=",), ".": ("..",), "-": ("->",)}


class Scanner:
    """A position in a text, and the ways to move on from it."""

    def __init__(self, text: str, names: NameBook, properties: NameBook) -> None:
        self.text = text
        self.position = 0
        self.names = names
        self.properties = properties
        self.nesting = 0
        self.steps = 0
        if len(text) > MAX_SOURCE:
            raise FeelSyntaxError(text, 0, f"an expression has at most {MAX_SOURCE} characters")

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        """Refuse the text."""
        raise FeelSyntaxError(self.text, self.position if at is None else at, reason)

    def skip(self) -> int:
        """Pass blanks and comments; the position after them."""
        found = BLANKS.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        if self.text.startswith("/*", self.position):
            self.fail("the comment is not closed")
        return self.position

    def at_end(self) -> bool:
        """Whether nothing but blanks is left."""
        return self.skip() >= len(self.text)

    def peek(self) -> str:
        """The next character that is not blank, or an empty string."""
        return self.text[self.skip() : self.position + 1]

    def sees(self, sign: str) -> bool:
        """Whether the sign stands next (and is not the beginning of a longer one)."""
        start = self.skip()
        if not self.text.startswith(sign, start):
            return False
        return not any(self.text.startswith(longer, start) for longer in LONGER.get(sign, ()))

    def accept(self, sign: str) -> bool:
        """Pass the sign if it stands next."""
        if not self.sees(sign):
            return False
        self.position += len(sign)
        return True

    def expect(self, sign: str, where: str) -> None:
        """Pass the sign, or refuse the text."""
        if not self.accept(sign):
            self.fail(f"{sign!r} is missing {where}{self._instead()}")

    def sees_word(self, word: str) -> bool:
        """Whether the keyword stands next."""
        found = WORD.match(self.text, self.skip())
        return found is not None and found[0] == word

    def accept_word(self, word: str) -> bool:
        """Pass the keyword if it stands next."""
        if not self.sees_word(word):
            return False
        self.position += len(word)
        return True

    def expect_word(self, word: str, where: str) -> None:
        """Pass the keyword, or refuse the text."""
        if not self.accept_word(word):
            self.fail(f"'{word}' is missing {where}{self._instead()}")

    def _instead(self) -> str:
        rest = self.text[self.skip() : self.position + 12]
        return f", found {rest!r}" if rest else ", the text ends"

    def deeper(self) -> None:
        """Enter a nested construct; refuses a text that nests too deep or is too costly to read."""
        self.nesting += 1
        self.steps += 1
        if self.nesting > MAX_NESTING:
            self.fail(f"more than {MAX_NESTING} constructs inside one another")
        if self.steps > MAX_PARSE_STEPS:
            self.fail("the expression is too complicated")

    def read_name(self, *, after_dot: bool = False, in_filter: bool = False) -> str | None:
        """Pass a name: the longest known one, else words up to a sign or a keyword.

        None when there is none.
        """
        start = self.skip()
        known = None if after_dot else self.names.find(self.text, start)
        if after_dot or in_filter:
            prop = self.properties.find(self.text, start)
            if prop and (known is None or prop[1] > known[1]):
                known = prop
        if known is None or known[0] in RESERVED:
            word = WORD.match(self.text, start)
            if word is None or (word[0] in RESERVED and not after_dot):
                return None
            known = (word[0], word.end())
        self.position = known[1]
        self._join_words()
        return known[0] if self.position == known[1] else tidy(self.text[start : self.position])

    def _join_words(self) -> None:
        end = self.position
        while True:
            self.skip()
            word = WORD_OR_NUMBER.match(self.text, self.position)
            if word is None or word[0] in INFIX_WORDS or self.position == end:
                break
            end = self.position = word.end()
        self.position = end

    def read_until(self, stops: str, what: str) -> str:
        """Pass a name that is being defined: anything up to one of the stop signs."""
        start = self.skip()
        found = re.compile(f"[^{re.escape(stops)}]*").match(self.text, start)
        end = found.end() if found else start
        name = tidy(self.text[start:end])
        if not name or not WORD.match(name):
            self.fail(f"a name is missing {what}", start)
        self.position = end
        return name

    def read_iterator_name(self) -> str:
        """Pass the name before ``in``."""
        start = self.skip()
        found = re.compile(rf"([^\[\](){{}}\",=<>]+?)[{SPACE}]+in(?!{WORD_CHARACTER})").match(
            self.text, start
        )
        if found is None or not WORD.match(found[1]):
            self.fail("a name and 'in' are missing", start)
        self.position = found.end()
        return tidy(found[1])

    def read_number(self) -> str | None:
        """Pass a number."""
        found = NUMBER.match(self.text, self.skip())
        if found is None:
            return None
        self.position = found.end()
        return found[0]

    def read_string(self) -> str:
        """Pass a string in double quotes."""
        start = self.skip()
        found = STRING.match(self.text, start)
        if found is None:
            self.fail("the string is not closed", start)
        self.position = found.end()
        return (
            ESCAPE.sub(self._unescape, found[1]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )

    def _unescape(self, found: re.Match[str]) -> str:
        mark = found[1]
        if mark[0] in "uU" and len(mark) > 1:
            code = int(mark[1:], 16)
            return chr(code) if code < 0x110000 else "\ufffd"
        return ESCAPED.get(mark, "\\" + mark)
