"""Runs the executable cases of a folder shaped like the betsy suite through our engine, and compares
traces.

The suite's own conventions live here and nowhere in the product: a script's text names what to append to
the trace or an action, conditions are written as in Java, and a small world of instances carries messages
and signals between the processes of a file while simulated time passes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from service.engine import Definition, advance, compile_definition
from service.engine.language import Expression, Language
from service.engine.progress import (
    CannotRun,
    EngineError,
    MessageReceived,
    OpenSubscription,
    Progress,
    SignalReceived,
    SourceFile,
    Start,
    Stimulus,
    TimerDue,
    UncaughtError,
    Value,
    Variables,
    Zombie,
)
from service.engine.runtime.throwing import ErrorRaised

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SILENT = ("CREATE_LOG_FILE", "WAIT_", "CREATE_TIMESTAMP_LOG")
ANY_ERROR = {"ERROR_deployment", "ERROR_runtime"}


class SuiteScript(Expression):
    """A script of the suite: appends to the trace, or acts."""

    __slots__ = ("_trace",)

    def __init__(self, text: str, trace: list[str]) -> None:
        """Append to this trace."""
        super().__init__(text, None)
        self._trace = trace

    def evaluate(self, variables: Mapping[str, Value], moment: Any) -> Value:
        """Do what the text names, and give the variables it changes."""
        text = self.text
        if text == "THROW_ERROR":
            raise ErrorRaised("ERR_CODE")
        if text.startswith(("INCREMENT_INTEGER", "INCREMENT")):
            if text.endswith("AND_LOG"):
                self._trace.append("INCREMENT_correct")
            number = variables.get("integerVariable")
            return {"integerVariable": (number if isinstance(number, Decimal) else Decimal(0)) + 1}
        if text == "SET_STRING_DATA":
            return {"data": "String"}
        if text == "LOG_DATA":
            self._trace.append("DATA_correct" if variables.get("data") == "String" else "DATA_wrong")
        elif text == "CREATE_MARKER_FILE":
            self._trace.append("MARKER_exists")
        elif not text.startswith(SILENT):
            self._trace.append(text)
        return {}


class SuiteLanguage(Language):
    """Reads the suite's scripts and its Java-like conditions."""

    def __init__(self) -> None:
        """One trace for everything compiled here."""
        self.trace: list[str] = []

    def script(self, script_format: str, text: str, element_id: str | None) -> Expression:
        """Any script is one of the suite's."""
        return SuiteScript(text, self.trace)

    def condition(self, text: str, element_id: str | None) -> Expression:
        """Conditions are close enough to JUEL."""
        return self.text(text if "${" in text else f"${{{text}}}", element_id)


class NoPromises:
    """The suite knows no deadlines of ours."""

    def sla(self, kind: str, fraction: float, variables: Variables) -> datetime:
        """Never asked."""
        raise NotImplementedError(kind)


@dataclass
class Instance:
    """One run of one process of the file, with its open waits."""

    definition: Definition
    state: bytes | None = None
    timers: dict[str, datetime] = field(default_factory=dict)
    subscriptions: dict[str, OpenSubscription] = field(default_factory=dict)
    ended: bool = False


