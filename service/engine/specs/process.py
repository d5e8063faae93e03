"""A process or sub-process as a specification: its elements, and the questions the runtime asks of their
graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from service.engine.specs.events import StartEvent
from service.engine.specs.node import FlowNode
from service.engine.specs.triggers import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """SpiffWorkflow's process specification, complete once ``settle`` was called."""

    def __init__(self, name: str, process_key: str, description: str | None, filename: str | None) -> None:
        """An empty specification; ``name`` is unique in a definition, ``process_key`` names the process
        around.
        """
        super().__init__(name=name, description=description, filename=filename)
        self.reserved = frozenset(self.task_specs)
        self.process_key = process_key
        self.starts: list[StartEvent] = []
        self.plain_starts: list[StartEvent] = []
        self.event_subprocesses: list[Any] = []
        self.compensation: list[Any] = []
        self.loose_nodes: list[FlowNode] = []
        self.inner: dict[str, ProcessSpec] = {}
        self._reached: dict[tuple[str, str], frozenset[str]] = {}

    def nodes(self) -> Iterator[FlowNode]:
        """The elements that are drawn."""
        return (node for node in self.task_specs.values() if isinstance(node, FlowNode))

    def settle(self) -> None:
        """Note what the runtime looks for again and again."""
        for node in self.nodes():
            if isinstance(node, StartEvent):
                self.starts.append(node)
            elif node.is_event_subprocess:
                self.event_subprocesses.append(node)
            elif not node.incoming and node.activity_type != "boundaryEvent" and not node.for_compensation:
                self.loose_nodes.append(node)
        self.plain_starts = [node for node in self.starts if not node.triggers]
        self.compensation = [
            node
            for node in self.event_subprocesses
            if any(trigger.kind is Kind.COMPENSATION for trigger in node.triggers)
        ]

    def inner_spec(self, name: str) -> ProcessSpec:
        """The specification of a sub-process drawn in this one."""
        return self.inner[name]

    def flows_reached_from(self, node_name: str, join_name: str) -> frozenset[str]:
        """The incoming flows of a join that a token on a node can still reach without passing the join."""
        key = (node_name, join_name)
        if key not in self._reached:
            self._reached[key] = self._search(node_name, join_name)
        return self._reached[key]

    def _search(self, node_name: str, join_name: str) -> frozenset[str]:
        reached: set[str] = set()
        seen = {node_name}
        pending = [node_name] if node_name != join_name else []
        while pending:
            node = self.task_specs[pending.pop()]
            for name in (*(flow.target for flow in node.flows), *(event.name for event in node.boundary)):
                if name not in seen and name != join_name:
                    seen.add(name)
                    pending.append(name)
            reached.update(flow.id for flow in node.flows if flow.target == join_name)
        return frozenset(reached)
