"""Collaborations: pools and the messages between them, conversations, choreographies."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, children, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


def _pool_of(element: Element, document: Document) -> Element | None:
    """The participant an end of a message flow belongs to; the process when no pool shows it."""
    if name_of(element) == "participant":
        return element
    process = next((a for a in element.iterancestors() if name_of(a) == "process"), None)
    if process is None:
        return None
    for participant in document.all("participant"):
        if (participant.get("processRef") or "").rpartition(":")[2] == process.get("id"):
            return participant
    return process


def _message_flows(document: Document) -> list[tuple[Element, Element | None, Element | None]]:
    return [
        (
            flow,
            document.resolve(flow.get("sourceRef"), flow),
            document.resolve(flow.get("targetRef"), flow),
        )
        for flow in document.all("messageFlow")
    ]


@book.rule("message-flow-to-artifact", "Connect pools, activities or events.")
def artifacts_have_no_message_flow(document: Document) -> Hits:
    """Text annotations, groups and associations neither send nor receive."""
    for flow, *ends in _message_flows(document):
        for end in ends:
            if end is not None and name_of(end) in words.ARTIFACTS:
                yield flow, f"The message flow touches the {name_of(end)} {end.get('id')}."


@book.rule("message-flow-within-pool", "Use a sequence flow inside a pool; messages go between pools.")
def message_flow_connects_two_pools(document: Document) -> Hits:
    """A message flow leads from one pool to another."""
    for flow, source, target in _message_flows(document):
        if source is None or target is None:
            continue
        pool = _pool_of(source, document)
        if pool is not None and pool is _pool_of(target, document):
            yield flow, "The message flow stays within one pool."


_SENDERS = ("participant", *words.ACTIVITIES, "endEvent", "intermediateThrowEvent", *words.CONVERSATIONS)
_RECEIVERS = (
    "participant",
    *words.ACTIVITIES,
    "startEvent",
    "intermediateCatchEvent",
    "boundaryEvent",
    *words.CONVERSATIONS,
)


@book.rule("message-flow-ends", "Let something send that sends, and something receive that receives.")
def message_flow_leads_from_sender_to_receiver(document: Document) -> Hits:
    """Pools, activities and throwing message events send; pools, activities and catching ones receive."""
    for flow, source, target in _message_flows(document):
        if source is not None and not _may(source, _SENDERS, document):
            yield flow, f"A {name_of(source)} of this kind cannot send the message."
        if target is not None and not _may(target, _RECEIVERS, document):
            yield flow, f"A {name_of(target)} of this kind cannot receive the message."


def _may(end: Element, names: tuple[str, ...], document: Document) -> bool:
    if name_of(end) in words.ARTIFACTS:
        return True
    if name_of(end) not in names:
        return False
    return name_of(end) not in words.EVENTS or "message" in document.kinds(end)


@book.rule("message-flow-task-direction", "Let send tasks send and receive tasks receive.")
def send_and_receive_tasks_keep_their_direction(document: Document) -> Hits:
    """A send task is no target of a message flow, a receive task no source."""
    for flow, source, target in _message_flows(document):
        if source is not None and name_of(source) == "receiveTask":
            yield flow, "A receive task sends the message."
        if target is not None and name_of(target) == "sendTask":
            yield flow, "A send task receives the message."


@book.rule("multiplicity-range", "Let the maximum be at least 1 and at least the minimum.")
def multiplicities_are_ranges(document: Document) -> Hits:
    """A participant occurs at least as often at most as at least."""
    for multiplicity in document.all("participantMultiplicity"):
        low, high = (
            _number(multiplicity.get(name), default) for name, default in (("minimum", 0), ("maximum", 1))
        )
        if low is None or high is None or low < 0 or high < max(low, 1):
            yield multiplicity, "The participant's multiplicity is no range."


def _number(text: str | None, default: int) -> int | None:
    if text is None:
        return default
    return int(text) if text.strip().lstrip("+-").isdecimal() else None


@book.rule("choreography-ref", "Remove the reference; a choreography refers to none.")
def choreographies_refer_to_no_choreography(document: Document) -> Hits:
    """Only collaborations that are no choreographies refer to choreographies."""
    for element in document.all("choreography", "globalChoreographyTask"):
        for reference in children(element, "choreographyRef"):
            yield element, f"The choreography refers to the choreography {reference.text or ''}."


@book.rule("choreography-participants", "Name the two (or more) participants, the initiating one among them.")
def choreography_activities_name_their_participants(document: Document) -> Hits:
    """A choreography task has two participants; whoever initiates is one of them."""
    for element in document.all(*words.CHOREOGRAPHY_ACTIVITIES):
        names = [(c.text or "").strip() for c in children(element, "participantRef")]
        if name_of(element) == "choreographyTask" and len(names) != 2:
            yield element, f"The choreography task has {len(names)} participants."
        initiating = element.get("initiatingParticipantRef")
        if initiating is not None and initiating not in names:
            yield element, "The initiating participant is not among the participants."


@book.rule("conversation-link-ends", "Connect a participant with a conversation.")
def conversation_links_connect_participants_with_conversations(document: Document) -> Hits:
    """A conversation link has a participant at one end and a conversation at the other."""
    for link in document.all("conversationLink"):
        ends = [document.resolve(link.get(side), link) for side in ("sourceRef", "targetRef")]
        conversations = [end for end in ends if end is not None and name_of(end) in words.CONVERSATIONS]
        if None not in ends and len(conversations) != 1:
            yield link, "The link does not connect a participant with a conversation."
