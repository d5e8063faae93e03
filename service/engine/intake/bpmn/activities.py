"""Activities: quantities, loops, event and ad-hoc sub-processes, compensation handlers, calls."""

from __future__ import annotations

from service.engine.intake import vocabulary as words
from service.engine.intake.document import Document, Element, child, children, is_true, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


def _count(element: Element, attribute: str) -> int | None:
    """The attribute as a number; 1 when it is absent, None when it is no number."""
    text = element.get(attribute, "1").strip()
    return int(text) if text.lstrip("+-").isdecimal() else None


@book.rule("quantity-below-one", "Use 1, or leave the attribute out.")
def quantities_are_at_least_one(document: Document) -> Hits:
    """An activity takes and gives at least one token."""
    for activity in document.all(*words.ACTIVITIES):
        for attribute in ("startQuantity", "completionQuantity"):
            count = _count(activity, attribute)
            if count is None or count < 1:
                yield activity, f"{attribute} is {activity.get(attribute)!r}."


@book.rule("event-sub-process-connected", "Remove the flow; the event sub-process starts by its event.")
def event_sub_processes_stand_aside(document: Document) -> Hits:
    """No sequence flow touches an event sub-process."""
    for scope in document.all(*words.SUB_PROCESSES):
        if is_true(scope, "triggeredByEvent") and (
            document.flows_into(scope) or document.flows_out_of(scope)
        ):
            yield scope, "A sequence flow touches the event sub-process."


@book.rule("event-sub-process-one-start", "Give the event sub-process exactly one start event.")
def event_sub_processes_have_one_start(document: Document) -> Hits:
    """An event sub-process has exactly one start event."""
    for scope in document.all(*words.SUB_PROCESSES):
        count = len(children(scope, "startEvent"))
        if is_true(scope, "triggeredByEvent") and count != 1:
            yield scope, f"The event sub-process has {count} start events."


@book.rule("ad-hoc-empty", "Put at least one activity into the ad-hoc sub-process.")
def ad_hoc_sub_processes_hold_activities(document: Document) -> Hits:
    """An ad-hoc sub-process holds at least one activity."""
    for scope in document.all("adHocSubProcess"):
        if not children(scope, *words.ACTIVITIES):
            yield scope, "The ad-hoc sub-process holds no activity."


_NOT_AD_HOC = (
    "startEvent",
    "endEvent",
    *words.CONVERSATIONS,
    "conversationLink",
    *words.CHOREOGRAPHY_ACTIVITIES,
)


@book.rule("ad-hoc-content", "Move the element out, or use an ordinary sub-process.")
def ad_hoc_sub_processes_have_no_start_or_end(document: Document) -> Hits:
    """What is in an ad-hoc sub-process has no order: no start and end events, no conversations."""
    for scope in document.all("adHocSubProcess"):
        for element in children(scope, *_NOT_AD_HOC):
            yield element, f"A {name_of(element)} cannot be in an ad-hoc sub-process."


@book.rule("choreography-in-process", "Draw choreography activities in a choreography.")
def choreography_activities_stay_in_choreographies(document: Document) -> Hits:
    """A process holds no choreography activities."""
    for element in document.all(*words.CHOREOGRAPHY_ACTIVITIES):
        parent = element.getparent()
        if parent is not None and name_of(parent) in words.SCOPES:
            yield element, f"A {name_of(element)} cannot be in a process."


@book.rule("instantiate-with-incoming", "Remove the flow, or do not let it begin the process.")
def what_begins_the_process_has_no_incoming_flow(document: Document) -> Hits:
    """A receive task or event gateway that begins a process is not led to."""
    for element in document.all("receiveTask", "eventBasedGateway"):
        if is_true(element, "instantiate") and document.flows_into(element):
            yield element, f"A sequence flow leads to the {name_of(element)} that begins the process."


@book.rule("script-without-format", "State the script's format, for instance feel.")
def scripts_state_their_format(document: Document) -> Hits:
    """A script task with a script says in which language it is written."""
    for task in document.all("scriptTask"):
        if child(task, "script") is not None and not task.get("scriptFormat", "").strip():
            yield task, "The script task has a script but no format."


