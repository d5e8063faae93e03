"""Files, processes and flows: SpiffWorkflow's BpmnParser and ProcessParser, made to build our
specifications.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.specs.base import TaskSpec

from service.engine.language import Expression, Language
from service.engine.parser import elements, junctions
from service.engine.parser.calls import CallActivityParser
from service.engine.parser.dialect import DialectReader, bpmn, camunda, child, children, tag, text_in
from service.engine.progress import CannotRun
from service.engine.specs import activities, events, gateways, subprocesses, user_tasks
from service.engine.specs.node import Flow, FlowNode
from service.engine.specs.process import ProcessSpec
from service.engine.specs.triggers import Kind

PLACES = {
    "startEvent": (junctions.EventParser, events.StartEvent),
    "endEvent": (junctions.EventParser, events.EndEvent),
    "intermediateThrowEvent": (junctions.EventParser, events.ThrowEvent),
    "intermediateCatchEvent": (junctions.EventParser, events.CatchEvent),
    "boundaryEvent": (junctions.BoundaryEventParser, events.BoundaryEvent),
    "task": (elements.ActivityParser, activities.NoneTask),
    "manualTask": (elements.ActivityParser, activities.ManualTask),
    "userTask": (elements.UserTaskParser, user_tasks.UserTask),
    "serviceTask": (elements.ServiceTaskParser, activities.ExternalTask),
    "businessRuleTask": (elements.RuleTaskParser, activities.RuleTask),
    "scriptTask": (elements.ScriptTaskParser, activities.ScriptTask),
    "sendTask": (elements.SendTaskParser, activities.SendTask),
    "receiveTask": (elements.ReceiveTaskParser, activities.ReceiveTask),
    "exclusiveGateway": (junctions.GatewayParser, gateways.ExclusiveGateway),
    "parallelGateway": (junctions.GatewayParser, gateways.ParallelGateway),
    "inclusiveGateway": (junctions.GatewayParser, gateways.InclusiveGateway),
    "complexGateway": (junctions.ComplexGatewayParser, gateways.ComplexGateway),
    "eventBasedGateway": (junctions.EventGatewayParser, gateways.EventBasedGateway),
    "subProcess": (elements.SubProcessParser, subprocesses.SubProcess),
    "transaction": (elements.SubProcessParser, subprocesses.Transaction),
    "adHocSubProcess": (elements.SubProcessParser, subprocesses.AdHocSubProcess),
    "callActivity": (CallActivityParser, subprocesses.CallActivity),
}
REFUSED = {
    "callChoreography": "draw a process",
    "choreographyTask": "draw a process",
    "subChoreography": "draw a process",
}


class DialectParser(BpmnParser):  # type: ignore[misc]
    """SpiffWorkflow's parser with our classes; each file was normalised before."""

    OVERRIDE_PARSER_CLASSES = {bpmn(name): place for name, place in PLACES.items()}

    def __init__(self, language: Language) -> None:
        """A parser that reads texts as ``language`` does."""
        super().__init__()
        self.language = language
        self.inner_specs: dict[str, ProcessSpec] = {}

    def _add_data_stores(self, _bpmn: Any) -> None:
        """Data stores are part of the drawing."""

    def _add_messages(self, _bpmn: Any) -> None:
        """Messages are found by the events that name them, each in its own file."""

    _add_signals = _add_errors = _add_escalations = _add_correlations = _add_messages


