"""The grammar of BPMN files: which elements stand in which, in what order, and what each must have."""

from __future__ import annotations

from collections.abc import Mapping

from service.engine.intake import vocabulary as words

_BASE = ("documentation", "extensionElements")
_FLOW_ELEMENT = (*_BASE, "auditing", "monitoring", "categoryValueRef")
_FLOW_NODE = (*_FLOW_ELEMENT, "incoming", "outgoing")
_PERFORMERS = ("resourceRole", "performer", "humanPerformer", "potentialOwner")
_ACTIVITY = (
    *_FLOW_NODE,
    "ioSpecification",
    "property",
    "dataInputAssociation",
    "dataOutputAssociation",
    _PERFORMERS,
    ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"),
)
_DEFINITIONS = tuple(sorted(words.EVENT_DEFINITIONS))
_CATCH = (
    *_FLOW_NODE,
    "property",
    "dataOutput",
    "dataOutputAssociation",
    "outputSet",
    _DEFINITIONS,
    "eventDefinitionRef",
)
_THROW = (
    *_FLOW_NODE,
    "property",
    "dataInput",
    "dataInputAssociation",
    "inputSet",
    _DEFINITIONS,
    "eventDefinitionRef",
)
_DATA_AND_FLOWS = ("sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference")
_FLOW_ELEMENTS = (*words.ALL_FLOW_NODES, "implicitThrowEvent", *_DATA_AND_FLOWS)
_ARTIFACTS = tuple(words.ARTIFACTS)
_SUB_PROCESS = (*_ACTIVITY, "laneSet", _FLOW_ELEMENTS, _ARTIFACTS)
_CALLABLE = (*_BASE, "supportedInterfaceRef", "ioSpecification", "ioBinding")
_GLOBAL_TASK = (*_CALLABLE, _PERFORMERS)
_ROOT_ELEMENTS = (
    "category",
    "collaboration",
    "choreography",
    "globalChoreographyTask",
    "globalConversation",
    "correlationProperty",
    "dataStore",
    "endPoint",
    "error",
    "escalation",
    *_DEFINITIONS,
    *words.GLOBAL_TASKS,
    "interface",
    "itemDefinition",
    "message",
    "partnerEntity",
    "partnerRole",
    "process",
    "resource",
    "signal",
)
_COLLABORATION = (
    *_BASE,
    "participant",
    "messageFlow",
    _ARTIFACTS,
    tuple(words.CONVERSATIONS),
    "conversationAssociation",
    "participantAssociation",
    "messageFlowAssociation",
    "correlationKey",
    "choreographyRef",
    "conversationLink",
)
_DATA = (*_BASE, "dataState")
_ASSOCIATED = (*_BASE, "sourceRef", "targetRef", "transformation", "assignment")
_ROLE = (*_BASE, "resourceRef", "resourceParameterBinding", "resourceAssignmentExpression")
_CHOREOGRAPHY_ACTIVITY = (*_FLOW_NODE, "participantRef", "correlationKey")

Slot = str | tuple[str, ...]

