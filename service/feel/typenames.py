"""Types as they are written after ``instance of`` and behind parameters."""

from __future__ import annotations

from service.feel import tree
from service.feel.names import INFIX_WORDS, WORD, tidy
from service.feel.scanner import Scanner

LONG_NAMES = ("date and time", "days and time duration", "years and months duration")


class TypeNameParser(Scanner):
    """Reads type names, with their parts in angle brackets."""

    def type_name(self) -> tree.TypeName:
        """A type: ``number``, ``list<T>``, ``range<T>``, ``context<a.

        T>``, ``function<T> -> T`` or a model's.
        """
        self.deeper()
        name = self._plain_name()
        found = tree.TypeName(name)
        if self.accept("<"):
            if name == "context":
                found = self._context_type()
            elif name == "function":
                found = self._function_type()
            elif name in ("list", "range"):
                found = tree.TypeName(name, (self.type_name(),))
                self.expect(">", "after the type")
            else:
                self.fail(f"{name} has no type in angle brackets")
        self.nesting -= 1
        return found

    def _plain_name(self) -> str:
        start = self.skip()
        for long in LONG_NAMES:
            words = long.split(" ")
            if all(self.accept_word(word) for word in words):
                return long
            self.position = start
        if not WORD.match(self.text, start):
            self.fail("a type is missing")
        while True:
            word = WORD.match(self.text, self.skip())
            if word is None or (word[0] in INFIX_WORDS and self.position > start):
                break
            self.position = word.end()
            self.accept(".")
        return tidy(self.text[start : self.position])

    def _context_type(self) -> tree.TypeName:
        fields: list[str] = []
        parts: list[tree.TypeName] = []
        while not self.sees(">") and (not fields or self.accept(",")):
            fields.append(self.read_until(":,<>", "of a field"))
            self.expect(":", "after the field")
            parts.append(self.type_name())
        self.expect(">", "after the fields")
        return tree.TypeName("context", tuple(parts), tuple(fields))

    def _function_type(self) -> tree.TypeName:
        parts: list[tree.TypeName] = []
        while not self.sees(">"):
            if parts:
                self.expect(",", "between types")
            parts.append(self.type_name())
        self.accept(">")
        self.expect("->", "after the parameters' types")
        parts.append(self.type_name())
        return tree.TypeName("function", tuple(parts))
