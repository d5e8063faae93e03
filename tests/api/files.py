"""A small process of our own, so that these tests do not depend on how the real ones are drawn."""

from __future__ import annotations

from service.engine.progress import SourceFile

RESPOND = b"""{"schemaVersion": 18, "type": "default", "id": "respond", "components": [
  {"type": "select", "id": "respond_severity", "key": "severity", "label": "Severity",
   "validate": {"required": true},
   "values": [{"label": "General", "value": "general"}, {"label": "Major", "value": "major"}]},
  {"type": "number", "id": "respond_compensation", "key": "compensation", "label": "Compensation",
   "decimalDigits": 2, "validate": {"min": 0, "max": 1000}},
  {"type": "textarea", "id": "respond_answer", "key": "answer", "label": "Answer",
   "validate": {"required": true, "maxLength": 200}}]}"""

ASSESS = b"""{"schemaVersion": 18, "type": "default", "id": "assess", "components": [
  {"type": "textarea", "id": "assess_cause", "key": "cause", "label": "Cause",
   "validate": {"required": true}}]}"""

FEEDBACK = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
             xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="tests">
<message id="withdrawal" name="case_withdrawn"/>
<process id="feedback" name="Feedback" isExecutable="true">
  <startEvent id="received"/>
  <userTask id="respond" name="Respond" camunda:candidateGroups="customer_service" camunda:formKey="respond"/>
  <intermediateCatchEvent id="cool_down" name="An hour later">
    <timerEventDefinition id="cool_down_timer">
      <timeDuration xsi:type="tFormalExpression">PT1H</timeDuration>
    </timerEventDefinition>
  </intermediateCatchEvent>
  <userTask id="assess" name="Assess" camunda:candidateGroups="technical_support" camunda:formKey="assess"/>
  <endEvent id="done"/>
  <subProcess id="withdrawn" triggeredByEvent="true">
    <startEvent id="taken_back">
      <messageEventDefinition id="taken_back_message" messageRef="withdrawal"/>
    </startEvent>
    <endEvent id="withdrawn_end"/>
    <sequenceFlow id="w" sourceRef="taken_back" targetRef="withdrawn_end"/>
  </subProcess>
  <sequenceFlow id="a" sourceRef="received" targetRef="respond"/>
  <sequenceFlow id="b" sourceRef="respond" targetRef="cool_down"/>
  <sequenceFlow id="c" sourceRef="cool_down" targetRef="assess"/>
  <sequenceFlow id="d2" sourceRef="assess" targetRef="done"/>
</process>
</definitions>
"""

FILES = (
    SourceFile("feedback.bpmn", FEEDBACK),
    SourceFile("respond.form", RESPOND),
    SourceFile("assess.form", ASSESS),
)
