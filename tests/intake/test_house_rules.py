"""Our own rules: what keeps people from working with a process is found when it is deployed."""

from __future__ import annotations

import orjson
import pytest

from service.engine.progress import CannotRun, Severity, SourceFile
from tests.intake.diagrams import ASK, FORMAL, bpmn, broken, checked, flow, form, line, straight

GROUPS = ("customer_service",)


def wait(text: str, tag: str = "timeDuration") -> bytes:
    timer = f"<timerEventDefinition><{tag} {FORMAL}>{text}</{tag}></timerEventDefinition>"
    return bpmn(straight(f'<intermediateCatchEvent id="w">{timer}</intermediateCatchEvent>', "w"))


def choice(*ways: str, default: str = "") -> bytes:
    """A gateway with these conditions, one way each; the ways meet again."""
    mark = f' default="x-{default}"' if default else ""
    tasks = "".join(f'<task id="w{n}"/>' for n, _ in enumerate(ways))
    flows = "".join(flow("x", f"w{n}", way) + flow(f"w{n}", "end") for n, way in enumerate(ways))
    return bpmn(
        f'<startEvent id="start"/><exclusiveGateway id="x"{mark}/>{tasks}<endEvent id="end"/>'
        + flow("start", "x")
        + flows
    )


def with_ask(attributes: str, inner: str = "") -> bytes:
    task = ASK.replace("/>", f" {attributes}>") if attributes else ASK.replace("/>", ">")
    return bpmn(straight(f"{task}<extensionElements>{inner}</extensionElements></userTask>"))


def test_a_process_with_people_and_forms_has_no_finding() -> None:
    assert checked(bpmn(straight()), groups=GROUPS).findings == ()


def test_a_lane_says_who_does_a_user_task() -> None:
    lane = '<laneSet><lane id="customer_service"><flowNodeRef>ask</flowNodeRef></lane></laneSet>'
    task = '<userTask id="ask" camunda:formRef="ask"/>'
    assert broken(bpmn(lane + straight(task))) == set()
    assert broken(bpmn(straight(task))) == {("user-task-without-people", "ask")}


def test_groups_that_are_written_out_must_exist() -> None:
    assert broken(bpmn(straight()), groups=("finance",)) == {("group-unknown", "ask")}
    own = SourceFile("groups.yaml", b"groups:\n  customer_service: {en: Customer service}\n")
    assert broken(bpmn(straight()), own) == set()
    computed = bpmn(straight(ASK.replace('"customer_service"', '"=[channel]"')))
    assert broken(computed, groups=("finance",)) == set()


def test_a_user_task_needs_a_form_that_exists() -> None:
    without = '<userTask id="ask" camunda:candidateGroups="a"/>'
    assert broken(bpmn(straight(without))) == {("user-task-without-form", "ask")}
    assert broken(bpmn(straight()), form("other")) == {("form-not-found", "ask")}


@pytest.mark.parametrize("key", ["ask", "ask.form", "camunda-forms:deployment:ask.form"])
def test_a_form_is_found_by_its_id_or_its_file(key: str) -> None:
    task = f'<userTask id="ask" camunda:candidateGroups="a" camunda:formKey="{key}"/>'
    assert broken(bpmn(straight(task))) == set()


def test_what_is_wrong_with_a_form_is_found_with_the_process() -> None:
    bad = SourceFile("sample/ask.form", orjson.dumps({"id": "ask", "components": [{"type": "riddle"}]}))
    assert ("form-type-unknown", None) in broken(bpmn(straight()), bad)


def test_four_eyes_name_tasks_that_exist() -> None:
    named = '<camunda:properties><camunda:property name="not_by" value="ask, nobody"/></camunda:properties>'
    assert broken(with_ask("", named)) == {("four-eyes-unknown", "ask")}


