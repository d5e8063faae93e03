"""The Camunda dialect read off an element: its attributes, extension properties and mappings."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.document import CAMUNDA, Element, child, text_of

_SPACES = (
    CAMUNDA,
    "http://operaton.org/schema/1.0/bpmn",
    "http://activiti.org/bpmn",
)


def camunda(element: Element, attribute: str) -> str:
    """The attribute of the dialect, or ``""``."""
    for space in _SPACES:
        value = element.get(f"{{{space}}}{attribute}")
        if value is not None:
            return str(value).strip()
    return ""


def extensions(element: Element, name: str) -> Iterator[Element]:
    """The extension elements of this name directly on the element."""
    holder = child(element, "extensionElements")
    if holder is None:
        return
    for space in _SPACES:
        yield from holder.iterchildren(f"{{{space}}}{name}")


def properties(element: Element) -> Iterator[tuple[str, str]]:
    """The extension properties of the element, name and value."""
    for holder in extensions(element, "properties"):
        for entry in holder:
            yield (entry.get("name") or "").strip(), (entry.get("value") or "").strip()


def inputs(element: Element) -> Iterator[tuple[str, str]]:
    """The input parameters of the element, name and value."""
    for holder in extensions(element, "inputOutput"):
        for entry in holder.iterchildren("{*}inputParameter"):
            yield (entry.get("name") or "").strip(), text_of(entry)
