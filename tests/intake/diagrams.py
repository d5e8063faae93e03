"""Small diagrams to check: a process that keeps every rule, and ways to spoil it."""

from __future__ import annotations

import orjson

from service.engine.intake.checking import check
from service.engine.intake.limits import DEFAULT
from service.engine.progress import Checked, SourceFile

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
FORMAL = 'xsi:type="tFormalExpression"'
ASK = '<userTask id="ask" camunda:candidateGroups="customer_service" camunda:formRef="ask"/>'


def flow(source: str, target: str, condition: str = "", **attributes: str) -> str:
    """A sequence flow named for its ends."""
    inner = f"<conditionExpression {FORMAL}>{condition}</conditionExpression>" if condition else ""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}-{target}" {ends}{more}>{inner}</sequenceFlow>'


def line(*ids: str) -> str:
    """Sequence flows from each to the next."""
    return "".join(flow(one, other) for one, other in zip(ids, ids[1:], strict=False))


def bpmn(body: str, *, before: str = "", key: str = "sample", executable: bool = True) -> bytes:
    """A file with one process of this body."""
    flag = "true" if executable else "false"
    return (
        f'<definitions {NAMESPACES} id="d" targetNamespace="t">{before}'
        f'<process id="{key}" isExecutable="{flag}">{body}</process></definitions>'
    ).encode()


def straight(middle: str = ASK, *ids: str) -> str:
    """Start, what is in the middle, end, connected in a line."""
    return f'<startEvent id="start"/>{middle}<endEvent id="end"/>{line("start", *(ids or ("ask",)), "end")}'


def form(form_id: str = "ask", key: str = "answer") -> SourceFile:
    """A form of one text field."""
    content = {"id": form_id, "components": [{"type": "textfield", "key": key}]}
    return SourceFile(f"sample/{form_id}.form", orjson.dumps(content))


def checked(content: bytes, *others: SourceFile, groups: tuple[str, ...] = ()) -> Checked:
    """The verdict on this process file and others, given in this process."""
    files = (SourceFile("sample/sample.bpmn", content), *others)
    if not any(other.path.endswith(".form") for other in others):
        files = (*files, form())
    return check(files, groups, DEFAULT)


def broken(content: bytes, *others: SourceFile, groups: tuple[str, ...] = ()) -> set[tuple[str, str | None]]:
    """The rules that are broken, each with the element."""
    return {(found.rule, found.element_id) for found in checked(content, *others, groups=groups).findings}
