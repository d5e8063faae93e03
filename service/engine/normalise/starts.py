"""Where a process begins, when the drawing does not say it with a start event."""

from __future__ import annotations

import copy
from typing import Any

from service.engine.parser.dialect import bpmn, child, children, tag
from service.engine.progress import CannotRun

GLOBAL_TASKS = {
    "globalTask": "task",
    "globalManualTask": "manualTask",
    "globalUserTask": "userTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}


def add_global_tasks(root: Any) -> None:
    """A task that any process may call is a process of that one task."""
    for node in [node for node in root if tag(node) in GLOBAL_TASKS]:
        key = node.get("id")
        task = copy.deepcopy(node)
        task.tag = bpmn(GLOBAL_TASKS[tag(node)])
        task.set("id", f"{key}_task")
        if node.get("scriptLanguage"):
            task.set("scriptFormat", node.get("scriptLanguage"))
        process = root.makeelement(bpmn("process"))
        process.set("id", key)
        process.set("name", node.get("name") or key)
        process.set("isExecutable", "true")
        process.append(task)
        root.replace(node, process)


def begin_by_message(scope: Any) -> None:
    """A receive task or event-based gateway that starts the process becomes message start events."""
    for gateway in list(children(scope, "eventBasedGateway")):
        if gateway.get("instantiate") == "true" and gateway.get("eventGatewayType") != "Parallel":
            _release(scope, gateway)
    for task in list(children(scope, "receiveTask")):
        if task.get("instantiate") == "true":
            _become_start(scope, task)


def _release(scope: Any, gateway: Any) -> None:
    """Each event behind the gateway starts the process by itself."""
    flows = [flow for flow in children(scope, "sequenceFlow") if flow.get("sourceRef") == gateway.get("id")]
    targets = {flow.get("targetRef") for flow in flows}
    for flow in flows:
        scope.remove(flow)
    for node in list(scope):
        if node.get("id") in targets:
            if tag(node) == "receiveTask":
                node.set("instantiate", "true")
            else:
                node.tag = bpmn("startEvent")
    scope.remove(gateway)


def _become_start(scope: Any, task: Any) -> None:
    key = task.get("id")
    led_to = any(flow.get("targetRef") == key for flow in children(scope, "sequenceFlow"))
    if led_to or any(event.get("attachedToRef") == key for event in children(scope, "boundaryEvent")):
        raise CannotRun(
            "a receive task that starts a process has nothing before it and nothing on it",
            activity_id=key,
            remedy="use a message start event",
        )
    task.tag = bpmn("startEvent")
    for name in ("instantiate", "operationRef", "implementation"):
        task.attrib.pop(name, None)
    definition = task.makeelement(bpmn("messageEventDefinition"))
    definition.set("messageRef", task.attrib.pop("messageRef", ""))
    task.append(definition)


def add_start(scope: Any) -> None:
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