class DialectProcessParser(ProcessParser):  # type: ignore[misc]
    """Reads one process or sub-process, element by element, without recursion along the flows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As SpiffWorkflow's; ``scope_key`` stays empty for a process, and names a sub-process uniquely."""
        super().__init__(*args, **kwargs)
        self.scope_key = ""
        self.language: Language = self.parser.language
        self.process_key = self.bpmn_id

    def create_spec(self) -> ProcessSpec:
        """An empty specification of our class."""
        return ProcessSpec(self.scope_key or self.bpmn_id, self.process_key, self.get_name(), self.filename)

    def _parse(self) -> None:
        self.spec = self.create_spec()
        for node in self.node:
            name = tag(node)
            if name in REFUSED:
                raise CannotRun(f"a {name} is not run", activity_id=node.get("id"), remedy=REFUSED[name])
            if name in PLACES:
                self.parse_node(node)
        self._connect()
        self._hang_boundary_events()
        self.spec.settle()

    def parse_node(self, node: Any) -> Any:
        """One element's specification."""
        parser_class, spec_class = self.parser._get_parser_class(node.tag)
        lane = self.get_lane_name(node.get("id"))
        return parser_class(self, spec_class, node, self.nsmap, lane=lane).parse_node()

    # --- names --------------------------------------------------------------------------------------------

    def spec_name(self, bpmn_id: str) -> str:
        """The name inside for an author's id: the same, unless SpiffWorkflow has reserved it."""
        return f"{bpmn_id}~" if bpmn_id in self.spec.reserved else bpmn_id

    def flows_into(self, bpmn_id: str) -> list[Any]:
        """The sequence flows that lead to an element."""
        return [flow for flow in children(self.node, "sequenceFlow") if flow.get("targetRef") == bpmn_id]

    def inner_key(self, bpmn_id: str) -> str:
        """The name of a sub-process's specification, unique over all files of a definition."""
        return f"{self.spec.name}/{bpmn_id}"

    def parse_inner(self, node: Any, lane: str | None) -> ProcessSpec:
        """Read a sub-process drawn in this process."""
        inner = type(self)(self.parser, node, self.nsmap, {}, filename=self.filename, lane=lane)
        inner.scope_key = self.inner_key(node.get("id"))
        inner.process_key = self.process_key
        spec: ProcessSpec = inner.get_spec()
        self.parser.inner_specs[spec.name] = spec
        self.spec.inner[self.spec_name(node.get("id"))] = spec
        return spec

    def lane_group(self, bpmn_id: str) -> Expression | None:
        """The candidate groups of the lane an element lies in: its property ``group``, else its name."""
        for lane in self.document_root.iter(bpmn("lane")):
            if any((ref.text or "").strip() == bpmn_id for ref in children(lane, "flowNodeRef")):
                reader = DialectReader(lane, self.parser.language)
                group = reader.properties().get("group") or lane.get("name")
                inner = child(lane, "childLaneSet")
                if group and inner is None:
                    return self.language.text(group, bpmn_id)
        return None

    # --- flows --------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for node in children(self.node, "sequenceFlow"):
            flow = self._flow(node)
            source, target = self.spec.task_specs[flow.source], self.spec.task_specs[flow.target]
            TaskSpec.connect(source, target)
            source.flows.append(flow)
            target.incoming.append(flow)

    def _flow(self, node: Any) -> Flow:
        ends = []
        for attribute in ("sourceRef", "targetRef"):
            name = self.spec_name(node.get(attribute) or "")
            if not isinstance(self.spec.task_specs.get(name), FlowNode):
                raise CannotRun(
                    f"the sequence flow {node.get('id')} has no {attribute} in this scope",
                    activity_id=node.get("id"),
                    remedy="draw it again between two elements of the same process or sub-process",
                )
            ends.append(name)
        return Flow(node.get("id"), ends[0], ends[1], self._condition(node))

    def _condition(self, node: Any) -> Expression | None:
        condition = child(node, "conditionExpression")
        text = text_in(condition)
        if condition is None or not text:
            return None
        language = (condition.get("language") or "").rpartition("/")[2].lower()
        if language not in ("", "feel", "juel") or camunda(condition, "resource") is not None:
            return self.language.script(language, text, node.get("id"))
        return self.language.condition(text, node.get("id"))

    def _hang_boundary_events(self) -> None:
        for node in children(self.node, "boundaryEvent"):
            event = self.spec.task_specs[self.spec_name(node.get("id"))]
            host = self.spec.task_specs.get(self.spec_name(node.get("attachedToRef") or ""))
            if not isinstance(host, activities.Activity):
                raise CannotRun(
                    "the boundary event sits on nothing that can have one",
                    activity_id=event.activity_id,
                    remedy="put it on an activity of the same process or sub-process",
                )
            self._hang(event, host)

    def _hang(self, event: Any, host: activities.Activity) -> None:
        kinds = {trigger.kind for trigger in event.triggers}
        if Kind.CANCEL in kinds and not isinstance(host, subprocesses.Transaction):
            raise CannotRun(
                "a cancel event belongs on a transaction",
                activity_id=event.activity_id,
                remedy="use an error event",
            )
        if Kind.COMPENSATION not in kinds:
            host.boundary.append(event)
            return
        target = next(
            (
                each.get("targetRef")
                for each in children(self.node, "association")
                if each.get("sourceRef") == event.activity_id
            ),
            None,
        )
        handler = self.spec.task_specs.get(self.spec_name(target or ""))
        if not isinstance(handler, activities.Activity):
            raise CannotRun(
                "the compensation event leads to no activity",
                activity_id=event.activity_id,
                remedy="join it to a compensation activity by an association",
            )
        host.compensated_by = handler.name


DialectParser.PROCESS_PARSER_CLASS = DialectProcessParser
