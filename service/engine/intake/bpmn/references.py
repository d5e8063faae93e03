"""References: ids are unique, and what is referred to exists and is of the right kind."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake import vocabulary as words
from service.engine.intake.bpmn.reference_table import ATTRIBUTES, CHILDREN, Kinds
from service.engine.intake.document import Document, Element, is_bpmn, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


@book.rule("id-duplicate", "Give one of the two another id.")
def ids_are_unique(document: Document) -> Hits:
    """No two elements have one id; nor do elements of files that share a namespace by import."""
    seen: set[str] = set()
    for other in _sharing_namespace(document):
        seen |= other.by_id.keys()
    for element in document.root.iter():
        key = element.get("id") if is_bpmn(element) else None
        if key is None:
            continue
        if key in seen:
            yield element, f"The id {key} is there more than once."
        seen.add(key)


def _sharing_namespace(document: Document) -> list[Document]:
    found = [document]
    for each in found:
        found += [other for other in each.imported.values() if other not in found]
    return [other for other in found[1:] if other.namespace == document.namespace]


@book.rule("id-malformed", "Begin the id with a letter or _, then letters, digits, - _ and dots.")
def ids_are_names(document: Document) -> Hits:
    """An id is a name as XML knows it: no spaces, no colon, no digit in front."""
    for element in document.elements():
        key = element.get("id")
        if key is not None and not _is_name(key):
            yield element, f"{key!r} is not a valid id."


def _is_name(key: str) -> bool:
    first_ok = key[:1].isalpha() or key[:1] == "_"
    return first_ok and all(char.isalnum() or char in "-_.·" or _is_mark(char) for char in key)


def _is_mark(char: str) -> bool:
    return "\u0300" <= char <= "\u036f" or "\u203f" <= char <= "\u2040"


@book.rule("id-missing", "Give the element an id.")
def what_is_referred_to_has_an_id(document: Document) -> Hits:
    """Elements that exist only to be referred to need an id, and so does whatever a process runs through."""
    for element in document.all("message", "itemDefinition", "signal", "error", "escalation", "process"):
        if not element.get("id"):
            yield element, f"A {name_of(element)} without an id cannot be referred to."
    for element in document.all(*words.FLOW_NODES):
        if not element.get("id") and document.is_executable(element):
            yield element, f"The {name_of(element)} has no id."


@book.rule(
    "import-not-found", "Deploy the imported file together with this one, at the place it is looked for."
)
def imported_files_are_there(document: Document) -> Hits:
    """An imported BPMN file is among the deployed files."""
    for element in document.missing_imports:
        yield element, f"The imported file {element.get('location', '')[:200]} is not there."


@book.rule("reference-not-found", "Refer to an element that exists, or add the missing one.")
def references_lead_somewhere(document: Document) -> Hits:
    """Whatever is referred to exists."""
    for element, label, reference, _ in _references(document):
        if document.resolve(reference, element) is None:
            yield element, f"{label} refers to {reference[:100]}, which does not exist."


@book.rule("reference-of-wrong-kind", "Refer to an element of the expected kind.")
def references_lead_to_the_right_kind(document: Document) -> Hits:
    """What is referred to is of the kind that fits there."""
    for element, label, reference, kinds in _references(document):
        target = document.resolve(reference, element)
        if target is not None and kinds and name_of(target) not in kinds:
            yield element, f"{label} refers to {reference[:100]}, which is a {name_of(target)}."


def _references(document: Document) -> Iterator[tuple[Element, str, str, Kinds]]:
    """Each reference in the file: where it stands, what it is called, what it says, which kinds fit."""
    for element in document.elements():
        name = name_of(element)
        for attribute, kinds in (*ATTRIBUTES.get(name, ()), *ATTRIBUTES["*"]):
            reference = element.get(attribute)
            if reference is not None and (name, attribute) not in _ELSEWHERE:
                yield element, f"{attribute} of the {name}", reference.strip(), kinds
        parent = element.getparent()
        kinds_of_child = CHILDREN.get(name)
        if kinds_of_child is not None and parent is not None and not len(element):
            yield element, f"{name} in the {name_of(parent)}", text_of(element), kinds_of_child


_ELSEWHERE = {("process", "default")}