@pytest.mark.parametrize(
    "content",
    [
        choice("=kind = ", "", default="w1"),
        with_ask('camunda:dueDate="=now( +"'),
        with_ask('camunda:assignee="${channel +}"'),
        with_ask(
            "",
            "<camunda:inputOutput><camunda:inputParameter name='a'>=1 +</camunda:inputParameter>"
            "</camunda:inputOutput>",
        ),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused(content: bytes) -> None:
    assert "expression-unreadable" in {rule for rule, _ in broken(content)}


def test_a_variable_that_nothing_sets_is_worth_a_warning_only() -> None:
    found = checked(choice("=chanel = 1", "", default="w1"))
    assert [(f.rule, f.severity) for f in found.findings] == [("variable-unknown", Severity.WARNING)]
    assert checked(choice("=answer = 1 and channel = 2", "", default="w1")).findings == ()


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("timeDuration", "PT2H"),
        ("timeDuration", '=duration("PT2H")'),
        ("timeDate", "2026-01-31T09:00:00+08:00"),
        ("timeDate", '=sla("respond")'),
        ("timeDate", "${contacted_at}"),
        ("timeCycle", "R3/PT10M"),
        ("timeCycle", "R/2026-01-31T09:00:00Z/P1D"),
        ("timeCycle", "P1D"),
    ],
)
def test_timers_may_be_iso_feel_or_juel(tag: str, text: str) -> None:
    assert broken(wait(text, tag)) == set()


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("timeDuration", "2 hours"),
        ("timeDuration", "2026-01-31T09:00:00Z"),
        ("timeDate", "PT2H"),
        ("timeDate", "2026-02-30T09:00:00Z"),
        ("timeCycle", "0 0 9 * * ?"),
        ("timeCycle", "R3"),
        ("timeDuration", "=1 +"),
        ("timeDuration", "__import__('os')"),
    ],
)
def test_timers_that_say_no_time_are_refused(tag: str, text: str) -> None:
    assert "timer-unreadable" in {rule for rule, _ in broken(wait(text, tag))}


def test_each_way_of_a_choice_needs_a_condition_or_is_the_default() -> None:
    assert broken(choice("=tier = 1", "", default="w1")) == set()
    assert broken(choice("=tier = 1", "")) == {("choice-without-condition", "x-w1")}


def test_a_choice_needs_a_default_unless_one_condition_always_holds() -> None:
    assert broken(choice("=tier = 1", "=tier = 2")) == {("choice-without-default", "x")}
    assert broken(choice("=tier = 1", "=not(tier = 1)")) == set()
    assert broken(choice("=tier &gt; 1", "=tier &lt;= 1")) == set()
    assert broken(choice("${tier == 1}", "${tier != 1}")) == set()


def test_a_loop_without_a_way_out_is_refused() -> None:
    body = '<startEvent id="start"/><exclusiveGateway id="x"/><task id="a"/>'
    assert ("loop-without-exit", "a") in broken(bpmn(body + line("start", "x", "a", "x")))


def test_a_loop_in_which_nobody_is_waited_for_is_worth_a_warning() -> None:
    def loop(task: str) -> bytes:
        return bpmn(
            f'<startEvent id="start"/><exclusiveGateway id="j"/>{task}'
            '<exclusiveGateway id="x" default="x-end"/>'
            + '<endEvent id="end"/>'
            + line("start", "j", "ask", "x", "end")
            + flow("x", "j", "=tier = 1")
        )

    assert broken(loop('<task id="ask"/>')) == {("loop-without-wait", "ask")}
    assert broken(loop(ASK)) == set()


def test_an_event_sub_process_that_throws_what_starts_it_is_worth_a_warning() -> None:
    body = (
        straight()
        + '<subProcess id="again" triggeredByEvent="true">'
        + '<startEvent id="caught" isInterrupting="false">'
        + '<signalEventDefinition signalRef="go"/></startEvent>'
        + '<endEvent id="thrown"><signalEventDefinition signalRef="go"/></endEvent>'
        + line("caught", "thrown")
        + "</subProcess>"
    )
    found = checked(bpmn(body, before='<signal id="go" name="Go"/>')).findings
    assert ("triggers-itself", Severity.WARNING) in {(each.rule, each.severity) for each in found}


def test_a_catalogue_of_names_must_hold_texts() -> None:
    names = SourceFile("sample/names.zh.json", b'{"ask": 1}')
    assert broken(bpmn(straight()), names) == {("names-malformed", None)}


