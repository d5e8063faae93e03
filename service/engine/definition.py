"""A definition: the files of a process compiled once, shared by all its runs, immutable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from service.engine.decisions import Decisions
from service.engine.forms import Form, parse_form
from service.engine.language import Language
from service.engine.normalise import normalise
from service.engine.parser.document import DialectParser
from service.engine.progress import CannotRun, EngineError, SourceFile, Value
from service.engine.runtime.moment import QuietMoment
from service.engine.specs.activities import RuleTask
from service.engine.specs.events import StartEvent
from service.engine.specs.node import FlowNode
from service.engine.specs.process import ProcessSpec
from service.engine.specs.schedule import Schedule, next_beat, schedule_of
from service.engine.specs.subprocesses import AdHocSubProcess, CallActivity, SubProcess
from service.engine.specs.triggers import Kind, Trigger
from service.engine.specs.user_tasks import Assignment, UserTask
from service.feel.dmn import Decision

ANY_MESSAGE = ""
"""Stands for the messages of an element whose message's name is reckoned at run time."""


@dataclass(frozen=True, slots=True)
class ActivityInfo:
    """What people want to know of an element without running it."""

    activity_id: str
    activity_type: str
    name: str
    process_key: str
    documentation: str
    properties: Mapping[str, str]
    form_key: str | None = None
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The messages it takes: by name, the variables each may bring from outside (property ``brings``)."""

    @property
    def clauses(self) -> tuple[str, ...]:
        """The policy clauses this element serves."""
        text = self.properties.get("clause", "")
        return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class StartInfo:
    """A start event of the top process: what begins a run (``none``: somebody decides to)."""

    activity_id: str
    kind: str
    name: str | None = None
    trigger: Trigger | None = field(default=None, repr=False, compare=False)

    def due_after(self, now: datetime, *, come: int = 0) -> datetime | None:
        """When a timer start is due next after it has ``come`` so often; None for other starts, and at a
        cycle's end.
        """
        trigger = self.trigger
        if trigger is None or trigger.timer is None or trigger.timer_kind is None:
            return None
        value = trigger.timer.evaluate({}, QuietMoment(now))
        schedule: Schedule | None = schedule_of(trigger.timer_kind, value, now)
        if schedule is not None and schedule.every is not None and 0 <= schedule.left <= come:
            return None
        while schedule is not None and schedule.every is not None and schedule.due_at <= now:
            schedule = next_beat(schedule, now)
        return None if schedule is None else schedule.due_at

    def holds(self, variables: Mapping[str, Value], now: datetime) -> bool:
        """Whether the condition of a conditional start is true of these variables."""
        condition = None if self.trigger is None else self.trigger.condition
        return condition is not None and condition.holds(variables, QuietMoment(now))


@dataclass(frozen=True, slots=True)
class StepRules:
    """How much one step may do before it is taken for a run-away.

    ``folded`` is for the tests that compare: False keeps finished work in the state.
    """

    elements: int = 10_000
    cpu_seconds: float = 5.0
    instances: int = 1_000
    folded: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything a run needs that is not its state."""

    key: str
    name: str
    spec: ProcessSpec
    specs: Mapping[str, ProcessSpec]
    decisions: Decisions
    forms: Mapping[str, Form]
    names: Mapping[str, Mapping[str, str]]
    starts: tuple[StartInfo, ...]
    activities: Mapping[str, ActivityInfo]
    rules: StepRules = StepRules()

    def decide(self, decision_id: str, inputs: Mapping[str, Value], now: datetime | None = None) -> Decision:
        """Evaluate one of the definition's decisions."""
        return self.decisions.decide(decision_id, inputs, now)

    def name_of(self, activity_id: str, language: str) -> str:
        """An element's name in a language, else as it is drawn, else its id."""
        info = self.activities.get(activity_id)
        drawn = (info.name if info else "") or activity_id
        return self.names.get(language, {}).get(activity_id) or drawn

    def brought_to(self, activity_id: str, message: str) -> frozenset[str]:
        """The variables this message may bring to this element; none, where the diagram declares none."""
        info = self.activities.get(activity_id)
        taken = info.messages if info else {}
        return taken.get(message) or taken.get(ANY_MESSAGE, frozenset())

    def brought_by(self, message: str) -> frozenset[str] | None:
        """The variables this message may bring to any of the elements; None where nothing takes it."""
        taken = [each.messages[message] for each in self.activities.values() if message in each.messages]
        return frozenset().union(*taken) if taken else None