ORDER: Mapping[str, tuple[Slot, ...]] = {
    "definitions": ("import", "extension", _ROOT_ELEMENTS, "BPMNDiagram", "relationship"),
    "process": (
        *_CALLABLE,
        "auditing",
        "monitoring",
        "property",
        "laneSet",
        _FLOW_ELEMENTS,
        _ARTIFACTS,
        _PERFORMERS,
        "correlationSubscription",
        "supports",
    ),
    **dict.fromkeys(("subProcess", "transaction"), _SUB_PROCESS),
    "adHocSubProcess": (*_SUB_PROCESS, "completionCondition"),
    **dict.fromkeys(
        ("task", "serviceTask", "manualTask", "businessRuleTask", "sendTask", "receiveTask"), _ACTIVITY
    ),
    "userTask": (*_ACTIVITY, "rendering"),
    "scriptTask": (*_ACTIVITY, "script"),
    "callActivity": _ACTIVITY,
    **dict.fromkeys(words.CATCH_EVENTS, _CATCH),
    **dict.fromkeys(words.THROW_EVENTS, _THROW),
    **{name: _FLOW_NODE for name in words.GATEWAYS if name != "complexGateway"},
    "complexGateway": (*_FLOW_NODE, "activationCondition"),
    "sequenceFlow": (*_FLOW_ELEMENT, "conditionExpression"),
    "dataObject": (*_FLOW_ELEMENT, "dataState"),
    "dataObjectReference": (*_FLOW_ELEMENT, "dataState"),
    "dataStoreReference": (*_FLOW_ELEMENT, "dataState"),
    **dict.fromkeys(("dataInput", "dataOutput", "dataStore", "property"), _DATA),
    **dict.fromkeys(("inputDataItem", "outputDataItem"), _DATA),
    "ioSpecification": (*_BASE, "dataInput", "dataOutput", "inputSet", "outputSet"),
    "inputSet": (*_BASE, "dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "outputSetRefs"),
    "outputSet": (*_BASE, "dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs"),
    "dataInputAssociation": _ASSOCIATED,
    "dataOutputAssociation": _ASSOCIATED,
    "multiInstanceLoopCharacteristics": (
        *_BASE,
        "loopCardinality",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
        "complexBehaviorDefinition",
        "completionCondition",
    ),
    "standardLoopCharacteristics": (*_BASE, "loopCondition"),
    "complexBehaviorDefinition": (*_BASE, "condition", "event"),
    "laneSet": (*_BASE, "lane"),
    "lane": (*_BASE, "partitionElement", "flowNodeRef", "childLaneSet"),
    "childLaneSet": (*_BASE, "lane"),
    "collaboration": _COLLABORATION,
    "globalConversation": _COLLABORATION,
    "choreography": (*_COLLABORATION, _FLOW_ELEMENTS),
    "participant": (*_BASE, "interfaceRef", "endPointRef", "participantMultiplicity"),
    "messageFlow": _BASE,
    "association": _BASE,
    "group": _BASE,
    "textAnnotation": (*_BASE, "text"),
    "choreographyTask": (*_CHOREOGRAPHY_ACTIVITY, "messageFlowRef"),
    "subChoreography": (*_CHOREOGRAPHY_ACTIVITY, _FLOW_ELEMENTS, _ARTIFACTS),
    "callChoreography": (*_CHOREOGRAPHY_ACTIVITY, "participantAssociation"),
    "messageEventDefinition": (*_BASE, "operationRef"),
    "timerEventDefinition": (*_BASE, ("timeDate", "timeDuration", "timeCycle")),
    "conditionalEventDefinition": (*_BASE, "condition"),
    "linkEventDefinition": (*_BASE, "source", "target"),
    **{
        f"{kind}EventDefinition": _BASE
        for kind in ("cancel", "compensate", "error", "escalation", "signal", "terminate")
    },
    **dict.fromkeys(("globalTask", "globalManualTask", "globalBusinessRuleTask"), _GLOBAL_TASK),
    "globalUserTask": (*_GLOBAL_TASK, "rendering"),
    "globalScriptTask": (*_GLOBAL_TASK, "script"),
    "interface": (*_BASE, "operation"),
    "operation": (*_BASE, "inMessageRef", "outMessageRef", "errorRef"),
    **dict.fromkeys(("message", "itemDefinition", "signal", "error", "escalation", "endPoint"), _BASE),
    "category": (*_BASE, "categoryValue"),
    "categoryValue": _BASE,
    "correlationKey": (*_BASE, "correlationPropertyRef"),
    "correlationProperty": (*_BASE, "correlationPropertyRetrievalExpression"),
    "correlationPropertyRetrievalExpression": (*_BASE, "messagePath"),
    "correlationSubscription": (*_BASE, "correlationPropertyBinding"),
    "correlationPropertyBinding": (*_BASE, "dataPath"),
    **dict.fromkeys(_PERFORMERS, _ROLE),
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "definitions": ("targetNamespace",),
    "import": ("importType", "location", "namespace"),
    "sequenceFlow": ("sourceRef", "targetRef"),
    "association": ("sourceRef", "targetRef"),
    "messageFlow": ("sourceRef", "targetRef"),
    "conversationLink": ("sourceRef", "targetRef"),
    "boundaryEvent": ("attachedToRef",),
    "linkEventDefinition": ("name",),
    "ioBinding": ("operationRef", "inputDataRef", "outputDataRef"),
    "correlationSubscription": ("correlationKeyRef",),
    "correlationPropertyBinding": ("correlationPropertyRef",),
    "correlationPropertyRetrievalExpression": ("messageRef",),
    "messageFlowAssociation": ("innerMessageFlowRef", "outerMessageFlowRef"),
    "choreographyTask": ("initiatingParticipantRef",),
    "subChoreography": ("initiatingParticipantRef",),
    "callChoreography": ("initiatingParticipantRef",),
    "interface": ("name",),
    "operation": ("name",),
    "resource": ("name",),
}

REQUIRED_CHILDREN: Mapping[str, tuple[str, ...]] = {
    "dataInputAssociation": ("targetRef",),
    "dataOutputAssociation": ("targetRef",),
    "operation": ("inMessageRef",),
    "complexBehaviorDefinition": ("condition",),
    "conditionalEventDefinition": ("condition",),
    "collaboration": (),
    "choreographyTask": ("participantRef", "messageFlowRef"),
}

_YES_NO = ("true", "false", "1", "0")
ENUMERATIONS: Mapping[str, tuple[str, ...]] = {
    "gatewayDirection": ("Unspecified", "Converging", "Diverging", "Mixed"),
    "eventGatewayType": ("Exclusive", "Parallel"),
    "behavior": ("None", "One", "All", "Complex"),
    "ordering": ("Parallel", "Sequential"),
    "associationDirection": ("None", "One", "Both"),
    "processType": ("None", "Public", "Private"),
    "itemKind": ("Information", "Physical"),
    **dict.fromkeys(
        (
            "isExecutable",
            "isClosed",
            "isForCompensation",
            "triggeredByEvent",
            "cancelActivity",
            "isInterrupting",
            "parallelMultiple",
            "instantiate",
            "isSequential",
            "testBefore",
            "isCollection",
            "isUnlimited",
            "isImmediate",
            "waitForCompletion",
            "cancelRemainingInstances",
        ),
        _YES_NO,
    ),
}
