"""What each stimulus does to a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from service.engine.progress import (
    Cancelled,
    EffectDone,
    EffectFailed,
    EngineError,
    Escalated,
    MessageReceived,
    Modify,
    NotWaiting,
    Resume,
    SignalReceived,
    Start,
    Stimulus,
    Terminate,
    TimerDue,
    UserTaskCompleted,
)
from service.engine.runtime import catching, modifying, throwing
from service.engine.runtime.variables import merged
from service.engine.runtime.waits import is_wait
from service.engine.specs.activities import ExternalTask
from service.engine.specs.triggers import Kind
from service.engine.specs.user_tasks import UserTask

if TYPE_CHECKING:
    from service.engine.runtime.run import Run
    from service.engine.runtime.token import Token


def begin(run: Run, start: Start) -> None:
    """Set the first token: on the start event named, else on the plain ones."""
    run.business_key = start.business_key
    run.variables = {name: merged(None, value) for name, value in start.variables.items()}
    run.changed.update(run.variables)
    node = None
    if start.start_id is not None:
        node = next((each for each in run.spec.starts if each.activity_id == start.start_id), None)
        if node is None:
            raise EngineError(f"there is no start event {start.start_id!r}", activity_id=start.start_id)
    run.begin(0, node)


def apply(run: Run, stimulus: Stimulus) -> None:
    """Do to the run what the stimulus says; raises NotWaiting when it names a wait that is gone."""
    if run.ended:
        raise NotWaiting(f"the run has ended: it is {run.ended}")
    APPLY[type(stimulus)](run, stimulus)


def _waiting(run: Run, engine_id: str, what: str, fits: Callable[[Token], bool]) -> Token:
    token = run.token(engine_id)
    if token is None or not is_wait(token) or not fits(token):
        raise NotWaiting(f"the run does not wait for {what} {engine_id} any more")
    run.at = token.task_spec.activity_id
    return token


def _user_task(run: Run, stimulus: UserTaskCompleted) -> None:
    token = _waiting(run, stimulus.engine_id, "user task", lambda each: isinstance(each.task_spec, UserTask))
    token.task_spec.finish(token, _own(stimulus.answers))


def _timer(run: Run, stimulus: TimerDue) -> None:
    token = _waiting(run, stimulus.engine_id, "timer", lambda each: catching.is_waiting_for(each, Kind.TIMER))
    catching.catch(token)


def _message(run: Run, stimulus: MessageReceived) -> None:
    def fits(token: Token) -> bool:
        return catching.is_waiting_for(token, Kind.MESSAGE) and token.internal_data["name"] == stimulus.name

    token = _waiting(run, stimulus.engine_id, f"the message {stimulus.name!r} at", fits)
    catching.catch(token, _own(stimulus.variables))


def _signal(run: Run, stimulus: SignalReceived) -> None:
    if not catching.catch_signal(list(run.live_tokens()), stimulus.name, _own(stimulus.variables)):
        raise NotWaiting(f"the run does not wait for the signal {stimulus.name!r}")


def _effect_done(run: Run, stimulus: EffectDone) -> None:
    token = _waiting(run, stimulus.engine_id, "effect", lambda each: isinstance(each.task_spec, ExternalTask))
    token.task_spec.finish(token, _own(stimulus.outputs))


def _effect_failed(run: Run, stimulus: EffectFailed) -> None:
    token = _waiting(run, stimulus.engine_id, "effect", lambda each: isinstance(each.task_spec, ExternalTask))
    error = throwing.Thrown(stimulus.code, stimulus.message, _own(stimulus.variables))
    throwing.throw(token, error, own=True)


def _escalated(run: Run, stimulus: Escalated) -> None:
    token = _waiting(run, stimulus.engine_id, "element", lambda _: True)
    throwing.throw_escalation(token, stimulus.code, own=True)


def _cancelled(run: Run, stimulus: Cancelled) -> None:
    token = _waiting(run, stimulus.engine_id, "element", lambda _: True)
    scope = token.workflow
    token.cancel()
    scope.path_ended()


def _terminate(run: Run, stimulus: Terminate) -> None:
    run.terminate()


def _resume(run: Run, stimulus: Resume) -> None:
    """Nothing happened outside; conditions are looked at again."""


def _own(values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the caller's contexts, so that the run never changes them."""
    return {name: merged(None, value) for name, value in values.items()}


APPLY: dict[type, Callable[..., None]] = {
    UserTaskCompleted: _user_task,
    TimerDue: _timer,
    MessageReceived: _message,
    SignalReceived: _signal,
    EffectDone: _effect_done,
    EffectFailed: _effect_failed,
    Escalated: _escalated,
    Cancelled: _cancelled,
    Terminate: _terminate,
    Modify: modifying.modify,
    Resume: _resume,
}