def test_called_processes_must_be_there_and_executable() -> None:
    call = bpmn(straight('<callActivity id="call" calledElement="other"/>', "call"))
    assert broken(call) == {("called-process-not-found", "call")}
    drawing = SourceFile("other/other.bpmn", bpmn(straight(), key="other", executable=False))
    assert broken(call, drawing) == {("called-process-not-found", "call")}
    there = SourceFile("other/other.bpmn", bpmn(straight(), key="other"))
    assert broken(call, there, form()) == set()
    computed = bpmn(straight('<callActivity id="call" calledElement="${channel}"/>', "call"))
    assert ("called-process-missing", "call") in broken(computed)


def test_decisions_must_be_there() -> None:
    task = '<businessRuleTask id="route" camunda:decisionRef="route" camunda:resultVariable="r"/>'
    assert broken(bpmn(straight(task, "route"))) == {("decision-not-found", "route")}


def table(inner: str) -> SourceFile:
    return SourceFile(
        "sample/route.dmn",
        (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="u">'
            f'<inputData id="i" name="chanel"/><decision id="route" name="route">{inner}</decision>'
            "</definitions>"
        ).encode(),
    )


def test_a_decision_that_cannot_be_read_is_refused_and_an_input_nothing_sets_is_worth_a_warning() -> None:
    found = checked(bpmn(straight()), table("<literalExpression><text>1 +</text></literalExpression>"))
    assert {(each.path, each.rule, each.severity) for each in found.findings} == {
        ("sample/route.dmn", "dmn-text", Severity.ERROR),
        ("sample/route.dmn", "dmn-input", Severity.WARNING),
    }


def test_clauses_must_be_in_the_list_when_there_is_one() -> None:
    named = with_ask(
        "", '<camunda:properties><camunda:property name="clause" value="S1-3.1, S9-1"/></camunda:properties>'
    )
    clauses = SourceFile("clauses.yaml", b"clauses:\n  S1-3.1: {en: Channels}\n")
    assert broken(named) == set()
    assert broken(named, clauses) == {("clause-unknown", "ask")}


@pytest.mark.parametrize(
    ("task", "rule"),
    [
        ('<serviceTask id="t" camunda:class="java.lang.Runtime"/>', "code-in-diagram"),
        ('<serviceTask id="t" camunda:expression="${x.y()}"/>', "code-in-diagram"),
        ('<serviceTask id="t"/>', "service-task-without-topic"),
        ('<scriptTask id="t" scriptFormat="python"><script>1</script></scriptTask>', "script-format"),
        ('<scriptTask id="t" scriptFormat="feel"><script>1</script></scriptTask>', "script-format"),
        (
            '<task id="t"><extensionElements><camunda:executionListener class="X"/>'
            "</extensionElements></task>",
            "listener-ignored",
        ),
    ],
)
def test_code_in_a_diagram_is_refused(task: str, rule: str) -> None:
    assert (rule, "t") in broken(bpmn(straight(task, "t")))


def test_an_external_task_and_a_feel_script_are_welcome() -> None:
    tasks = (
        '<serviceTask id="t" camunda:type="external" camunda:topic="notify"/>'
        '<scriptTask id="u" scriptFormat="feel" camunda:resultVariable="r">'
        "<script>tier + 1</script></scriptTask>"
    )
    assert broken(bpmn(straight(tasks, "t", "u"))) == set()


def test_a_deployment_must_hold_something_to_run_once() -> None:
    assert broken(bpmn(straight(), executable=False)) == {("nothing-executable", None)}
    twice = SourceFile("again/sample.bpmn", bpmn(straight()))
    assert ("process-key-duplicate", "sample") in broken(bpmn(straight()), twice)


def test_a_folder_of_another_name_is_worth_a_warning() -> None:
    found = checked(bpmn(straight(), key="other"))
    assert [(f.rule, f.severity) for f in found.findings] == [("folder-name", Severity.WARNING)]


def test_what_the_engine_does_not_run_is_refused_when_it_is_deployed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(key: str, files: object) -> None:
        raise CannotRun("no such thing here", activity_id="ask", remedy="draw it otherwise")

    monkeypatch.setattr("service.engine.compile_definition", refuse)
    (refused,) = checked(bpmn(straight())).findings
    assert (refused.path, refused.element_id, refused.rule) == (
        "sample/sample.bpmn",
        "ask",
        "engine-cannot-run",
    )


def test_every_finding_says_what_to_do() -> None:
    found = checked(choice("=tier = 1", "=tier = 2"))
    assert all(finding.reason and finding.remedy and finding.path for finding in found.findings)
