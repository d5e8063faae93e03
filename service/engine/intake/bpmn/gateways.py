"""Gateways: that they split or join, as their direction says, and what an event-based gateway may lead to."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_AWAITED = frozenset({"message", "timer", "conditional", "signal"})


@book.rule("gateway-direction", "Set the direction to match the flows, or leave it unspecified.")
def gateways_keep_their_direction(document: Document) -> Hits:
    """Diverging: one way in, several out; converging: the reverse; mixed: several of both."""
    for gateway in document.all(*words.GATEWAYS):
        many_in = len(document.flows_into(gateway)) > 1
        many_out = len(document.flows_out_of(gateway)) > 1
        direction = gateway.get("gatewayDirection", "Unspecified")
        expected = {
            "Converging": (True, False),
            "Diverging": (False, True),
            "Mixed": (True, True),
        }.get(direction)
        if expected is not None and (many_in, many_out) != expected:
            yield gateway, f"Its direction is {direction}, its flows say otherwise."


@book.rule("gateway-without-choice", "Remove the gateway, or add a second way in or out.")
def gateways_split_or_join(document: Document) -> Hits:
    """A gateway has several ways in or several ways out."""
    for gateway in document.all(*words.GATEWAYS):
        if len(document.flows_into(gateway)) <= 1 and len(document.flows_out_of(gateway)) <= 1:
            yield gateway, "The gateway neither splits nor joins."


@book.rule("event-gateway-one-way", "Add a second event it may wait for, or remove the gateway.")
def an_event_gateway_has_several_ways_out(document: Document) -> Hits:
    """An event-based gateway has at least two ways out."""
    for gateway in document.all("eventBasedGateway"):
        if len(document.flows_out_of(gateway)) < 2:
            yield gateway, "The event-based gateway has fewer than two ways out."


@book.rule(
    "event-gateway-target", "Lead to catching message, timer, signal or conditional events, or receive tasks."
)
def an_event_gateway_leads_to_events(document: Document) -> Hits:
    """Behind an event-based gateway come catching events or receive tasks, each reached only from there."""
    for gateway in document.all("eventBasedGateway"):
        for flow in document.flows_out_of(gateway):
            target = document.by_id.get(flow.get("targetRef", ""))
            if target is None:
                continue
            kinds = set(document.kinds(target))
            awaits = name_of(target) == "intermediateCatchEvent" and kinds <= _AWAITED
            if not awaits and name_of(target) != "receiveTask":
                yield target, f"A {name_of(target)} cannot follow an event-based gateway directly."
            elif len(document.flows_into(target)) > 1:
                yield target, "Another flow leads to it beside the one of the event-based gateway."


@book.rule("event-gateway-mixed-messages", "Use either message events or receive tasks behind one gateway.")
def an_event_gateway_does_not_mix_messages(document: Document) -> Hits:
    """Message events and receive tasks do not stand behind one event-based gateway."""
    for gateway in document.all("eventBasedGateway"):
        flows = document.flows_out_of(gateway)
        targets = [t for f in flows if (t := document.by_id.get(f.get("targetRef", ""))) is not None]
        receives = any(name_of(target) == "receiveTask" for target in targets)
        if receives and any("message" in document.kinds(target) for target in targets):
            yield gateway, "Message events and receive tasks follow one event-based gateway."


@book.rule("event-gateway-receive-boundary", "Remove the boundary event.")
def a_receive_task_behind_an_event_gateway_is_bare(document: Document) -> Hits:
    """A receive task behind an event-based gateway has no boundary events."""
    attached = {event.get("attachedToRef") for event in document.all("boundaryEvent")}
    for gateway in document.all("eventBasedGateway"):
        for flow in document.flows_out_of(gateway):
            target = document.by_id.get(flow.get("targetRef", ""))
            if target is not None and name_of(target) == "receiveTask" and target.get("id") in attached:
                yield target, "The receive task behind an event-based gateway has a boundary event."


@book.rule("event-gateway-parallel", "Make it exclusive, or let it begin the process.")
def parallel_event_gateways_begin_processes(document: Document) -> Hits:
    """Only an event-based gateway that begins a process may be parallel."""
    for gateway in document.all("eventBasedGateway"):
        if gateway.get("eventGatewayType") == "Parallel" and gateway.get("instantiate", "false") != "true":
            yield gateway, "The event-based gateway is parallel but does not begin the process."
