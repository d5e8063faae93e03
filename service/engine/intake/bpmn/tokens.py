"""A process played with tokens, all choices open, to find where it would get stuck.

Only what matters for that is played: which flows hold a token. Elements that merely pass a token on go first
and joins wait as long as they can, so one order of events stands for all of them and the play stays small;
past its bound it gives no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, child, children, is_true, name_of

MAX_MARKINGS = 4_000
MAX_WORK = 200_000
Marking = frozenset[int]

_CHOOSING = ("exclusiveGateway", "eventBasedGateway")
_WEIGHING = ("inclusiveGateway", "complexGateway")
_ENDING = frozenset({"terminate", "error", "cancel", "escalation"})


@dataclass(slots=True)
class Station:
    """An element with its flows, by number."""

    element: Element
    ins: list[int] = field(default_factory=list)
    outs: list[int] = field(default_factory=list)
    ways: list[tuple[int, ...]] = field(default_factory=list)
    ends_all: bool = False

    @property
    def name(self) -> str:
        """What kind of element it is."""
        return name_of(self.element)

    @property
    def urgency(self) -> int:
        """Its turn: what passes on first, then parallel joins, then other merges, inclusive joins last."""
        if len(self.ins) == 1:
            return 0
        if self.name == "parallelGateway":
            return 1
        return 3 if self.name in _WEIGHING else 2


@dataclass(slots=True)
class Play:
    """What came of playing one scope: the elements stuck for ever, and those reached twice at once."""

    stuck: list[Element] = field(default_factory=list)
    doubled: list[Element] = field(default_factory=list)


def play(scope: Element, document: Document) -> Play:
    """Play the scope from each of its beginnings."""
    stations, starts = _lay_out(scope, document)
    found = Play()
    if stations is None:
        return found
    takers = {flow: station for station in stations for flow in station.ins}
    seen: set[Marking] = set()
    pending = [frozenset(way) for way in starts]
    work = 0
    while pending and len(seen) < MAX_MARKINGS and work < MAX_WORK:
        marking = pending.pop()
        if marking in seen or not marking:
            continue
        seen.add(marking)
        reached = {
            id(station): station for flow in sorted(marking) if (station := takers.get(flow)) is not None
        }
        following = list(_step(marking, sorted(reached.values(), key=_urgency), found))
        work += len(marking) * (1 + len(following))
        pending.extend(following)
    return found if not pending else Play()


def _urgency(station: Station) -> int:
    return station.urgency


def _step(marking: Marking, stations: Sequence[Station], found: Play) -> Iterator[Marking]:
    for station in stations:
        taken = _takes(station, marking)
        if taken is None:
            continue
        if station.urgency == 2 and len(marking & set(station.ins)) > 1 and station.name != "endEvent":
            _keep(found.doubled, station.element)
        if station.ends_all:
            return
        rest = marking - taken
        for way in station.ways or [()]:
            if rest & set(way):
                _keep(found.doubled, station.element)
            yield rest | set(way)
        return
    for station in stations:
        if marking & set(station.ins):
            _keep(found.stuck, station.element)


def _keep(elements: list[Element], element: Element) -> None:
    if not any(element is other for other in elements):
        elements.append(element)


def _takes(station: Station, marking: Marking) -> Marking | None:
    """The tokens it would take now; None when it cannot act."""
    present = marking & set(station.ins)
    if not present:
        return None
    if station.name == "parallelGateway":
        return present if len(present) == len(station.ins) else None
    return present if station.urgency == 3 else frozenset({min(present)})


def _lay_out(scope: Element, document: Document) -> tuple[list[Station] | None, list[tuple[int, ...]]]:
    """The stations of the scope and the ways it may begin; none when it holds what is not played here."""
    nodes = children(scope, *words.FLOW_NODES)
    stations = {node.get("id", ""): Station(node) for node in nodes}
    flows = [flow for flow in children(scope, "sequenceFlow") if _is_inside(flow, stations)]
    for number, flow in enumerate(flows):
        stations[flow.get("sourceRef", "")].outs.append(number)
        stations[flow.get("targetRef", "")].ins.append(number)
    if any("link" in document.kinds(node) for node in nodes if name_of(node) in words.EVENTS):
        return None, []
    for station in stations.values():
        station.ways = _ways(station, flows)
        station.ends_all = station.name == "endEvent" and bool(_ENDING & set(document.kinds(station.element)))
    for station in stations.values():
        _add_interruptions(station, stations, document)
    return [station for station in stations.values() if station.ins], _beginnings(stations)


def _is_inside(flow: Element, stations: dict[str, Station]) -> bool:
    return flow.get("sourceRef") in stations and flow.get("targetRef") in stations


def _ways(station: Station, flows: Sequence[Element]) -> list[tuple[int, ...]]:
    """The sets of outgoing flows that get a token together, one set for each way it may go."""
    if station.name in _CHOOSING:
        return [(out,) for out in station.outs]
    conditional = [out for out in station.outs if child(flows[out], "conditionExpression") is not None]
    default = station.element.get("default")
    if station.name == "parallelGateway" or not (conditional or default or station.name in _WEIGHING):
        return [tuple(station.outs)]
    if len(station.outs) > 4:
        return [*((out,) for out in station.outs), tuple(station.outs)]
    return [way for size in range(1, len(station.outs) + 1) for way in combinations(station.outs, size)]


def _add_interruptions(station: Station, stations: dict[str, Station], document: Document) -> None:
    """An interrupting boundary event is one more way to leave its activity."""
    if station.name != "boundaryEvent" or not is_true(station.element, "cancelActivity", default=True):
        return
    host = stations.get(station.element.get("attachedToRef", ""))
    if host is not None and "compensate" not in document.kinds(station.element):
        host.ways = [*host.ways, tuple(station.outs)]


def _beginnings(stations: dict[str, Station]) -> list[tuple[int, ...]]:
    starts = [station for station in stations.values() if station.name == "startEvent"]
    if starts:
        return [tuple(station.outs) for station in starts]
    first = [s for s in stations.values() if not s.ins and s.name != "boundaryEvent"]
    return [tuple(out for station in first for out in (station.ways[0] if station.ways else ()))]
