"""What is sent, received and called must fit: the items of messages and of the data that carry them."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.bpmn.data import same_item
from service.engine.intake.document import Document, Element, child, children, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

Side = tuple[str, str, str]
_IN: Side = ("dataInput", "inputSet", "inMessageRef")
_OUT: Side = ("dataOutput", "outputSet", "outMessageRef")


def _item_of_message(message: Element | None, document: Document) -> Element | None:
    return None if message is None else document.resolve(message.get("itemRef"), message)


def _data(owner: Element, kind: str) -> list[Element]:
    specification = child(owner, "ioSpecification")
    return [] if specification is None else children(specification, kind)


@book.rule(
    "service-task-data", "Give the task one input set, and at most one output set, as its operation needs."
)
def service_tasks_fit_their_operation(document: Document) -> Hits:
    """A service task with an operation has one input set and at most one output set, for its messages."""
    for task in document.all("serviceTask"):
        operation = document.resolve(task.get("operationRef"), task)
        if operation is None:
            continue
        specification = child(task, "ioSpecification")
        if specification is None or len(children(specification, "inputSet")) != 1:
            yield task, "The service task does not have exactly one input set."
            continue
        if len(children(specification, "outputSet")) > 1:
            yield task, "The service task has more than one output set."
        for kind, _, reference in (_IN, _OUT):
            yield from _fits(task, kind, _message_of(operation, reference, document), document)


def _message_of(operation: Element, tag: str, document: Document) -> Element | None:
    reference = child(operation, tag)
    return None if reference is None else document.resolve(text_of(reference), reference)


def _fits(owner: Element, kind: str, message: Element | None, document: Document) -> Hits:
    data, expected = _data(owner, kind), _item_of_message(message, document)
    if message is None or (not data and expected is None):
        return
    if len(data) != 1:
        yield owner, f"It has {len(data)} of {kind} for its one message."
        return
    item = document.resolve(data[0].get("itemSubjectRef"), data[0])
    if item is not None and expected is not None and not same_item(item, expected):
        yield owner, f"The {kind} and the message hold different items."


@book.rule(
    "message-task-data", "Give the task at most one set with one piece of data, of the message's item."
)
def send_and_receive_tasks_fit_their_message(document: Document) -> Hits:
    """A send task has at most one input, a receive task at most one output: what the message carries."""
    for name, (kind, set_kind, _) in (("sendTask", _IN), ("receiveTask", _OUT)):
        for task in document.all(name):
            specification = child(task, "ioSpecification")
            if specification is None:
                continue
            if len(children(specification, set_kind)) > 1:
                yield task, f"It has more than one {set_kind}."
            elif len(children(specification, kind)) > 1:
                yield task, f"It has more than one {kind}."
            elif children(specification, kind):
                yield from _fits(task, kind, document.resolve(task.get("messageRef"), task), document)


_CARRIERS = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}


def _carried(event: Element, document: Document) -> list[Element]:
    """The item definitions of what the event's definitions carry, in their order."""
    found = []
    for definition in document.event_definitions(event):
        kind = name_of(definition).removesuffix("EventDefinition")
        target = document.resolve(definition.get(_CARRIERS.get(kind, "itemRef")), definition)
        if target is None:
            continue
        item = document.resolve(target.get("itemRef") or target.get("structureRef"), target)
        if item is not None:
            found.append(item)
    return found


@book.rule("event-data-missing", "Give the event one piece of data for each of its triggers or results.")
def events_have_data_for_what_they_carry(document: Document) -> Hits:
    """An event of several definitions that carry items has a piece of data for each."""
    for event, data, items in _event_data(document):
        if data and len(data) != len(items) and items:
            yield event, f"The event carries {len(items)} items but has {len(data)} pieces of data."


@book.rule("event-data-item", "Let data and message (or signal, error, escalation) hold the same item.")
def event_data_hold_what_is_carried(document: Document) -> Hits:
    """The data of an event hold the items of its triggers or results."""
    for event, data, items in _event_data(document):
        held = [document.resolve(each.get("itemSubjectRef"), each) for each in data]
        for item in items if len(data) == len(items) else ():
            if not any(each is not None and same_item(each, item) for each in held):
                yield event, f"No data of the event hold the item {item.get('id')}."


def _event_data(document: Document) -> list[tuple[Element, list[Element], list[Element]]]:
    return [
        (event, children(event, "dataOutput" if catching else "dataInput"), _carried(event, document))
        for names, catching in ((words.CATCH_EVENTS, True), (words.THROW_EVENTS, False))
        for event in document.all(*names)
    ]


@book.rule("called-element-not-found", "Call a process or global task that exists.", formal=True)
def calls_lead_somewhere(document: Document) -> Hits:
    """What is called exists, here or in an imported file, and can be called."""
    for call in document.all("callActivity"):
        reference = call.get("calledElement")
        called = document.resolve(reference, call)
        if reference and (called is None or name_of(called) not in ("process", *words.GLOBAL_TASKS)):
            yield call, f"There is no process or global task {reference[:100]}."


@book.rule("performer-ambiguous", "State either a resource or an expression.")
def performers_are_stated_once(document: Document) -> Hits:
    """Whoever performs is a resource or an expression; parameters go with a resource."""
    for role in document.all("resourceRole", "performer", "humanPerformer", "potentialOwner"):
        by_name = child(role, "resourceRef") is not None
        if by_name and child(role, "resourceAssignmentExpression") is not None:
            yield role, "It names a resource and an expression."
        if not by_name and child(role, "resourceParameterBinding") is not None:
            yield role, "It binds parameters of no resource."


@book.rule("called-element-data", "Give caller and called the same data inputs and outputs.")
def calls_fit_what_is_called(document: Document) -> Hits:
    """A call that passes data passes as many, of the same items, as the called process or task has."""
    for call in document.all("callActivity"):
        called = document.resolve(call.get("calledElement"), call)
        if called is None or (
            child(call, "ioSpecification") is None and child(called, "ioSpecification") is None
        ):
            continue
        for kind in ("dataInput", "dataOutput"):
            mine, theirs = _data(call, kind), _data(called, kind)
            if len(mine) != len(theirs):
                yield call, f"It has {len(mine)} of {kind}, what it calls {len(theirs)}."
                continue
            for one, other in zip(mine, theirs, strict=True):
                if not _alike(one, other, document):
                    yield call, f"Its {kind} holds another item than that of what it calls."


def _alike(one: Element, other: Element, document: Document) -> bool:
    items = [document.resolve(each.get("itemSubjectRef"), each) for each in (one, other)]
    return items[0] is None or items[1] is None or same_item(items[0], items[1])


@book.rule("io-binding-missing", "Bind each operation of the interface to the task's data.")
def global_tasks_bind_their_operations(document: Document) -> Hits:
    """Whatever is called by an interface says which data each operation uses."""
    for owner in document.all(*words.GLOBAL_TASKS, "process"):
        interfaces = children(owner, "supportedInterfaceRef")
        if interfaces and not children(owner, "ioBinding"):
            yield owner, "It supports an interface but binds no operation."