@book.rule("multi-instance-count", "State either how often it runs or the list it runs over.")
def multi_instance_says_how_often(document: Document) -> Hits:
    """A multi-instance activity has a number or a list, and not both."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        if _runs_over_dialect_list(loop):
            continue
        given = [name for name in ("loopCardinality", "loopDataInputRef") if child(loop, name) is not None]
        if len(given) != 1:
            yield (
                loop,
                "It states neither a number nor a list." if not given else "It states a number and a list.",
            )


def _runs_over_dialect_list(loop: Element) -> bool:
    return any(str(key).endswith("}collection") for key in loop.attrib)


@book.rule("multi-instance-data", "Refer to a data input (or output) of the activity itself.")
def multi_instance_lists_belong_to_the_activity(document: Document) -> Hits:
    """The list an activity runs over is one of its own data inputs; the results one of its outputs."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        activity = loop.getparent()
        for tag, kind in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
            reference = child(loop, tag)
            if reference is None or activity is None or name_of(activity) in words.SUB_PROCESSES:
                continue
            target = document.resolve(text_of(reference), reference)
            if target is None or name_of(target) != kind or activity not in target.iterancestors():
                yield loop, f"{tag} is no {kind} of the activity."


@book.rule("multi-instance-collection", "Mark the data as a collection.")
def multi_instance_lists_are_collections(document: Document) -> Hits:
    """What an activity runs over, and what it gives, are collections."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        for tag in ("loopDataInputRef", "loopDataOutputRef"):
            reference = child(loop, tag)
            data = None if reference is None else document.resolve(text_of(reference), reference)
            if (
                data is not None
                and name_of(data) in ("dataInput", "dataOutput")
                and not _is_list(data, document)
            ):
                yield loop, f"{tag} is no collection."


def _is_list(data: Element, document: Document) -> bool:
    item = document.resolve(data.get("itemSubjectRef"), data)
    return is_true(data, "isCollection") or (item is not None and is_true(item, "isCollection"))


@book.rule("multi-instance-behavior", "Name the event that is thrown, or choose the behavior All.")
def multi_instance_behavior_has_its_event(document: Document) -> Hits:
    """Behavior None and One throw an event, Complex has definitions; each must be stated."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        behavior = loop.get("behavior", "All")
        if behavior == "None" and not loop.get("noneBehaviorEventRef"):
            yield loop, "Behavior None names no event."
        if behavior == "One" and not loop.get("oneBehaviorEventRef"):
            yield loop, "Behavior One names no event."
        if behavior == "Complex" and child(loop, "complexBehaviorDefinition") is None:
            yield loop, "Behavior Complex has no definition."


@book.rule("loop-maximum", "Write a positive number, or leave it out.")
def loops_have_a_positive_maximum(document: Document) -> Hits:
    """A maximum of a loop is a positive number."""
    for loop in document.all("standardLoopCharacteristics"):
        maximum = loop.get("loopMaximum")
        if maximum is not None and (not maximum.strip().isdecimal() or int(maximum) < 1):
            yield loop, f"loopMaximum is {maximum!r}."


@book.rule("compensation-handler", "Mark the activity as a compensation handler.")
def compensation_leads_to_a_handler(document: Document) -> Hits:
    """A compensation boundary event is associated with exactly one compensation handler."""
    for event in document.all("boundaryEvent"):
        if "compensate" not in document.kinds(event):
            continue
        targets = _associated(document, event)
        handlers = [target for target in targets if name_of(target) in words.ACTIVITIES]
        if len(handlers) != 1:
            yield event, f"The compensation event leads to {len(handlers)} activities by association."
        for handler in handlers:
            if not is_true(handler, "isForCompensation"):
                yield handler, "The activity behind the compensation event is no compensation handler."


def _associated(document: Document, event: Element) -> list[Element]:
    found = []
    for association in document.all("association"):
        if association.get("sourceRef") == event.get("id"):
            target = document.resolve(association.get("targetRef"), association)
            if target is not None:
                found.append(target)
    return found


@book.rule("compensation-handler-connected", "Remove the flow; the handler runs only on compensation.")
def compensation_handlers_stand_aside(document: Document) -> Hits:
    """No sequence flow touches a compensation handler."""
    for activity in document.all(*words.ACTIVITIES):
        touched = document.flows_into(activity) or document.flows_out_of(activity)
        if is_true(activity, "isForCompensation") and touched:
            yield activity, "A sequence flow touches the compensation handler."
