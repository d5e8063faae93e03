"""What cannot run is refused when the definition is compiled: by element, reason and remedy."""

from __future__ import annotations

import pytest

from service.engine.progress import CannotRun, SourceFile
from tests.engine.drawing import (
    START,
    chain,
    define,
    draw,
    extension,
    flow,
    user,
)
from tests.engine.test_activities import TABLE


@pytest.mark.parametrize(
    "element",
    [
        '<serviceTask id="bad"/>',
        '<serviceTask id="bad" camunda:class="java.lang.Runtime"/>',
        '<serviceTask id="bad" camunda:delegateExpression="${bean}"/>',
        '<serviceTask id="bad" camunda:type="external"/>',
        '<scriptTask id="bad" scriptFormat="javascript"><script>1</script></scriptTask>',
        '<scriptTask id="bad" scriptFormat="python"><script>import os</script></scriptTask>',
        '<scriptTask id="bad"><script>import os</script></scriptTask>',
        '<scriptTask id="bad" scriptFormat="feel" camunda:resource="x.feel"/>',
        '<businessRuleTask id="bad" camunda:decisionRef="nowhere"/>',
        '<businessRuleTask id="bad" camunda:decisionRef="route" camunda:mapDecisionResult="odd"/>',
        '<sendTask id="bad"/>',
        '<userTask id="bad" camunda:candidateUsers="anna"/>',
        '<userTask id="bad" camunda:assignee="=("/>',
        '<complexGateway id="bad"/>' + flow("start", "bad").replace("start_bad", "again"),
        '<callActivity id="bad"/>',
        '<callActivity id="bad" calledElement="nowhere"/>',
        '<callActivity id="bad" calledElement="${which}"/>',
        user("bad", "", extension('<camunda:taskListener class="x"/>')),
    ],
)
def test_what_cannot_run_is_refused_by_element_reason_and_remedy(element: str) -> None:
    with pytest.raises(CannotRun) as caught:
        define(START + element + chain("start", "bad"), files=(TABLE,))
    assert caught.value.activity_id == "bad"
    assert caught.value.reason
    assert caught.value.remedy


def test_a_flow_across_scopes_is_refused() -> None:
    inner = '<startEvent id="s"/>' + user("inside") + chain("s", "inside")
    with pytest.raises(CannotRun) as caught:
        define(START + f'<subProcess id="box">{inner}</subProcess>' + flow("start", "inside"))
    assert caught.value.activity_id == "start_inside"


def test_a_file_that_is_no_xml_or_has_a_doctype_is_refused() -> None:
    from service.engine import compile_definition

    for content in (b"<definitions", b'<!DOCTYPE x [<!ENTITY a "b">]>' + draw(START).content):
        with pytest.raises(CannotRun):
            compile_definition("p", [SourceFile("p.bpmn", content)])
