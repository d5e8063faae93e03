"""One step of a run: ``advance`` restores the state, applies the stimulus, runs to the next waits, and folds.

A function of its arguments: no database, no I/O, no clock but the CPU bound's. Whatever goes wrong raises an
EngineError and the bytes that came in are still the truth.
"""

from __future__ import annotations

from datetime import datetime

from service.engine.definition import Definition
from service.engine.progress import (
    EngineError,
    Host,
    Outcome,
    Progress,
    Start,
    Stimulus,
    Variables,
    Zombie,
)
from service.engine.runtime import waits
from service.engine.runtime.moment import NoHost
from service.engine.runtime.run import Run
from service.engine.runtime.stimuli import apply, begin
from service.engine.runtime.throwing import is_caught
from service.engine.specs.schedule import EPOCH
from service.engine.state import codec
from service.engine.state.fold import fold, tidy_branches


class Restored:
    """A state read once: to be looked at, then advanced by at most one step."""

    __slots__ = ("_run",)

    def __init__(self, definition: Definition, state: bytes) -> None:
        """Read the state; raises StateTooNew or EngineError."""
        self._run: Run | None = Run(definition, EPOCH, NoHost())
        codec.load(self._run, state)

    def variables_at(self, engine_id: str) -> Variables:
        """The variables as one wait sees them: its own process run's, covered by the locals around it."""
        run = self._whole()
        token = run.token(engine_id)
        return dict(token.view()) if token is not None else dict(run.variables or {})

    def catches(self, engine_id: str, code: str) -> bool:
        """Whether a BPMN error of this code, thrown by one wait, is caught anywhere around it."""
        token = self._whole().token(engine_id)
        return token is not None and is_caught(token, code)

    def take(self) -> Run:
        """The run itself, which is no longer here afterwards."""
        run, self._run = self._whole(), None
        return run

    def _whole(self) -> Run:
        if self._run is None:
            raise EngineError("this state was advanced already", remedy="read it again")
        return self._run


def advance(
    definition: Definition,
    state: bytes | Restored | None,
    stimulus: Stimulus,
    *,
    now: datetime,
    host: Host,
) -> Progress:
    """Take one step and say what came of it."""
    run = state.take() if isinstance(state, Restored) else Run(definition, now, host)
    run.stand_in(now, host)
    try:
        before = _stimulated(run, state, stimulus)
        run.go_on()
        return progress_of(run, before)
    except EngineError as problem:
        problem.activity_id = problem.activity_id or run.at
        raise
    except Exception as problem:
        reason = f"the step failed: {type(problem).__name__}: {problem}"
        raise EngineError(reason, activity_id=run.at) from problem


def _stimulated(run: Run, state: bytes | Restored | None, stimulus: Stimulus) -> list[str]:
    """Apply the stimulus to the restored run; tells what it waited for before."""
    if isinstance(stimulus, Start):
        if state is not None:
            raise EngineError("the run has begun already")
        begin(run, stimulus)
        return []
    if state is None:
        raise EngineError("the run has not begun", remedy="start it first")
    if not isinstance(state, Restored):
        codec.load(run, state)
    before = waits.wait_ids(run)
    apply(run, stimulus)
    return before


def progress_of(run: Run, before: list[str]) -> Progress:
    """What came of a run that has gone on to its next waits; ``before``: the ids of those it had."""
    tokens = [token for token in run.live_tokens() if waits.is_wait(token)]
    after = {token.engine_id for token in tokens}
    known = set(before)
    if run.outcome is None and not run.ended and not tokens:
        raise _zombie(run)
    if run.outcome is not None:
        run.ended = str(run.outcome)
    if run.definition.rules.folded:
        fold(run)
    else:
        tidy_branches(run)
    variables = dict(run.variables or {})
    return Progress(
        state=codec.dump(run),
        opened=waits.describe([token for token in tokens if token.engine_id not in known]),
        closed=[engine_id for engine_id in before if engine_id not in after],
        variables=variables,
        changed=dict(run.changed),
        thrown=run.thrown,
        signals=run.signals,
        trail=run.trail,
        outcome=None if run.outcome is None else Outcome(run.outcome, tuple(run.end_ids)),
        active=_active(run),
    )


def _active(run: Run) -> list[str]:
    """The ids of the activities and events where the run stands."""
    found = dict.fromkeys(token.task_spec.activity_id for token in run.live_tokens() if token.is_shown)
    return list(found)


def _zombie(run: Run) -> EngineError:
    stuck = sorted({token.task_spec.activity_id for token in run.live_tokens() if not token.is_listener})
    where = ", ".join(stuck) or "nowhere"
    return Zombie(
        f"from here the process could never go on: it would stand at {where}, waiting for nobody",
        activity_id=stuck[0] if stuck else None,
        remedy=(
            "a join there waits for a path that cannot come, or two inclusive joins wait for each other: "
            "let every split be joined by a gateway of its own kind"
        ),
    )


def variables_at(definition: Definition, state: bytes, engine_id: str) -> Variables:
    """The variables as one wait sees them: its own process run's, covered by the locals around it."""
    return Restored(definition, state).variables_at(engine_id)
