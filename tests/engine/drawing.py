"""Small BPMN files for tests, put together from fragments."""

from __future__ import annotations

from service.engine import Definition, compile_definition
from service.engine.progress import SourceFile

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="tests">'
)
START = '<startEvent id="start"/>'
END = '<endEvent id="end"/>'


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow named after its ends."""
    inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def chain(*names: str) -> str:
    """Sequence flows from each name to the next."""
    return "".join(flow(source, target) for source, target in zip(names, names[1:], strict=False))


def user(name: str, attributes: str = "", inner: str = "") -> str:
    """A user task."""
    return f'<userTask id="{name}" {attributes}>{inner}</userTask>'


def external(name: str, topic: str = "work", inner: str = "") -> str:
    """An external service task."""
    return f'<serviceTask id="{name}" camunda:type="external" camunda:topic="{topic}">{inner}</serviceTask>'


def script(name: str, text: str, result: str = "") -> str:
    """A FEEL script task."""
    variable = f' camunda:resultVariable="{result}"' if result else ""
    return (
        f'<scriptTask id="{name}" scriptFormat="feel"{variable}><script>{escape(text)}</script></scriptTask>'
    )


def extension(inner: str) -> str:
    """Extension elements."""
    return f"<extensionElements>{inner}</extensionElements>"


def properties(**values: str) -> str:
    """Extension properties."""
    each = "".join(
        f'<camunda:property name="{name}" value="{escape(text)}"/>' for name, text in values.items()
    )
    return extension(f"<camunda:properties>{each}</camunda:properties>")


def mapping(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """An input and output mapping of texts."""
    parts = [
        f'<camunda:{kind}Parameter name="{name}">{escape(text)}</camunda:{kind}Parameter>'
        for kind, texts in (("input", inputs or {}), ("output", outputs or {}))
        for name, text in texts.items()
    ]
    return extension(f"<camunda:inputOutput>{''.join(parts)}</camunda:inputOutput>")


def timer(text: str, kind: str = "timeDuration") -> str:
    """A timer definition."""
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def boundary(name: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    """A boundary event."""
    cancel = "true" if interrupting else "false"
    attributes = f'id="{name}" attachedToRef="{host}" cancelActivity="{cancel}"'
    return f"<boundaryEvent {attributes}>{definition}</boundaryEvent>"


def catch(name: str, definition: str) -> str:
    """An intermediate catching event."""
    return f'<intermediateCatchEvent id="{name}">{definition}</intermediateCatchEvent>'


def throw(name: str, definition: str) -> str:
    """An intermediate throwing event."""
    return f'<intermediateThrowEvent id="{name}">{definition}</intermediateThrowEvent>'


def sub(name: str, inner: str, attributes: str = "") -> str:
    """An embedded sub-process."""
    return f'<subProcess id="{name}" {attributes}>{inner}</subProcess>'


def event_sub(name: str, definition: str, inner: str, *, interrupting: bool = True) -> str:
    """An event sub-process that starts at ``<name>_start``."""
    flag = "true" if interrupting else "false"
    start = f'<startEvent id="{name}_start" isInterrupting="{flag}">{definition}</startEvent>'
    return f'<subProcess id="{name}" triggeredByEvent="true">{start}{inner}</subProcess>'


def message(name: str) -> str:
    """A message definition of an event; the message of that id is defined in every file of ``draw``."""
    return f'<messageEventDefinition messageRef="{name}"/>'


def signal(name: str) -> str:
    """A signal definition of an event."""
    return f'<signalEventDefinition signalRef="{name}"/>'


def error(name: str = "") -> str:
    """An error definition of an event."""
    return f'<errorEventDefinition errorRef="{name}"/>' if name else "<errorEventDefinition/>"


def escalation(name: str) -> str:
    """An escalation definition of an event."""
    return f'<escalationEventDefinition escalationRef="{name}"/>'


def process(body: str, key: str = "p") -> str:
    """A process."""
    return f'<process id="{key}" name="Test" isExecutable="true">{body}</process>'


NAMES = (
    '<message id="called" name="called"/><message id="withdrawn" name="withdrawn"/>'
    '<signal id="alarm" name="alarm"/><signal id="calm" name="calm"/>'
    '<error id="broken" errorCode="broken"/><error id="lost" errorCode="lost"/>'
    '<escalation id="late" escalationCode="late"/>'
)


def draw(*processes: str, extra: str = "") -> SourceFile:
    """A file of these processes (a bare body is process ``p``)."""
    inner = "".join(each if each.startswith("<process ") else process(each) for each in processes)
    return SourceFile("p.bpmn", f"{HEAD}{NAMES}{extra}{inner}</definitions>".encode())


def define(*processes: str, extra: str = "", files: tuple[SourceFile, ...] = ()) -> Definition:
    """The compiled definition of process ``p``."""
    return compile_definition("p", [draw(*processes, extra=extra), *files])


def escape(text: str) -> str:
    """Text for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
