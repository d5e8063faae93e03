"""XML from strangers: no DOCTYPE, no entities, no network, bounded depth and size; for the child."""

from __future__ import annotations

from lxml import etree

from service.engine.intake.limits import Limits
from service.engine.intake.memory import ran_out
from service.engine.progress import Finding

_DOCTYPE = b"<!DOCTYPE"
_WIDE = b"\0"


class Unreadable(Exception):
    """The file is not XML we take; ``finding`` says why."""

    def __init__(self, path: str, rule: str, reason: str, remedy: str) -> None:
        """Keep the finding."""
        super().__init__(reason)
        self.finding = Finding(path, None, rule, reason, remedy)


def parse_xml(content: bytes, path: str, limits: Limits) -> etree._Element:
    """The root element, or ``Unreadable``; ``MemoryError`` where memory ends, however it is formed."""
    if _DOCTYPE in content.replace(_WIDE, b"").upper():
        raise _doctype(path)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if ran_out(error):
            raise MemoryError from error
        raise Unreadable(
            path,
            "xml-malformed",
            f"The file is not well-formed XML: {getattr(error, 'msg', error)}.",
            "Save it again from the editor.",
        ) from error
    if root.getroottree().docinfo.doctype:
        raise _doctype(path)
    _check_size(root, path, limits)
    return root


def _doctype(path: str) -> Unreadable:
    return Unreadable(
        path,
        "xml-doctype",
        "The file has a DOCTYPE, through which XML can read other files or grow without bound.",
        "Remove the DOCTYPE; BPMN and DMN need none.",
    )


def _check_size(root: etree._Element, path: str, limits: Limits) -> None:
    if int(root.xpath("count(//*)")) > limits.xml_elements:
        raise _too_large(path, f"The file has more than {limits.xml_elements} elements.")
    depth = 0
    level = [root]
    while level:
        depth += 1
        if depth > limits.xml_depth:
            raise _too_large(path, f"Elements nest deeper than {limits.xml_depth}.")
        for element in level:
            _check_texts(element, path, limits)
        level = [child for element in level for child in element]


def _check_texts(element: etree._Element, path: str, limits: Limits) -> None:
    if (
        len(element.attrib) > limits.attributes
    ):  # first: reading all of very many takes the square of their number
        raise _too_large(path, f"An element has more than {limits.attributes} attributes.")
    if any(len(value) > limits.attribute_length for value in element.attrib.values()):
        raise _too_large(
            path, f"A name or other attribute is longer than {limits.attribute_length} characters."
        )
    if len(element.get("id", "")) > limits.id_length:
        raise _too_large(path, f"An id is longer than {limits.id_length} characters.")
    if len(element.text or "") > limits.text_length:
        raise _too_large(path, f"A text is longer than {limits.text_length} characters.")


def _too_large(path: str, reason: str) -> Unreadable:
    return Unreadable(path, "xml-too-large", reason, "Shorten it, or split the process.")
