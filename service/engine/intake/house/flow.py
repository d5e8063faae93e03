"""The way through a process: loops end, choices have an answer, parallel branches stay countable."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake import vocabulary as words
from service.engine.intake.camunda import camunda
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element, child, children, is_true, name_of, text_of
from service.engine.intake.findings import Hits
from service.engine.intake.house.graphs import Graph, components
from service.engine.intake.house.rules import HouseBook, running

book = HouseBook()

MAX_PATHS = 2_000


def scope_graphs(document: Document) -> Iterator[tuple[Element, Graph]]:
    """Each scope of a process that is meant to run, with which element leads to which."""
    for scope in running(document, *words.SCOPES):
        graph = {
            node.get("id", ""): [flow.get("targetRef", "") for flow in document.flows_out_of(node)]
            for node in children(scope, *words.ALL_FLOW_NODES)
            if node.get("id")
        }
        for event in children(scope, "boundaryEvent"):
            graph.get(event.get("attachedToRef", ""), []).append(event.get("id", ""))
        yield scope, graph


@book.rule("loop-without-exit", "Add a way out of the loop.")
def every_loop_has_an_exit(deployment: Deployment, document: Document) -> Hits:
    """From every loop a flow leads out of it."""
    for _, graph in scope_graphs(document):
        for loop in components(graph):
            if not any(target not in loop for node in loop for target in graph[node]):
                yield document.by_id[min(loop)], "The loop through this element has no way out."


@book.advice("loop-without-wait", "Let a person, a timer or a message come once in each round.")
def every_loop_waits_somewhere(deployment: Deployment, document: Document) -> Hits:
    """A loop in which nobody and nothing is waited for runs as fast as it can."""
    for _, graph in scope_graphs(document):
        automatic = {
            id_: targets for id_, targets in graph.items() if not _waits(document.by_id[id_], document)
        }
        for loop in components(automatic):
            yield document.by_id[min(loop)], "The loop through this element waits for nobody and nothing."


def _waits(node: Element, document: Document) -> bool:
    name = name_of(node)
    if name in ("userTask", "receiveTask", "callActivity", "eventBasedGateway", "manualTask"):
        return name != "manualTask"
    if name in ("intermediateCatchEvent", "boundaryEvent"):
        return "link" not in document.kinds(node)
    if name in words.SUB_PROCESSES:
        return any(_waits(inner, document) for inner in children(node, *words.ALL_FLOW_NODES))
    return camunda(node, "type") == "external"


_CARRIERS = (("message", "messageRef"), ("signal", "signalRef"), ("escalation", "escalationRef"))


@book.advice("triggers-itself", "Throw something else, or catch it elsewhere.")
def event_sub_processes_do_not_trigger_themselves(deployment: Deployment, document: Document) -> Hits:
    """An event sub-process that throws what starts it begins again and again."""
    for scope in running(document, *words.SUB_PROCESSES):
        starts = children(scope, "startEvent") if is_true(scope, "triggeredByEvent") else []
        caught = {key for event in starts for key in _carried(event, document)}
        for event in document.all("endEvent", "intermediateThrowEvent") if caught else ():
            if scope in event.iterancestors() and caught & set(_carried(event, document)):
                yield scope, f"It throws at {event.get('id')} what starts it."


def _carried(event: Element, document: Document) -> Iterator[tuple[str, str]]:
    for definition in document.event_definitions(event):
        for kind, attribute in _CARRIERS:
            if name_of(definition) == f"{kind}EventDefinition" and definition.get(attribute):
                yield kind, definition.get(attribute)


@book.rule("choice-without-condition", "State when this way is taken, or make it the default.")
def every_way_of_a_choice_has_a_condition(deployment: Deployment, document: Document) -> Hits:
    """Each way out of a choosing gateway has a condition, but for the default."""
    for gateway in running(document, "exclusiveGateway", "inclusiveGateway"):
        flows = document.flows_out_of(gateway)
        for flow in flows if len(flows) > 1 else ():
            if flow.get("id") != gateway.get("default") and not text_of(child(flow, "conditionExpression")):
                yield flow, f"Out of {gateway.get('id')} this way has no condition and is not the default."


@book.rule("choice-without-default", "Make one of the ways the default.")
def every_choice_has_an_answer(deployment: Deployment, document: Document) -> Hits:
    """A choosing gateway has a default, or conditions of which one always holds."""
    for gateway in running(document, "exclusiveGateway", "inclusiveGateway"):
        flows = document.flows_out_of(gateway)
        if len(flows) < 2 or gateway.get("default"):
            continue
        conditions = [text_of(child(flow, "conditionExpression")) for flow in flows]
        if all(conditions) and not _are_complete(conditions):
            yield gateway, "Where no condition holds the process could not go on."


_OPPOSITES = ((" = ", " != "), (" == ", " != "), (" > ", " <= "), (" < ", " >= "))


def _are_complete(conditions: list[str]) -> bool:
    """Whether two of the conditions are plainly each other's opposite."""
    bare = {_bare(condition) for condition in conditions}
    for one in bare:
        if {f"not({one})", f"!{one}", f"not {one}", f"!({one})", f"{one} = false", f"{one} == false"} & bare:
            return True
        if any(one.replace(sign, other) in bare for sign, other in _OPPOSITES if one.count(sign) == 1):
            return True
    return bool({"true"} & bare)


def _bare(condition: str) -> str:
    text = condition.strip().removeprefix("=").strip()
    if text.startswith(("${", "#{")) and text.endswith("}"):
        text = text[2:-1].strip()
    return " ".join(text.removesuffix("= true").split())


@book.rule("parallel-explosion", "Join the branches before they split again, or split fewer times in a row.")
def parallel_branches_stay_countable(deployment: Deployment, document: Document) -> Hits:
    """The ways through a row of splits multiply; past a few thousand nobody could follow or run them."""
    for scope, graph in scope_graphs(document):
        for start in children(scope, "startEvent"):
            if _paths(start.get("id", ""), graph, document) > MAX_PATHS:
                yield scope, f"There are more than {MAX_PATHS} ways through its parallel branches."


def _paths(start: str, graph: Graph, document: Document) -> int:
    """How many ways lead through parallel and inclusive splits, counted until it is too many."""
    counts: dict[str, int] = {}
    for node in reversed(_order(start, graph)):
        reached = [counts.get(target, 1) for target in graph.get(node, ())]
        splits = name_of(document.by_id[node]) in ("parallelGateway", "inclusiveGateway")
        counts[node] = min(sum(reached) if splits else max(reached, default=1), MAX_PATHS + 1) or 1
    return counts.get(start, 1)


def _order(start: str, graph: Graph) -> list[str]:
    """The elements reached from the start, each before those it leads to (as far as loops allow)."""
    seen: set[str] = set()
    finished: list[str] = []
    pending: list[tuple[str, bool]] = [(start, False)]
    while pending:
        node, left = pending.pop()
        if left:
            finished.append(node)
            continue
        if node in seen or node not in graph:
            continue
        seen.add(node)
        pending.append((node, True))
        pending.extend((target, False) for target in graph[node])
    return finished[::-1]