class World:
    """The processes of one file, their instances, and the time."""

    def __init__(self, file: Path, variables: Variables) -> None:
        """Compile every executable process of the file."""
        self.language = SuiteLanguage()
        self.trace = self.language.trace
        self.now = BEGIN
        self.variables = variables
        self.instances: list[Instance] = []
        self.kept: list[str] = []
        source = SourceFile(file.name, file.read_bytes())
        keys = _process_keys(file)
        self.definitions = {key: compile_definition(key, [source], language=self.language) for key in keys}
        self.main = file.stem if file.stem in self.definitions else next(iter(self.definitions))

    def start(self, key: str, start_id: str | None = None) -> None:
        """Begin a run of a process."""
        definition = self.definitions[key]
        if start_id is None and all(start.kind != "none" for start in definition.starts):
            holding = [each for each in definition.starts if each.holds(self.variables, self.now)]
            if not holding:
                return
            start_id = holding[0].activity_id
        instance = Instance(definition)
        self.instances.append(instance)
        self.step(instance, Start(self.variables, "case", start_id))

    def step(self, instance: Instance, stimulus: Stimulus) -> None:
        """One step, and what it sets off elsewhere."""
        try:
            progress = advance(instance.definition, instance.state, stimulus, now=self.now, host=NoPromises())
        except Zombie:
            instance.ended = True
            return
        except UncaughtError:
            instance.ended = True
            self.trace.append("ERROR_thrownErrorEvent")
            return
        instance.state = progress.state
        for closed in progress.closed:
            instance.timers.pop(closed, None)
            instance.subscriptions.pop(closed, None)
        instance.timers.update({timer.engine_id: timer.due_at for timer in progress.opened.timers})
        instance.subscriptions.update({each.engine_id: each for each in progress.opened.subscriptions})
        instance.ended = progress.outcome is not None
        self.deliver(progress, instance)
        # A message that came early is kept and delivered once, as the product does.
        waited_for = {each.name for each in instance.subscriptions.values() if each.kind == "message"}
        for name in [each for each in self.kept if each in waited_for]:
            self.kept.remove(name)
            self.deliver_message(name)

    def deliver(self, progress: Progress, sender: Instance) -> None:
        """Carry messages and signals to who waits for them, or start the processes they start."""
        for message in progress.thrown:
            self.deliver_message(message.name)
        for name in progress.signals:
            for other in [each for each in self.instances if each is not sender]:
                if any(each.kind == "signal" and each.name == name for each in other.subscriptions.values()):
                    self.step(other, SignalReceived(name))
            self.start_by("signal", name)

    def deliver_message(self, name: str) -> None:
        """The first wait for a message takes it."""
        for instance in self.instances:
            for engine_id, wait in instance.subscriptions.items():
                if wait.kind == "message" and wait.name == name:
                    self.step(instance, MessageReceived(engine_id, name))
                    return
        if not self.start_by("message", name):
            self.kept.append(name)

    def start_by(self, kind: str, name: str) -> bool:
        """Start every process that begins with this; whether there was one."""
        started = False
        for key, definition in self.definitions.items():
            for start in definition.starts:
                if start.kind == kind and start.name == name:
                    self.start(key, start.activity_id)
                    started = True
        return started

    def pass_time(self, seconds: float) -> None:
        """Fire timers, in the order they are due, until so much time has passed."""
        until = self.now + timedelta(seconds=seconds)
        starts = [
            (due, key, start.activity_id)
            for key, definition in self.definitions.items()
            for start in definition.starts
            if start.kind == "timer" and (due := start.due_after(self.now)) is not None
        ]
        while True:
            waits = [
                (due, int(engine_id), number)
                for number, instance in enumerate(self.instances)
                if not instance.ended
                for engine_id, due in instance.timers.items()
                if due <= until
            ]
            starts = [each for each in starts if each[0] <= until]
            if starts and (not waits or min(starts)[0] <= min(waits)[0]):
                self.now, key, start_id = starts.pop(starts.index(min(starts)))
                self.start(key, start_id)
            elif waits:
                due, engine_id, number = min(waits)
                self.now = max(self.now, due)
                self.step(self.instances[number], TimerDue(str(engine_id)))
            else:
                return


def run(folder: Path) -> int:
    """Run every case of the folder's traces; print the failing ones and the score; 0 when all pass."""
    traces = json.loads((folder / "traces.json").read_text(encoding="utf-8"))
    passed = total = 0
    for name, entry in sorted(traces.items()):
        for number, case in enumerate(entry["cases"], 1):
            total += 1
            trace = run_case(folder / name, case)
            if agrees(trace, case["expected"]):
                passed += 1
            else:
                print(f"{name} case {number}: expected {sorted(case['expected'])}, got {sorted(trace)}")
    print(f"betsy: passed {passed} of {total}")
    return 0 if passed == total else 1


def run_case(file: Path, case: Mapping[str, Any]) -> list[str]:
    """The trace of one case."""
    variables: dict[str, Value] = {
        "test": case.get("test") or "",
        "integerVariable": Decimal(case.get("integerVariable") or 0),
    }
    try:
        world = World(file, variables)
    except CannotRun as problem:
        return ["ERROR_deployment", f"({problem})"]
    try:
        if case.get("start_ParallelProcess_first") and "ParallelProcess" in world.definitions:
            world.start("ParallelProcess")
        world.start(world.main)
        world.pass_time(float(case.get("wait_s") or 0))
    except EngineError as problem:
        return [*world.trace, "ERROR_runtime", f"({problem})"]
    return world.trace


def agrees(trace: list[str], expected: list[str]) -> bool:
    """Whether the traces are the same multiset; ``ERROR`` stands for an error of either kind."""
    wanted = Counter(expected)
    # Whether the marker file exists is looked at only by the cases that ask for it.
    ignored = () if "MARKER_exists" in wanted else ("MARKER_exists",)
    got = Counter(each for each in trace if not each.startswith("(") and each not in ignored)
    if wanted.get("ERROR"):
        got = Counter({("ERROR" if each in ANY_ERROR else each): number for each, number in got.items()})
    return got == wanted


def _process_keys(file: Path) -> list[str]:
    from lxml import etree

    root = etree.fromstring(file.read_bytes())
    processes = root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}process")
    return [each.get("id") for each in processes if each.get("isExecutable") != "false"]
