"""A BPMN file as the rules see it: elements by name and id, references resolved, flows in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from lxml import etree

from service.engine.intake import vocabulary as words

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
Element: TypeAlias = etree._Element


def name_of(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """The element's text without the space around it."""
    return "" if element is None else (element.text or "").strip()


def is_bpmn(element: Element) -> bool:
    """Whether the element belongs to the BPMN language."""
    return str(element.tag).startswith("{" + BPMN + "}")


def children(element: Element, *names: str) -> list[Element]:
    """The child elements of these names; all BPMN children when none is given."""
    return [c for c in element if is_bpmn(c) and (not names or name_of(c) in names)]


def child(element: Element, name: str) -> Element | None:
    """The first child of this name."""
    return element.find(f"{{{BPMN}}}{name}")


def is_true(element: Element, attribute: str, default: bool = False) -> bool:
    """A boolean attribute's value."""
    value = element.get(attribute)
    return default if value is None else value.strip() in ("true", "1")


class Document:
    """One BPMN file, with the files it imports."""

    def __init__(self, path: str, root: Element) -> None:
        """Index the file; ``imported`` is filled by whoever knows the other files."""
        self.path = path
        self.root = root
        self.namespace = root.get("targetNamespace", "")
        self.imported: dict[str, Document] = {}
        self.missing_imports: list[Element] = []
        self._by_name: Mapping[str, list[Element]] = self._index()

    def _index(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = defaultdict(list)
        pending = [self.root]
        while pending:
            element = pending.pop()
            if is_bpmn(element):
                found[name_of(element)].append(element)
                if name_of(element) == "extensionElements":
                    continue
                pending.extend(reversed(element))
        return found

    def all(self, *names: str) -> Iterator[Element]:
        """Every element of these names, in the order of the file for each name."""
        for name in names:
            yield from self._by_name.get(name, ())

    def elements(self) -> Iterator[Element]:
        """Every BPMN element outside extensions."""
        for found in self._by_name.values():
            yield from found

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The first element of each id."""
        found: dict[str, Element] = {}
        for element in self.elements():
            key = element.get("id")
            if key is not None:
                found.setdefault(key, element)
        return found

    @cached_property
    def incoming(self) -> Mapping[str, list[Element]]:
        """Sequence flows by the id they lead to."""
        return self._flows("targetRef")

    @cached_property
    def outgoing(self) -> Mapping[str, list[Element]]:
        """Sequence flows by the id they come from."""
        return self._flows("sourceRef")

    def _flows(self, end: str) -> Mapping[str, list[Element]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for flow in self.all("sequenceFlow"):
            found[flow.get(end, "")].append(flow)
        return found

    def flows_into(self, element: Element) -> list[Element]:
        """The sequence flows that lead to the element."""
        return self.incoming.get(element.get("id") or "", [])

    def flows_out_of(self, element: Element) -> list[Element]:
        """The sequence flows that leave the element."""
        return self.outgoing.get(element.get("id") or "", [])

    def resolve(self, reference: str | None, at: Element) -> Element | None:
        """The element a reference means, here or in an imported file; None when there is none."""
        if not reference:
            return None
        prefix, _, local = reference.strip().rpartition(":")
        if not prefix:
            return self.by_id.get(local)
        namespace = at.nsmap.get(prefix)
        if namespace == self.namespace:
            return self.by_id.get(local)
        other = self.imported.get(str(namespace))
        return other.by_id.get(local) if other is not None else None

    def is_executable(self, element: Element) -> bool:
        """Whether the element belongs to a process that is meant to run."""
        owner = (
            element
            if name_of(element) == "process"
            else next(element.iterancestors(f"{{{BPMN}}}process"), None)
        )
        return owner is not None and is_true(owner, "isExecutable")

    def event_definitions(self, event: Element) -> list[Element]:
        """The event's definitions, written in it or referred to."""
        own = [c for c in children(event) if name_of(c) in words.EVENT_DEFINITIONS]
        referred = [self.resolve(text_of(c), c) for c in children(event, "eventDefinitionRef")]
        return own + [e for e in referred if e is not None and name_of(e) in words.EVENT_DEFINITIONS]

    def kinds(self, event: Element) -> list[str]:
        """The kinds of the event's definitions: message, timer, error, …"""
        return [name_of(d).removesuffix("EventDefinition") for d in self.event_definitions(event)]
