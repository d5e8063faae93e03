"""Data of activities and processes: inputs and outputs, the sets they form, and who may have them."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, child, children, is_true, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_SIDES = (("dataInput", "inputSet", "Input"), ("dataOutput", "outputSet", "Output"))


def _refs(sets: list[Element], *tags: str) -> list[str]:
    return [text_of(c).rpartition(":")[2] for each in sets for c in children(each, *tags)]


@book.rule("io-specification-misplaced", "Give the data to the tasks inside, or to the process.")
def only_processes_and_tasks_have_data_inputs(document: Document) -> Hits:
    """An input/output specification belongs to a process, a task or a call, not a sub-process."""
    for specification in document.all("ioSpecification"):
        owner = specification.getparent()
        if owner is not None and name_of(owner) in words.SUB_PROCESSES:
            yield owner, "A sub-process cannot have data inputs and outputs of its own."


@book.rule("data-not-in-set", "Put it into an input set or output set.")
def every_input_and_output_is_in_a_set(document: Document) -> Hits:
    """Each data input is in an input set, each data output in an output set."""
    for specification in document.all("ioSpecification"):
        for kind, set_kind, word in _SIDES:
            listed = _refs(
                children(specification, set_kind),
                f"data{word}Refs",
                f"optional{word}Refs",
                f"whileExecuting{word}Refs",
            )
            for data in children(specification, kind):
                if data.get("id") not in listed:
                    yield data, f"The {kind} is in no {set_kind}."


@book.rule("data-set-subset", "List it among the data of the set, too.")
def optional_data_belong_to_their_set(document: Document) -> Hits:
    """What is optional, or available while executing, is among the data of its set."""
    for _, set_kind, word in _SIDES:
        for each in document.all(set_kind):
            listed = set(_refs([each], f"data{word}Refs"))
            for reference in _refs([each], f"optional{word}Refs", f"whileExecuting{word}Refs"):
                if reference not in listed:
                    yield _named(each), f"{reference} is not among the data of its {set_kind}."


def _named(each: Element) -> Element:
    return each


@book.rule("data-set-pairing", "Let both sets name each other, or neither.")
def paired_sets_name_each_other(document: Document) -> Hits:
    """An input set that names the output sets it leads to is named by them."""
    for kind, tag, back in (
        ("inputSet", "outputSetRefs", "inputSetRefs"),
        ("outputSet", "inputSetRefs", "outputSetRefs"),
    ):
        for each in document.all(kind):
            for reference in _refs([each], tag):
                other = document.by_id.get(reference)
                if other is not None and each.get("id") not in _refs([other], back):
                    yield each, f"It names {reference}, which does not name it."


@book.rule("data-set-missing", "Add an input set and an output set, even if empty.")
def a_specification_has_both_kinds_of_sets(document: Document) -> Hits:
    """An input/output specification has at least one input set and one output set."""
    for specification in document.all("ioSpecification"):
        for _, set_kind, _word in _SIDES:
            if child(specification, set_kind) is None:
                yield specification, f"The specification has no {set_kind}."


@book.rule("data-association-direction", "Turn the association round.")
def process_inputs_are_only_read(document: Document) -> Hits:
    """A process's inputs are not written by its activities, its outputs not read."""
    for tag, kind, end in (
        ("dataOutputAssociation", "dataInput", "targetRef"),
        ("dataInputAssociation", "dataOutput", "sourceRef"),
    ):
        for association in document.all(tag):
            for reference in children(association, end):
                target = document.resolve(text_of(reference), reference)
                if target is not None and name_of(target) == kind:
                    yield association, f"The {tag} has a {kind} at the wrong end."


@book.rule("data-association-source", "Keep one source, or state the transformation.")
def several_sources_need_a_transformation(document: Document) -> Hits:
    """An association with several sources, or of different items, says how one becomes the other."""
    for association in document.all("dataInputAssociation", "dataOutputAssociation"):
        if child(association, "transformation") is not None or child(association, "assignment") is not None:
            continue
        sources = children(association, "sourceRef")
        if len(sources) > 1:
            yield association, "Several sources, but no transformation."
            continue
        ends = [*sources, *children(association, "targetRef")]
        items = [
            item
            for end in ends
            if (item := item_of(document.resolve(text_of(end), end), document)) is not None
        ]
        if len(items) == 2 and not same_item(items[0], items[1]):
            yield association, "Source and target hold different items, and no transformation is stated."


def item_of(data: Element | None, document: Document) -> Element | None:
    """The item definition of a piece of data; a reference has that of what it refers to."""
    if data is None:
        return None
    for attribute in ("dataObjectRef", "dataStoreRef"):
        if data.get(attribute):
            return item_of(document.resolve(data.get(attribute), data), document)
    return document.resolve(data.get("itemSubjectRef"), data)


def same_item(one: Element, other: Element) -> bool:
    """Whether two item definitions describe the same: the same one, or the same structure."""
    if one is other:
        return True
    return one.get("structureRef") is not None and (
        (one.get("structureRef"), is_true(one, "isCollection"))
        == (other.get("structureRef"), is_true(other, "isCollection"))
    )


@book.rule("collection-mismatch", "Mark both as a collection, or neither.")
def collections_are_marked_on_both(document: Document) -> Hits:
    """Data that hold a collection say so, as their item definition does."""
    for data in document.all("dataInput", "dataOutput", "dataObject"):
        item = document.resolve(data.get("itemSubjectRef"), data)
        if item is not None and is_true(data, "isCollection") != is_true(item, "isCollection"):
            yield data, f"The {name_of(data)} and its item definition disagree about being a collection."


@book.rule("data-object-state", "State the data's kind on the data object, its state on the references.")
def references_have_states_and_objects_have_items(document: Document) -> Hits:
    """A data object has no state, a reference to it no item definition of its own."""
    for data in document.all("dataObject"):
        if child(data, "dataState") is not None:
            yield data, "A data object has no state; its references have."
    for data in document.all("dataObjectReference"):
        if data.get("itemSubjectRef"):
            yield data, "A data object reference has the item of its object."


@book.rule(
    "data-reference-name", "Name it like its data object, with the state in square brackets.", formal=True
)
def references_are_named_for_their_object(document: Document) -> Hits:
    """A data object reference is named "object [state]", or like the object when it shows no state."""
    for reference in document.all("dataObjectReference"):
        data = document.resolve(reference.get("dataObjectRef"), reference)
        state = child(reference, "dataState")
        if data is None or data.get("name") is None or reference.get("name") is None:
            continue
        expected = data.get("name", "") + (f"[{state.get('name', '')}]" if state is not None else "")
        if "".join(reference.get("name", "").split()) != "".join(expected.split()):
            yield reference, f"It is named {reference.get('name')[:80]!r}."
