"""Link events: a throw flows straight to its catch."""

from __future__ import annotations

from typing import Any

from service.engine.parser.dialect import bpmn, child, children, tag
from service.engine.progress import CannotRun


def join_links(scope: Any) -> None:
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
