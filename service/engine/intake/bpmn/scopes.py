"""Where a process begins and ends, and that everything in it can be reached and left."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, children, is_true, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_PLAIN_SCOPES = ("process", "subProcess", "transaction")


def scopes(document: Document) -> list[Element]:
    """The processes and sub-processes in which things follow one another; ad-hoc ones have no order."""
    return list(document.all(*_PLAIN_SCOPES))


def nodes(scope: Element) -> list[Element]:
    """The flow nodes directly in the scope."""
    return children(scope, *words.ALL_FLOW_NODES)


@book.rule("start-event-missing", "Add a start event, or remove the end events.")
def an_end_event_needs_a_start_event(document: Document) -> Hits:
    """Where there is an end event there is a start event, or something else that begins the scope."""
    for scope in scopes(document):
        found = {name_of(node) for node in nodes(scope)}
        if "endEvent" in found and "startEvent" not in found and not _has_instantiating(scope):
            yield scope, "It has an end event but no start event."


@book.rule("end-event-missing", "Add an end event behind the last elements.")
def a_start_event_needs_an_end_event(document: Document) -> Hits:
    """Where there is a start event there is an end event."""
    for scope in scopes(document):
        found = {name_of(node) for node in nodes(scope)}
        if "startEvent" in found and "endEvent" not in found:
            yield scope, "It has a start event but no end event."


@book.rule("element-unreachable", "Connect it, or remove it.")
def everything_behind_a_start_event_is_reached(document: Document) -> Hits:
    """Where there is a start event, every other element has an incoming flow."""
    for scope in scopes(document):
        if not any(name_of(node) == "startEvent" for node in nodes(scope)):
            continue
        for node in nodes(scope):
            if not document.flows_into(node) and not _begins(node):
                yield node, f"No sequence flow leads to the {name_of(node)}."


@book.rule("element-without-way-out", "Connect it onwards, or end the path with an end event.")
def everything_before_an_end_event_is_left(document: Document) -> Hits:
    """Where there is an end event, every other element has an outgoing flow."""
    for scope in scopes(document):
        if not any(name_of(node) == "endEvent" for node in nodes(scope)):
            continue
        for node in nodes(scope):
            if not document.flows_out_of(node) and not _ends(node, document):
                yield node, f"No sequence flow leaves the {name_of(node)}."


def _begins(node: Element) -> bool:
    """Whether the element starts without being led to."""
    name = name_of(node)
    if name in ("startEvent", "boundaryEvent") or is_aside(node):
        return True
    if name == "intermediateCatchEvent":
        return bool(children(node, "linkEventDefinition"))
    return name in ("receiveTask", "eventBasedGateway") and is_true(node, "instantiate")


def _ends(node: Element, document: Document) -> bool:
    """Whether a path may stop at the element."""
    name = name_of(node)
    if name == "endEvent" or is_aside(node):
        return True
    if name == "intermediateThrowEvent":
        return "link" in document.kinds(node)
    return name == "boundaryEvent" and "compensate" in document.kinds(node)


def is_aside(node: Element) -> bool:
    """Whether the element stands beside the flow: compensation handlers and event sub-processes."""
    return is_true(node, "isForCompensation") or is_true(node, "triggeredByEvent")


def _has_instantiating(scope: Element) -> bool:
    return any(is_true(node, "instantiate") for node in children(scope, "receiveTask", "eventBasedGateway"))