def compile_definition(
    key: str, files: Sequence[SourceFile], *, language: Language | None = None
) -> Definition:
    """Compile the process ``key`` out of its files; raises CannotRun naming the element, the reason and a
    remedy.
    """
    parser = DialectParser(language or Language())
    decisions = Decisions(files)
    try:
        for file in files:
            if file.path.endswith((".bpmn", ".bpmn20.xml")):
                parser.add_bpmn_xml(read_bpmn(file), file.path)
        specs = _called_specs(key, parser)
    except (ValidationException, KeyError, TypeError, ValueError) as problem:
        raise CannotRun(f"the diagram cannot be read: {problem}", remedy="mend the diagram") from problem
    specs.update(parser.inner_specs)
    for spec in specs.values():
        _check(spec, specs, decisions)
    spec = specs[key]
    return Definition(
        key=key,
        name=spec.description or key,
        spec=spec,
        specs=specs,
        decisions=decisions,
        forms=_forms(files),
        names=_names(files),
        starts=tuple(start for node in spec.starts for start in _starts(node)),
        activities={
            node.activity_id: _info(node) for each in reversed(specs.values()) for node in each.nodes()
        },
    )


def read_bpmn(file: SourceFile) -> etree._Element:
    """The normalised tree of a file; no DOCTYPE, no entities, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(file.content, parser)
    except etree.XMLSyntaxError as problem:
        raise CannotRun(f"{file.path} is not well-formed XML: {problem}", remedy="save it again") from problem
    if root.getroottree().docinfo.doctype:
        raise CannotRun(f"{file.path} has a DOCTYPE", remedy="remove the DOCTYPE line")
    normalise(root)
    return root


def _called_specs(key: str, parser: DialectParser) -> dict[str, ProcessSpec]:
    """The process and every process it calls, directly or not."""
    specs: dict[str, ProcessSpec] = {}
    pending: list[tuple[str, str | None]] = [(key, None)]
    while pending:
        name, caller = pending.pop()
        if name in specs:
            continue
        if parser.get_process_parser(name) is None:
            raise CannotRun(
                f"there is no process {name!r}", activity_id=caller, remedy="deploy it together with this one"
            )
        spec: ProcessSpec = parser.get_spec(name)
        specs[name] = spec
        for each in (spec, *(s for n, s in parser.inner_specs.items() if n.startswith(f"{name}/"))):
            pending += [
                (node.spec, node.activity_id) for node in each.nodes() if isinstance(node, CallActivity)
            ]
    return specs


def _check(spec: ProcessSpec, specs: Mapping[str, ProcessSpec], decisions: Decisions) -> None:
    for node in spec.nodes():
        if isinstance(node, RuleTask) and not decisions.holds(node.decision_id):
            raise CannotRun(
                f"there is no decision {node.decision_id!r}",
                activity_id=node.activity_id,
                remedy="deploy its DMN file together with the process",
            )
        if isinstance(node, (SubProcess, CallActivity)) and not isinstance(node, AdHocSubProcess):
            _check_start(node, specs[node.spec])


def _check_start(node: SubProcess | CallActivity, inner: ProcessSpec) -> None:
    if node.is_event_subprocess or inner.plain_starts:
        return
    raise CannotRun(
        f"{inner.name!r} has no start event without a trigger to begin at",
        activity_id=node.activity_id,
        remedy="give it a plain start event",
    )


def _starts(node: StartEvent) -> list[StartInfo]:
    """How a start event begins a run: by nothing, or by each of its triggers."""
    if not node.triggers:
        return [StartInfo(node.activity_id, "none")]
    return [StartInfo(node.activity_id, str(each.kind), each.name, each) for each in node.triggers]


def _info(node: FlowNode) -> ActivityInfo:
    assignment = node.assignment if isinstance(node, UserTask) else Assignment()
    return ActivityInfo(
        activity_id=node.activity_id,
        activity_type=node.activity_type,
        name=node.label,
        process_key=node.process_key,
        documentation=str(node.documentation or ""),
        properties=node.details.raw_properties,
        form_key=assignment.form_key,
        messages=_taken(node),
    )


def _taken(node: FlowNode) -> dict[str, frozenset[str]]:
    """The messages an element waits for or begins at, with what each may bring."""
    if not (node.waits_for_triggers or isinstance(node, StartEvent)):
        return {}
    taken = [each for each in node.triggers if each.kind is Kind.MESSAGE]
    return {ANY_MESSAGE if each.name_value else each.name or "": each.brings for each in taken}


def _forms(files: Sequence[SourceFile]) -> dict[str, Form]:
    """Forms by the id inside, else by file name; a file that is no form is intake's finding, not ours."""
    forms: dict[str, Form] = {}
    for file in files:
        if file.path.endswith(".form"):
            form = parse_form(file.content, file.path)
            forms.setdefault(file.path.rpartition("/")[2].removesuffix(".form"), form)
            if form.id:
                forms[form.id] = form
    return forms


def _names(files: Sequence[SourceFile]) -> dict[str, dict[str, str]]:
    """The catalogues ``names.<language>.json`` of all files, merged by language."""
    names: dict[str, dict[str, str]] = {}
    for file in files:
        parts = file.path.rpartition("/")[2].split(".")
        if len(parts) == 3 and parts[0] == "names" and parts[2] == "json":
            try:
                catalogue = json.loads(file.content)
            except ValueError as problem:
                raise EngineError(f"{file.path} is not JSON: {problem}") from problem
            names.setdefault(parts[1], {}).update({str(k): str(v) for k, v in catalogue.items()})
    return names
