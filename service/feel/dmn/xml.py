"""XML into plain elements, with the dangers refused.

No DOCTYPE, bounded size, depth and number of elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from service.feel.errors import DmnError

MAX_BYTES = 10_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 200_000


@dataclass(slots=True)
class Element:
    """One element: its namespace, local name, attributes by local name, children and text."""

    namespace: str
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """The attribute, or an empty string."""
        return self.attributes.get(name, "")

    def first(self, tag: str) -> Element | None:
        """The first child of that name."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.tag == tag)

    def text_of(self, tag: str) -> str:
        """The text of the first child of that name, stripped."""
        child = self.first(tag)
        return child.text.strip() if child else ""


class _Builder:
    """Receives the parser's events and refuses what is too much."""

    def __init__(self) -> None:
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.stack) >= MAX_DEPTH:
            raise DmnError(f"the file has more than {MAX_ELEMENTS} elements or nests deeper than {MAX_DEPTH}")
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(namespace, tag, local)
        if self.stack:
            self.stack[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self.stack.append(element)

    def end(self, _name: str) -> None:
        self.stack.pop()

    def characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].text += text


def _refuse_doctype(*_arguments: object) -> NoReturn:
    raise DmnError("a DOCTYPE is not allowed")


def parse_xml(content: bytes) -> Element:
    """The root element; raises DmnError for what is no XML, or too much of it."""
    if len(content) > MAX_BYTES:
        raise DmnError(f"the file has more than {MAX_BYTES} bytes")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise DmnError(f"the file is not XML: {problem}") from problem
    if builder.root is None:
        raise DmnError("the file is empty")
    return builder.root
