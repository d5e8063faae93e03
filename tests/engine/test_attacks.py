"""Nothing in a file or in a value reaches Python: each text here would do harm if it were evaluated."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.engine import compile_definition
from service.engine.progress import CannotRun, EngineError, SourceFile, StepLimitExceeded
from tests.engine.drawing import (
    START,
    boundary,
    catch,
    chain,
    define,
    draw,
    escape,
    external,
    flow,
    mapping,
    properties,
    script,
    timer,
    user,
)
from tests.engine.journey import Journey

CODE = [
    "__import__('os').system('touch {mark}')",
    "open('{mark}', 'w').close()",
    "().__class__.__bases__[0].__subclasses__()",
    "[x for x in (1).__class__.__mro__][1].__subclasses__()",
    "exec(\"open('{mark}','w')\")",
    "eval('1')",
    "''.getClass().forName('java.lang.Runtime').getRuntime().exec('touch {mark}')",
    "execution.getProcessEngineServices()",
]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that appears when code ran."""
    return tmp_path / "ran"


def forms(code: str) -> list[str]:
    """The code bare, as FEEL and as JUEL."""
    return [code, f"={code}", "${" + code + "}"]


def places(text: str) -> list[str]:
    """A process with the text in each place a text can stand."""
    said = escape(text)
    count = f"<multiInstanceLoopCharacteristics><loopCardinality>{said}</loopCardinality>"
    over = f'<multiInstanceLoopCharacteristics camunda:collection="{said}"/>'
    loop = f"<standardLoopCharacteristics><loopCondition>{said}</loopCondition></standardLoopCharacteristics>"
    late = boundary("late", "ask", timer(text, "timeCycle"), interrupting=False)
    choice = '<exclusiveGateway id="g"/>' + user("ask") + user("b") + flow("g", "ask", text) + flow("g", "b")
    tasks = [
        user("ask", f'camunda:candidateGroups="{said}"'),
        user("ask", f'camunda:assignee="{said}"'),
        user("ask", f'camunda:dueDate="{said}"'),
        user("ask", f'camunda:priority="{said}"'),
        user("ask", f'camunda:formKey="{said}"'),
        user("ask", f'name="{said}"', f"<documentation>{said}</documentation>"),
        user("ask", "", properties(sla=text, clause=text, excluded=text)),
        user("ask", "", count + "</multiInstanceLoopCharacteristics>"),
        user("ask", "", over),
        user("ask", "", loop),
        user("ask") + late,
        external("ask", said, mapping({"a": text}, {"b": text})),
        script("ask", text, "x"),
        catch("ask", timer(text)),
    ]
    return [START + task + chain("start", "ask") for task in tasks] + [START + choice + flow("start", "g")]


@pytest.mark.parametrize("code", CODE)
def test_code_in_any_place_of_a_file_does_not_run(code: str, mark: Path) -> None:
    for text in forms(code.replace("{mark}", str(mark))):
        for body in places(text):
            try:
                journey = Journey(define(body)).start()
                if journey.tasks:
                    journey.complete(journey.tasks[0])
            except EngineError:
                pass
            assert not mark.exists(), body


@pytest.mark.parametrize("name", ["python", "javascript", "groovy", "juel", "", "text/x-python"])
def test_scripts_of_other_languages_are_refused(name: str) -> None:
    body = (
        START
        + f'<scriptTask id="s" scriptFormat="{name}"><script>1</script></scriptTask>'
        + chain("start", "s")
    )
    with pytest.raises(CannotRun) as caught:
        define(body)
    assert caught.value.activity_id == "s"


def test_conditions_in_other_languages_are_refused() -> None:
    condition = '<conditionExpression language="javascript">1 == 1</conditionExpression>'
    body = START + '<exclusiveGateway id="g"/>' + user("a") + flow("start", "g")
    body += f'<sequenceFlow id="f" sourceRef="g" targetRef="a">{condition}</sequenceFlow>'
    with pytest.raises(CannotRun) as caught:
        define(body)
    assert caught.value.activity_id == "f"


def test_a_signal_or_message_name_is_data() -> None:
    names = '<message id="m" name="${__import__(&quot;os&quot;)}"/>'
    body = START + catch("wait", '<messageEventDefinition messageRef="m"/>') + chain("start", "wait")
    with pytest.raises(EngineError):
        Journey(define(body, extra=names)).start()


def test_values_with_the_names_of_pythons_innards_are_only_values() -> None:
    journey = Journey(define(START + user("one") + user("two") + chain("start", "one", "two"))).start()
    journey.complete("one", __class__="x", **{"$": "context", "v": {"__init__": "y"}, "a.b": "z"})
    assert journey.variables == {"__class__": "x", "$": "context", "v": {"__init__": "y"}, "a.b": "z"}


def test_an_expression_cannot_take_the_worker_with_it() -> None:
    body = (
        START + script("big", "for i in 1..100000, j in 1..100000 return i * j", "x") + chain("start", "big")
    )
    with pytest.raises(EngineError) as caught:
        Journey(define(body)).start()
    assert caught.value.activity_id == "big"


def test_a_bomb_of_instances_is_bounded() -> None:
    inner = "<loopCardinality>900</loopCardinality>"
    inner = f"<multiInstanceLoopCharacteristics>{inner}</multiInstanceLoopCharacteristics>"
    body = START + '<subProcess id="box"><startEvent id="s"/>' + script("x", "1")
    body += '<scriptTask id="y" scriptFormat="feel">' + inner + "<script>1</script></scriptTask>"
    body += chain("s", "x", "y") + inner + "</subProcess>" + chain("start", "box")
    with pytest.raises(StepLimitExceeded):
        Journey(define(body)).start()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<definitions/>",
        b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>',
        b'<!DOCTYPE d SYSTEM "http://localhost:9/evil.dtd"><definitions/>',
        draw(START).content.replace(b'isExecutable="true"', b'isExecutable="true" ') + b"<more/>",
        draw(START + user("a") + user("a")).content,
        draw(START + '<userTask id="a" startQuantity="many"/>' + chain("start", "a")).content,
    ],
)
def test_a_file_that_is_no_process_is_refused_not_crashed_on(content: bytes) -> None:
    with pytest.raises(CannotRun):
        compile_definition("p", [SourceFile("p.bpmn", content)])
