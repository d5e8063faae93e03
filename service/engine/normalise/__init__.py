"""Rewriting a BPMN tree into the shape the parser reads, where the standard says both mean the same.

Ids are generated for sequence flows that have none, link events become plain flows, event definitions that
are referred to are written where they are used, global tasks become processes, elements that start a
process by a message become start events, and what has no execution meaning is taken out. What the runtime
does natively needs no rewriting: several flows out of an activity, conditional flows, paths that just stop,
sub-processes without start or end events, reserved ids.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from service.engine.normalise.links import join_links
from service.engine.normalise.starts import add_global_tasks, add_start, begin_by_message
from service.engine.parser.dialect import bpmn, tag
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


def normalise(root: Any) -> None:
    """Rewrite the tree in place; raises CannotRun for what cannot be rewritten."""
    _strip_drawings(root)
    _name_flows(root)
    _inline_event_definitions(root)
    add_global_tasks(root)
    for scope in list(_scopes(root)):
        join_links(scope)
        begin_by_message(scope)
        add_start(scope)


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
