"""The process files as these tests read them: elements, flows and shapes, once per file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ROOT / "processes"
KEYS = (
    *("feedback", "complaint", "follow_up", "escalate"),
    *("tier_review", "tier_change", "follow_up_plan", "follow_up_visit"),
    *("access_request", "service_sheet"),
)
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
}
CAMUNDA = f"{{{NS['camunda']}}}"
FLOW_NODES = frozenset(
    {
        *("startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent", "exclusiveGateway"),
        *("userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess"),
    }
)
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A shape's place on the sheet."""

    id: str
    x: float
    y: float
    width: float
    height: float

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def touches(self, other: Box, margin: float = 0) -> bool:
        """Whether the two share ground, or come nearer than the margin."""
        return (
            self.x < other.x + other.width + margin
            and other.x < self.x + self.width + margin
            and self.y < other.y + other.height + margin
            and other.y < self.y + self.height + margin
        )


@dataclass(frozen=True, eq=False)
class Diagram:
    """One BPMN file."""

    key: str
    root: ElementTree.Element

    def elements(self, *tags: str) -> Iterator[ElementTree.Element]:
        """The elements with these tags, all flow nodes when none is named."""
        for element in self.root.iter():
            tag = element.tag.rpartition("}")[2]
            if element.tag.startswith(f"{{{NS['bpmn']}}}") and tag in (tags or FLOW_NODES):
                yield element

    @cache  # noqa: B019 - four diagrams live as long as the tests
    def flows(self) -> dict[str, tuple[str, str]]:
        """Source and target of every sequence flow."""
        return {
            flow.get("id", ""): (flow.get("sourceRef", ""), flow.get("targetRef", ""))
            for flow in self.elements("sequenceFlow")
        }

    @cache  # noqa: B019 - four diagrams live as long as the tests
    def boxes(self) -> dict[str, Box]:
        """The drawn shapes by element id."""
        shapes = self.root.iterfind(".//bpmndi:BPMNShape", NS)
        return {shape.get("bpmnElement", ""): _box(shape) for shape in shapes}

    @cache  # noqa: B019 - four diagrams live as long as the tests
    def lines(self) -> dict[str, list[Point]]:
        """The drawn flows by element id."""
        edges = self.root.iterfind(".//bpmndi:BPMNEdge", NS)
        return {
            edge.get("bpmnElement", ""): [
                (float(point.get("x", "")), float(point.get("y", "")))
                for point in edge.iterfind("di:waypoint", NS)
            ]
            for edge in edges
        }

    @cache  # noqa: B019 - four diagrams live as long as the tests
    def labels(self) -> dict[str, Box]:
        """The labels written beside shapes and flows, by the element's id."""
        found = {}
        for path in (".//bpmndi:BPMNShape", ".//bpmndi:BPMNEdge"):
            for drawn in self.root.iterfind(path, NS):
                label = drawn.find("bpmndi:BPMNLabel", NS)
                if label is not None:
                    found[drawn.get("bpmnElement", "")] = _box(label)
        return found

    def properties(self, element: ElementTree.Element) -> dict[str, str]:
        """The extension properties of an element."""
        path = "bpmn:extensionElements/camunda:properties/camunda:property"
        return {each.get("name", ""): each.get("value", "") for each in element.iterfind(path, NS)}


def _box(drawn: ElementTree.Element) -> Box:
    bounds = drawn.find("dc:Bounds", NS)
    assert bounds is not None, drawn.attrib
    x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return Box(drawn.get("bpmnElement", ""), x, y, width, height)


@cache
def diagram(key: str) -> Diagram:
    """The BPMN file of this process."""
    return Diagram(key, ElementTree.parse(PROCESSES / key / f"{key}.bpmn").getroot())
