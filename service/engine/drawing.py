"""A diagram as people look at it: its elements named in their language, and nothing of how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from service.engine.parser.dialect import bpmn, tag

_RUN_BY = (
    "extensionElements",
    "documentation",
    "conditionExpression",
    "completionCondition",
    "script",
    "timeDuration",
    "timeDate",
    "timeCycle",
    "condition",
)
"""Parts of an element that say how it is run; people who look at a drawing need none of them."""


def worded_drawing(content: bytes, names: Mapping[str, str]) -> bytes:
    """The drawing of a deployed BPMN file with every name that the catalogue has, without what runs it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(content, parser)
    for node in list(root.iter(*(bpmn(each) for each in _RUN_BY))):
        _take_out(node)
    for node in root.iter(etree.Element):
        _strip(node)
        _name(node, names)
    drawing: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return drawing


def draws(content: bytes, process_key: str) -> bool:
    """Whether this file holds the drawing of this process."""
    return f'id="{process_key}"'.encode() in content


def _take_out(node: Any) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _strip(node: Any) -> None:
    """Take away what other makers' attributes say; colours of the drawing stay."""
    for name in [each for each in node.attrib if each.startswith("{") and "camunda" in each]:
        del node.attrib[name]


def _name(node: Any, names: Mapping[str, str]) -> None:
    known = names.get(node.get("id", "")) or (
        names.get(node.get("processRef", "")) if tag(node) == "participant" else None
    )
    if known and node.get("name"):
        node.set("name", known)
