"""The steps of a scenario, done one by one on the run; a step that cannot be done raises ``Differs``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.engine import variables_at
from service.engine.forms import InvalidAnswers, validate_answers
from service.engine.progress import MessageReceived, OpenTask, UserTaskCompleted, Value
from service.scenarios.expecting import expect
from service.scenarios.people import MayNot
from service.scenarios.playing import Differs, Playing
from service.scenarios.reading import Scenario, Step
from service.scenarios.spelling import after, feel_values


def do(step: Step, scenario: Scenario, run: Playing) -> None:
    """Do one step."""
    _DOING[step.word](step, scenario, run)


def _claim(step: Step, scenario: Scenario, run: Playing) -> None:
    run.cast.take(run.the_task(str(step.subject)), _by(step))


def _complete(step: Step, scenario: Scenario, run: Playing) -> None:
    task = run.the_task(str(step.subject))
    who = run.cast.take(task, _by(step))
    answers = _checked(task, _answers(step, scenario), run)
    run.cast.done(task, who)
    run.step(UserTaskCompleted(task.engine_id, answers))


def _refuse(step: Step, scenario: Scenario, run: Playing) -> None:
    task = run.the_task(str(step.subject))
    because = step.details.get("because", [])
    try:
        run.cast.take(task, _by(step))
        _checked(task, _answers(step, scenario), run)
    except MayNot as refused:
        _same_reason(because, refused.word)
    except InvalidAnswers as refused:
        _same_reason(because, sorted(refused.fields))
    else:
        raise Differs("this is accepted, and should be refused")


def _same_reason(expected: object, found: object) -> None:
    wanted = sorted(map(str, expected)) if isinstance(expected, list) else expected
    if wanted != found:
        raise Differs(f"refused because of {found}, expected {wanted}")


def _wait(step: Step, scenario: Scenario, run: Playing) -> None:
    run.wait_until(after(run.now, step.subject, run.calendars.default))


def _fire(step: Step, scenario: Scenario, run: Playing) -> None:
    run.wait_until(run.the_timer(str(step.subject)).due_at)


def _message(step: Step, scenario: Scenario, run: Playing) -> None:
    name = str(step.subject)
    waiting = [each for each in run.subscriptions.values() if each.kind == "message" and each.name == name]
    if not waiting:
        raise Differs(f"nothing waits for the message {name}")
    variables = feel_values(step.mapping("with"))
    run.step(MessageReceived(waiting[0].engine_id, name, variables if isinstance(variables, dict) else {}))


def _expect(step: Step, scenario: Scenario, run: Playing) -> None:
    expect(step.subject if isinstance(step.subject, dict) else {}, run)


def _by(step: Step) -> str | None:
    named = step.details.get("by")
    return None if named is None else str(named)


def _answers(step: Step, scenario: Scenario) -> dict[str, object]:
    """The usual answers to this activity with what the step says over them; an empty value leaves one out."""
    merged = {**scenario.answers.get(str(step.subject), {}), **step.mapping("answers")}
    return {key: value for key, value in merged.items() if value is not None}


def _checked(task: OpenTask, answers: Mapping[str, object], run: Playing) -> dict[str, Value]:
    form = run.definition.forms.get(task.form_key or "")
    if form is None:
        raise Differs(f"{task.activity_id} has no form")
    present = variables_at(run.definition, run.state or b"", task.engine_id)
    given = feel_values(answers)
    return validate_answers(form, given if isinstance(given, dict) else {}, present)


_DOING: Mapping[str, Callable[[Step, Scenario, Playing], None]] = {
    "claim": _claim,
    "complete": _complete,
    "refuse": _refuse,
    "wait": _wait,
    "fire": _fire,
    "message": _message,
    "expect": _expect,
}
