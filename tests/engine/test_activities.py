"""Tasks of every kind in the Camunda dialect: who, when, with what, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.engine.progress import Effect, EngineError, SourceFile
from tests.engine.drawing import (
    END,
    START,
    chain,
    define,
    escape,
    extension,
    external,
    flow,
    mapping,
    message,
    properties,
    script,
    throw,
    user,
)
from tests.engine.journey import MONDAY, Journey, feel, plain


def one_user(attributes: str = "", inner: str = "") -> Journey:
    return Journey(define(START + user("ask", attributes, inner) + chain("start", "ask")))


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("finance", ("finance",)),
        ("finance, logistics", ("finance", "logistics")),
        ("=[department]", ("production",)),
        ("${department}", ("production",)),
        ('=["finance", department]', ("finance", "production")),
    ],
)
def test_candidate_groups_are_text_or_an_expression(text: str, groups: tuple[str, ...]) -> None:
    journey = one_user(f'camunda:candidateGroups="{escape(text)}"').start(department="production")
    assert journey.task("ask").candidate_groups == groups


def test_the_lane_gives_the_group_when_nothing_else_does() -> None:
    lanes = (
        '<laneSet id="lanes"><lane id="l1" name="Service"><flowNodeRef>ask</flowNodeRef>'
        + "<flowNodeRef>own</flowNodeRef></lane></laneSet>"
    )
    body = lanes + START + user("ask") + user("own", 'camunda:candidateGroups="finance"')
    journey = Journey(define(body + flow("start", "ask") + flow("start", "own"))).start()
    assert journey.task("ask").candidate_groups == ("Service",)
    assert journey.task("own").candidate_groups == ("finance",)


def test_a_task_says_everything_the_file_says_of_it() -> None:
    attributes = (
        'name="Ask" camunda:assignee="${who}" camunda:priority="=if tier = 1 then 80 else 50"'
        ' camunda:dueDate="PT2H" camunda:followUpDate="2026-01-06T08:00:00Z" camunda:formKey="ask_form"'
    )
    inner = "<documentation>Be polite.</documentation>" + properties(
        clause="S1-3.1", round="=round", excluded='=["anna", "ben"]'
    )
    task = one_user(attributes, inner).start(who="carl", tier=1, round=2).task("ask")
    assert (task.name, task.assignee, task.priority, task.form_key) == ("Ask", "carl", 80, "ask_form")
    assert task.due_at == MONDAY + timedelta(hours=2)
    assert task.follow_up_at == datetime(2026, 1, 6, 8, 0, tzinfo=UTC)
    assert dict(task.properties)["round"] == "2"
    assert dict(task.properties)["clause"] == "S1-3.1"
    assert task.excluded == ("anna", "ben")
    assert task.documentation == "Be polite."


def test_the_sla_property_gives_the_due_date() -> None:
    journey = one_user("", properties(sla="respond")).start()
    assert journey.task("ask").due_at == MONDAY + timedelta(hours=4)
    assert journey.host.asked == [("respond", 1.0)]


@pytest.mark.parametrize("attribute", ['camunda:dueDate="soon"', 'camunda:priority="high"'])
def test_a_due_date_or_priority_that_is_none_fails_the_step(attribute: str) -> None:
    with pytest.raises(EngineError) as caught:
        one_user(attribute).start()
    assert caught.value.activity_id == "ask"


def test_answers_are_merged_key_by_key() -> None:
    journey = one_user().start(address={"street": "A", "no": 1}, kind="x")
    journey.complete("ask", address={"no": 2}, kind="y")
    assert journey.variables == {"address": {"street": "A", "no": 2}, "kind": "y"}
    assert journey.last is not None and set(journey.last.changed) == {"address", "kind"}


def test_the_callers_own_values_are_never_changed() -> None:
    answers = feel({"a": {"b": 1}})
    journey = Journey(define(START + user("one") + user("two") + chain("start", "one", "two"))).start()
    journey.complete("one", **answers).complete("two", a={"b": 2})
    assert answers == feel({"a": {"b": 1}})


def test_an_external_task_asks_for_work_with_its_inputs_and_takes_mapped_outputs() -> None:
    inner = mapping({"to": "=customer.phone", "text": "Hello ${customer.name}"}, {"sent": "=receipt"})
    body = START + external("tell", "notify", inner) + user("ask") + chain("start", "tell", "ask")
    journey = Journey(define(body)).start(customer={"phone": "1", "name": "Li"})
    effect = journey.find(Effect, "tell")
    assert (effect.topic, dict(effect.inputs)) == ("notify", {"to": "1", "text": "Hello Li"})
    journey.do("tell", receipt="r-1", secret="s")
    assert journey.tasks == ["ask"]
    assert journey.variables == {"customer": {"phone": "1", "name": "Li"}, "sent": "r-1"}


def test_a_mapping_may_hold_lists_maps_and_feel_scripts() -> None:
    value = (
        '<camunda:inputParameter name="all"><camunda:map><camunda:entry key="list"><camunda:list>'
        "<camunda:value>one</camunda:value><camunda:value>=1 + 1</camunda:value>"
        "</camunda:list></camunda:entry>"
        '<camunda:entry key="sum"><camunda:script scriptFormat="feel">2 * 3</camunda:script></camunda:entry>'
        "</camunda:map></camunda:inputParameter>"
    )
    inner = extension(f"<camunda:inputOutput>{value}</camunda:inputOutput>")
    journey = Journey(define(START + external("tell", "t", inner) + chain("start", "tell"))).start()
    assert plain(journey.find(Effect, "tell").inputs) == {"all": {"list": ["one", 2], "sum": 6}}


def test_inputs_are_locals_that_cover_and_never_leak() -> None:
    body = START + user("ask", "", mapping({"kind": "local"}, {"seen": "=kind"})) + user("next")
    journey = Journey(define(body + chain("start", "ask", "next"))).start(kind="shared").complete("ask")
    assert journey.variables == {"kind": "shared", "seen": "local"}


def test_a_script_in_feel_becomes_a_variable() -> None:
    body = START + script("sum", "a + b", "c") + user("ask") + chain("start", "sum", "ask")
    assert Journey(define(body)).start(a=1, b=2).variables == {"a": 1, "b": 2, "c": 3}


def test_a_service_task_may_be_an_expression() -> None:
    task = '<serviceTask id="sum" camunda:expression="${a + 1}" camunda:resultVariable="b"/>'
    body = START + task + user("ask") + chain("start", "sum", "ask")
    assert Journey(define(body)).start(a=1).variables == {"a": 1, "b": 2}


def test_a_send_task_throws_a_message_with_its_inputs() -> None:
    task = f'<sendTask id="send" messageRef="called">{mapping({"text": "=note"})}</sendTask>'
    journey = Journey(define(START + task + user("ask") + chain("start", "send", "ask"))).start(note="hi")
    assert journey.last is not None
    assert [(each.name, dict(each.variables)) for each in journey.last.thrown] == [("called", {"text": "hi"})]


def test_a_throwing_message_event_hands_over_its_inputs() -> None:
    event = throw("tell", message("called")).replace(">", f">{mapping({'text': '=note'})}", 1)
    journey = Journey(define(START + event + user("ask") + chain("start", "tell", "ask"))).start(note="hi")
    assert journey.last is not None and dict(journey.last.thrown[0].variables) == {"text": "hi"}


def test_manual_and_plain_tasks_pass() -> None:
    body = START + '<manualTask id="a"/><task id="b"/>' + user("ask") + chain("start", "a", "b", "ask")
    assert Journey(define(body)).start().tasks == ["ask"]


DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<inputData id="in_kind" name="kind"/>
<decision id="route" name="Route">
<informationRequirement id="ir"><requiredInput href="#in_kind"/></informationRequirement>
<decisionTable id="t" hitPolicy="FIRST">
<input id="i1"><inputExpression id="e1"><text>kind</text></inputExpression></input>
<output id="o1" name="group"/><output id="o2" name="days"/>
<rule id="r1"><inputEntry id="a1"><text>"repair"</text></inputEntry>
<outputEntry id="b1"><text>"technical"</text></outputEntry>
<outputEntry id="c1"><text>3</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>"return"</text></inputEntry>
<outputEntry id="b2"><text>"logistics"</text></outputEntry>
<outputEntry id="c2"><text>1</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
TABLE = SourceFile("route.dmn", DMN)


def decide(form: str) -> Journey:
    task = (
        f'<businessRuleTask id="route_it" camunda:decisionRef="route" camunda:mapDecisionResult="{form}"'
        ' camunda:resultVariable="routing"/>'
    )
    return Journey(define(START + task + user("ask") + chain("start", "route_it", "ask"), files=(TABLE,)))


@pytest.mark.parametrize(
    ("form", "result"),
    [
        ("singleResult", {"group": "technical", "days": 3}),
        ("resultList", [{"group": "technical", "days": 3}]),
        ("collectEntries", [{"group": "technical", "days": 3}]),
    ],
)
def test_a_rule_task_keeps_the_result_in_the_form_asked_for(form: str, result: object) -> None:
    assert decide(form).start(kind="repair").variables["routing"] == result


def test_a_rule_task_without_a_hit_gives_null() -> None:
    assert decide("singleResult").start(kind="other").variables["routing"] is None
    assert decide("resultList").start(kind="other").variables["routing"] == []


def test_a_definition_says_what_others_need_of_it() -> None:
    catalogue = SourceFile("names.zh.json", '{"ask": "询问", "p": "流程"}'.encode())
    inner = properties(clause="S1-3.1, S1-3.2", sla="respond")
    definition = define(
        START + user("ask", 'name="Ask" camunda:formKey="f"', inner) + END + chain("start", "ask", "end"),
        files=(TABLE, catalogue),
    )
    assert (definition.key, definition.name) == ("p", "Test")
    assert definition.activities["ask"].clauses == ("S1-3.1", "S1-3.2")
    assert definition.activities["ask"].activity_type == "userTask"
    assert definition.name_of("ask", "zh") == "询问"
    assert definition.name_of("ask", "en") == "Ask"
    assert plain(definition.decide("route", {"kind": "return"}).value) == {"group": "logistics", "days": 1}
    assert [start.kind for start in definition.starts] == ["none"]


def test_message_and_timer_starts_are_told_and_started_by_id() -> None:
    starts = f'<startEvent id="by_message">{message("called")}</startEvent>'
    starts += (
        '<startEvent id="by_time"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>'
    )
    body = starts + "</startEvent>" + user("ask") + flow("by_message", "ask") + flow("by_time", "ask")
    definition = define(body)
    assert [(each.activity_id, each.kind, each.name) for each in definition.starts] == [
        ("by_message", "message", "called"),
        ("by_time", "timer", None),
    ]
    assert definition.starts[1].due_after(MONDAY) == MONDAY + timedelta(hours=1)
    assert Journey(definition).start("by_message", said="x").tasks == ["ask"]
    with pytest.raises(EngineError):
        Journey(definition).start("nothing")


def test_a_script_says_all_there_is_of_its_result() -> None:
    body = START + user("ask") + script("reset", "{b: 2}", "plan") + user("next")
    journey = (
        Journey(define(body + chain("start", "ask", "reset", "next"))).start(plan={"a": 1}).complete("ask")
    )
    assert journey.variables == {"plan": {"b": 2}}


@pytest.mark.parametrize(
    "attribute",
    [
        'camunda:formKey="camunda-forms:deployment:forms/ask.form"',
        'camunda:formKey="ask"',
        'camunda:formRef="ask" camunda:formRefBinding="deployment"',
    ],
)
def test_a_form_is_found_however_an_editor_names_it(attribute: str) -> None:
    form = SourceFile("p/ask.form", b'{"type": "default", "id": "ask", "components": []}')
    definition = define(START + user("ask", attribute) + chain("start", "ask"), files=(form,))
    key = Journey(definition).start().task("ask").form_key
    assert definition.forms[key or ""].id == "ask"
