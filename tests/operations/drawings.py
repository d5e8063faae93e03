"""Small process files for the tests, written by hand and run by the real engine."""

from __future__ import annotations

import json

from service.engine.progress import SourceFile

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="drawing" targetNamespace="https://aftercare.example/tests">'
)


def task(task_id: str, group: str = "customer_service", *, inside: str = "", more: str = "") -> str:
    """A user task with a form."""
    return (
        f'<userTask id="{task_id}" name="{task_id.title()}" camunda:candidateGroups="{group}" '
        f'camunda:formKey="answer" {more}>{inside}</userTask>'
    )


def properties(**told: str) -> str:
    """Extension properties."""
    inside = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in told.items())
    return f"<extensionElements><camunda:properties>{inside}</camunda:properties></extensionElements>"


def timer(timer_id: str, duration: str) -> str:
    """An intermediate timer event."""
    return (
        f'<intermediateCatchEvent id="{timer_id}"><timerEventDefinition>'
        f'<timeDuration xsi:type="tFormalExpression">{duration}</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )


def boundary(timer_id: str, host: str, duration: str, *, interrupting: bool) -> str:
    """A boundary timer event."""
    return (
        f'<boundaryEvent id="{timer_id}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f'<timerEventDefinition><timeDuration xsi:type="tFormalExpression">{duration}</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )


def catch(event_id: str, message: str, *, brings: str = "") -> str:
    """An intermediate message event, with the names of what its message may bring."""
    return (
        f'<intermediateCatchEvent id="{event_id}">{properties(brings=brings) if brings else ""}'
        f'<messageEventDefinition messageRef="{message}_message"/></intermediateCatchEvent>'
    )


def external(task_id: str, topic: str) -> str:
    """A service task done outside."""
    return f'<serviceTask id="{task_id}" camunda:type="external" camunda:topic="{topic}"/>'


def flows(*pairs: str) -> str:
    """Sequence flows, each written ``from>to``."""
    made = (pair.split(">") for pair in pairs)
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in made)


def chain(*ids: str) -> str:
    """Sequence flows from each to the next."""
    return flows(*(f"{a}>{b}" for a, b in zip(ids, ids[1:], strict=False)))


def drawing(
    key: str, *parts: str, messages: tuple[str, ...] = (), signals: tuple[str, ...] = ()
) -> SourceFile:
    """A BPMN file with one process from ``start`` to ``end``."""
    named = "".join(f'<message id="{name}_message" name="{name}"/>' for name in messages)
    named += "".join(f'<signal id="{name}_signal" name="{name}"/>' for name in signals)
    ends = '<startEvent id="start"/><endEvent id="end"/>' if 'id="start"' not in "".join(parts) else ""
    body = f'<process id="{key}" name="{key.title()}" isExecutable="true">{ends}{"".join(parts)}</process>'
    return SourceFile(f"{key}/{key}.bpmn", f"{HEAD}{named}{body}</definitions>".encode())


FORM = SourceFile(
    "answer.form",
    json.dumps(
        {
            "type": "default",
            "id": "answer",
            "schemaVersion": 16,
            "components": [
                {"type": "textfield", "key": "answer", "id": "f1", "label": "Answer"},
                {"type": "number", "key": "amount", "id": "f2", "label": "Amount"},
                {"type": "textfield", "key": "severity", "id": "f3", "label": "Severity"},
                {"type": "textfield", "key": "status", "id": "f4", "label": "Status"},
            ],
        }
    ).encode(),
)
"""One form for every task of the tests: nothing in it is required."""
