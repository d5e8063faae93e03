"""Which attributes and elements of BPMN refer to others, and to which kinds."""

from __future__ import annotations

from collections.abc import Mapping

from service.engine.intake import vocabulary as words

Kinds = tuple[str, ...]

ANY: Kinds = ()
_ITEM: Kinds = ("itemDefinition",)
_MESSAGE: Kinds = ("message",)
_DATA_IN: Kinds = ("dataInput", "dataOutput", *words.ITEM_AWARE)
_NODES = words.ALL_FLOW_NODES
_EVENT_DEFINITIONS: Kinds = tuple(sorted(words.EVENT_DEFINITIONS))
_INTERACTION: Kinds = (
    "participant",
    *words.TASKS,
    *words.SUB_PROCESSES,
    "callActivity",
    *words.EVENTS,
    *words.CONVERSATIONS,
    *words.ARTIFACTS,
)

ATTRIBUTES: Mapping[str, tuple[tuple[str, Kinds], ...]] = {
    "*": (("itemSubjectRef", _ITEM), ("default", ("sequenceFlow",))),
    "sequenceFlow": (("sourceRef", ANY), ("targetRef", ANY)),
    "association": (("sourceRef", ANY), ("targetRef", ANY)),
    "messageFlow": (("sourceRef", _INTERACTION), ("targetRef", _INTERACTION), ("messageRef", _MESSAGE)),
    "conversationLink": (("sourceRef", _INTERACTION), ("targetRef", _INTERACTION)),
    "participant": (("processRef", ("process",)),),
    "process": (("definitionalCollaborationRef", ("collaboration", "choreography", "globalConversation")),),
    "message": (("itemRef", _ITEM),),
    "error": (("structureRef", _ITEM),),
    "escalation": (("structureRef", _ITEM),),
    "signal": (("structureRef", _ITEM),),
    "dataObjectReference": (("dataObjectRef", ("dataObject",)),),
    "dataStoreReference": (("dataStoreRef", ("dataStore",)),),
    "boundaryEvent": (("attachedToRef", words.ACTIVITIES),),
    "sendTask": (("messageRef", _MESSAGE),),
    "receiveTask": (("messageRef", _MESSAGE),),
    "messageEventDefinition": (("messageRef", _MESSAGE),),
    "errorEventDefinition": (("errorRef", ("error",)),),
    "escalationEventDefinition": (("escalationRef", ("escalation",)),),
    "signalEventDefinition": (("signalRef", ("signal",)),),
    "compensateEventDefinition": (("activityRef", words.ACTIVITIES),),
    "group": (("categoryValueRef", ("categoryValue",)),),
    "lane": (("partitionElementRef", ANY),),
    "correlationSubscription": (("correlationKeyRef", ("correlationKey",)),),
    "correlationPropertyBinding": (("correlationPropertyRef", ("correlationProperty",)),),
    "correlationPropertyRetrievalExpression": (("messageRef", _MESSAGE),),
    "choreographyTask": (("initiatingParticipantRef", ("participant",)),),
    "subChoreography": (("initiatingParticipantRef", ("participant",)),),
    "callChoreography": (
        ("initiatingParticipantRef", ("participant",)),
        ("calledChoreographyRef", ("choreography", "globalChoreographyTask")),
    ),
    "callConversation": (("calledCollaborationRef", ("collaboration", "globalConversation")),),
    "messageFlowAssociation": (
        ("innerMessageFlowRef", ("messageFlow",)),
        ("outerMessageFlowRef", ("messageFlow",)),
    ),
    "multiInstanceLoopCharacteristics": (
        ("noneBehaviorEventRef", _EVENT_DEFINITIONS),
        ("oneBehaviorEventRef", _EVENT_DEFINITIONS),
    ),
    "ioBinding": (("operationRef", ("operation",)), ("inputDataRef", ANY), ("outputDataRef", ANY)),
    "resourceParameterBinding": (("parameterRef", ("resourceParameter",)),),
}

CHILDREN: Mapping[str, Kinds] = {
    "sourceRef": _DATA_IN,
    "targetRef": _DATA_IN,
    "dataInputRefs": ("dataInput",),
    "optionalInputRefs": ("dataInput",),
    "whileExecutingInputRefs": ("dataInput",),
    "outputSetRefs": ("outputSet",),
    "dataOutputRefs": ("dataOutput",),
    "optionalOutputRefs": ("dataOutput",),
    "whileExecutingOutputRefs": ("dataOutput",),
    "inputSetRefs": ("inputSet",),
    "loopDataInputRef": _DATA_IN,
    "loopDataOutputRef": _DATA_IN,
    "eventDefinitionRef": _EVENT_DEFINITIONS,
    "operationRef": ("operation",),
    "interfaceRef": ("interface",),
    "endPointRef": ("endPoint",),
    "supportedInterfaceRef": ("interface",),
    "inMessageRef": _MESSAGE,
    "outMessageRef": _MESSAGE,
    "errorRef": ("error",),
    "flowNodeRef": _NODES,
    "categoryValueRef": ("categoryValue",),
    "correlationPropertyRef": ("correlationProperty",),
    "participantRef": ("participant",),
    "innerParticipantRef": ("participant",),
    "outerParticipantRef": ("participant",),
    "messageFlowRef": ("messageFlow",),
    "choreographyRef": ("choreography", "globalChoreographyTask"),
    "resourceRef": ("resource",),
    "supports": ("process",),
}
