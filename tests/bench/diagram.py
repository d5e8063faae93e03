"""The benchmark's process: steps of people, a boundary timer, a notification, and the loop of rounds.

In two dialects: bare SpiffWorkflow reads Python where ours reads FEEL, and knows no external topics.
"""

from __future__ import annotations

from dataclasses import dataclass

_TASKS = ("respond", "assess", "resolve", "call_customer")

_FLOWS = (
    ("start", "respond"),
    ("respond", "notify"),
    ("notify", "assess"),
    ("assess", "resolve"),
    ("resolve", "call_customer"),
    ("call_customer", "satisfied"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes what the two engines write differently."""

    condition: str
    duration: str
    notify: str
    task: str


SPIFF = Dialect(
    condition="satisfied == True",
    duration='"PT4H"',
    notify='<scriptTask id="notify" name="Tell the customer"><script>pass</script></scriptTask>',
    task='<userTask id="{id}" name="{id}"/>',
)

OURS = Dialect(
    condition="=satisfied = true",
    duration="PT4H",
    notify='<serviceTask id="notify" name="Tell" camunda:type="external" camunda:topic="bench"/>',
    task='<userTask id="{id}" name="{id}" camunda:assignee="bench" camunda:formKey="bench"/>',
)

FORM = b"""{"schemaVersion": 16, "type": "default", "id": "bench", "components": [
  {"type": "radio", "key": "satisfied", "label": "Satisfied", "id": "satisfied_field",
   "values": [{"label": "yes", "value": true}, {"label": "no", "value": false}]},
  {"type": "textarea", "key": "note", "label": "Note", "id": "note_field"}]}"""


def bpmn(dialect: Dialect, key: str = "feedback") -> bytes:
    """The process file in one dialect."""
    tasks = "\n".join(dialect.task.format(id=task) for task in _TASKS)
    flows = "\n".join(
        f'<sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in _FLOWS
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
             xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="bench">
<process id="{key}" name="Benchmark" isExecutable="true">
<startEvent id="start"/>
{tasks}
{dialect.notify}
<boundaryEvent id="respond_late" attachedToRef="respond" cancelActivity="false">
  <timerEventDefinition id="respond_late_timer">
    <timeDuration xsi:type="tFormalExpression">{dialect.duration}</timeDuration>
  </timerEventDefinition>
</boundaryEvent>
<endEvent id="late"/>
<exclusiveGateway id="satisfied" default="another_round"/>
<endEvent id="done"/>
{flows}
<sequenceFlow id="late_flow" sourceRef="respond_late" targetRef="late"/>
<sequenceFlow id="yes" sourceRef="satisfied" targetRef="done">
  <conditionExpression xsi:type="tFormalExpression">{dialect.condition}</conditionExpression>
</sequenceFlow>
<sequenceFlow id="another_round" sourceRef="satisfied" targetRef="assess"/>
</process>
</definitions>
""".encode()
