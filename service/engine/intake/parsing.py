"""XML from strangers: no DOCTYPE, no entities, no network, bounded depth and size; for the child."""

from __future__ import annotations

from lxml import etree

from service.engine.intake.limits import Limits
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
    """The root element, or ``Unreadable``."""
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
        raise Unreadable(
            path,
            "xml-malformed",
            f"The file is not well-formed XML: {error}.",
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
    depth = count = 0
    level = [root]
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > limits.xml_depth:
            raise _too_large(path, f"Elements nest deeper than {limits.xml_depth}.")
        if count > limits.xml_elements:
            raise _too_large(path, f"The file has more than {limits.xml_elements} elements.")
        level = [child for element in level for child in element]


def _too_large(path: str, reason: str) -> Unreadable:
    return Unreadable(path, "xml-too-large", reason, "Split the process into called processes.")
