"""The names of the BPMN language, in the families its rules speak of."""

from __future__ import annotations

EVENT_DEFINITIONS = frozenset(
    {
        "cancelEventDefinition",
        "compensateEventDefinition",
        "conditionalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "linkEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "terminateEventDefinition",
        "timerEventDefinition",
    }
)
TASKS = (
    "task",
    "userTask",
    "serviceTask",
    "scriptTask",
    "manualTask",
    "businessRuleTask",
    "sendTask",
    "receiveTask",
)
SUB_PROCESSES = ("subProcess", "transaction", "adHocSubProcess")
ACTIVITIES = (*TASKS, *SUB_PROCESSES, "callActivity")
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway")
CATCH_EVENTS = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
THROW_EVENTS = ("endEvent", "intermediateThrowEvent", "implicitThrowEvent")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
CHOREOGRAPHY_ACTIVITIES = ("choreographyTask", "subChoreography", "callChoreography")
FLOW_NODES = (*ACTIVITIES, *GATEWAYS, *EVENTS)
ALL_FLOW_NODES = (*FLOW_NODES, *CHOREOGRAPHY_ACTIVITIES)
SCOPES = ("process", *SUB_PROCESSES)
ARTIFACTS = ("association", "group", "textAnnotation")
CONVERSATIONS = ("conversation", "subConversation", "callConversation")
GLOBAL_TASKS = (
    "globalTask",
    "globalUserTask",
    "globalManualTask",
    "globalScriptTask",
    "globalBusinessRuleTask",
)
ITEM_AWARE = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInput",
    "dataOutput",
    "inputDataItem",
    "outputDataItem",
    "property",
)
