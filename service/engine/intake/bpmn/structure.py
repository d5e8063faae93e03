"""The grammar of BPMN files: elements in their places and order, attributes there and meaning something."""

from __future__ import annotations

from collections.abc import Mapping

from service.engine.intake.bpmn.structure_table import ENUMERATIONS, ORDER, REQUIRED, REQUIRED_CHILDREN, Slot
from service.engine.intake.document import Document, child, is_bpmn, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


def _places(slots: tuple[Slot, ...]) -> Mapping[str, int]:
    return {
        name: place
        for place, slot in enumerate(slots)
        for name in (slot if isinstance(slot, tuple) else (slot,))
    }


_PLACES = {name: _places(slots) for name, slots in ORDER.items()}


@book.rule("element-misplaced", "Move or remove the element; an editor would not have put it there.")
def elements_stand_where_they_belong(document: Document) -> Hits:
    """An element of BPMN stands only in elements it may be part of."""
    for element in document.elements():
        places = _PLACES.get(name_of(element))
        for inner in element if places is not None else ():
            if is_bpmn(inner) and places is not None and name_of(inner) not in places:
                yield element, f"A {name_of(inner)} cannot stand in a {name_of(element)}."


@book.rule("element-out-of-order", "Save the file again from an editor.", formal=True)
def elements_keep_their_order(document: Document) -> Hits:
    """The parts of an element come in the order the language gives them."""
    for element in document.elements():
        places = _PLACES.get(name_of(element), {})
        known = [places[name_of(c)] for c in element if is_bpmn(c) and name_of(c) in places]
        if known != sorted(known):
            yield element, f"The parts of the {name_of(element)} are not in their order."


@book.rule("attribute-missing", "State the attribute.")
def required_attributes_are_there(document: Document) -> Hits:
    """Attributes an element cannot do without are there."""
    for name, attributes in REQUIRED.items():
        for element in document.all(name):
            for attribute in attributes:
                if element.get(attribute) is None:
                    yield element, f"The {name} has no {attribute}."


@book.rule("part-missing", "Add the missing part.")
def required_parts_are_there(document: Document) -> Hits:
    """Parts an element cannot do without are there."""
    for name, parts in REQUIRED_CHILDREN.items():
        for element in document.all(name):
            for part in parts:
                if child(element, part) is None:
                    yield element, f"The {name} has no {part}."


@book.rule("attribute-invalid", "Choose one of the possible values.")
def attributes_have_possible_values(document: Document) -> Hits:
    """An attribute with a fixed choice of values has one of them."""
    for element in document.elements():
        for attribute, values in ENUMERATIONS.items():
            value = element.get(attribute)
            if value is not None and value.strip() not in values:
                yield element, f"{attribute} cannot be {value[:60]!r}."
