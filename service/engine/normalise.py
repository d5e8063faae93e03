"""Rewriting a BPMN tree into the shape the parser reads, where the standard says both mean the same.

Ids are generated for sequence flows that have none, link events become plain flows, event definitions that
are referred to are written where they are used, and what has no execution meaning is taken out. What the
runtime does natively needs no rewriting: several flows out of an activity, conditional flows, paths that
just stop, sub-processes without start or end events, reserved ids.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from service.engine.parser.dialect import bpmn, child, children, tag
from service.engine.progress import CannotRun

DRAWING = (
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "property",
    "textAnnotation",
    "group",
)
SCOPES = ("process", "subProcess", "transaction", "adHocSubProcess")
NODES_THAT_BEGIN = ("startEvent", "boundaryEvent", "subProcess", "textAnnotation", "sequenceFlow")


def normalise(root: Any) -> None:
    """Rewrite the tree in place; raises CannotRun for what cannot be rewritten."""
    _strip_drawings(root)
    _name_flows(root)
    _inline_event_definitions(root)
    for scope in list(_scopes(root)):
        _join_links(scope)
        _add_start(scope)


def _scopes(root: Any) -> Iterator[Any]:
    return (node for node in root.iter() if tag(node) in SCOPES)


def _strip_drawings(root: Any) -> None:
    for node in [node for node in root.iter() if tag(node) in (*DRAWING, "dataStore")]:
        parent = node.getparent()
        if parent is not None and node.tag == bpmn(tag(node)):
            parent.remove(node)


def _name_flows(root: Any) -> None:
    taken = {node.get("id") for node in root.iter() if node.get("id")}
    number = 0
    for flow in root.iter(bpmn("sequenceFlow")):
        if flow.get("id"):
            continue
        number += 1
        while f"flow_{number}" in taken:
            number += 1
        flow.set("id", f"flow_{number}")
        taken.add(f"flow_{number}")


def _inline_event_definitions(root: Any) -> None:
    definitions = {
        node.get("id"): node for node in root if tag(node).endswith("EventDefinition") and node.get("id")
    }
    for reference in list(root.iter(bpmn("eventDefinitionRef"))):
        name = (reference.text or "").strip().rpartition(":")[2]
        event = reference.getparent()
        if name not in definitions:
            raise CannotRun(
                f"there is no event definition {name!r}",
                activity_id=event.get("id"),
                remedy="define it, or write it into the event",
            )
        event.replace(reference, copy.deepcopy(definitions[name]))


def _join_links(scope: Any) -> None:
    """A link throw flows straight to the link catch of the same name in the same scope."""
    throws = [node for node in children(scope, "intermediateThrowEvent") if _link(node) is not None]
    catches = {
        _link(node): node for node in children(scope, "intermediateCatchEvent") if _link(node) is not None
    }
    for index, throw in enumerate(throws, 1):
        catch = catches.get(_link(throw))
        if catch is None:
            raise CannotRun(
                f"the link {_link(throw)!r} leads nowhere",
                activity_id=throw.get("id"),
                remedy="draw a catching link event of the same name in the same scope",
            )
        flow = scope.makeelement(bpmn("sequenceFlow"))
        flow.set("id", f"{throw.get('id')}_link_{index}")
        flow.set("sourceRef", throw.get("id"))
        flow.set("targetRef", catch.get("id"))
        scope.append(flow)
    for node in (*throws, *catches.values()):
        node.remove(child(node, "linkEventDefinition"))
        if tag(node) == "intermediateCatchEvent":
            node.tag = bpmn("intermediateThrowEvent")


def _link(node: Any) -> str | None:
    definition = child(node, "linkEventDefinition")
    return None if definition is None else definition.get("name") or ""


def _add_start(scope: Any) -> None:
    """A scope without a start event begins at everything nothing leads to."""
    if child(scope, "startEvent") is not None or tag(scope) == "adHocSubProcess":
        return
    targets = {flow.get("targetRef") for flow in children(scope, "sequenceFlow")}
    loose = [node for node in scope if _begins(node) and node.get("id") not in targets]
    if not loose:
        return
    start = scope.makeelement(bpmn("startEvent"))
    start.set("id", f"{scope.get('id')}_start")
    scope.insert(0, start)
    for index, node in enumerate(loose, 1):
        flow = scope.makeelement(bpmn("sequenceFlow"))
        flow.set("id", f"{scope.get('id')}_start_{index}")
        flow.set("sourceRef", start.get("id"))
        flow.set("targetRef", node.get("id"))
        scope.append(flow)


def _begins(node: Any) -> bool:
    name = tag(node)
    if not node.get("id") or node.tag != bpmn(name) or node.get("isForCompensation") == "true":
        return False
    if node.get("triggeredByEvent") == "true":
        return False
    return (
        name.endswith(("Task", "Gateway", "Activity", "SubProcess", "Event"))
        and name
        not in (
            "boundaryEvent",
            "startEvent",
        )
        or name in ("task", "subProcess", "transaction")
    )
