"""Deciding: the values of the elements a decision needs, each computed once, then its own."""

from __future__ import annotations

import datetime as py
from collections.abc import Mapping
from dataclasses import dataclass

from service.feel.closures_calls import external_function, invoke_named
from service.feel.dmn import elements as dmn
from service.feel.dmn.definitions import fit
from service.feel.dmn.logic import Scope, make_function, make_parameters
from service.feel.dmn.model import Model
from service.feel.dmn.trace import TableTrace
from service.feel.errors import FeelLimitExceeded
from service.feel.functions import Function, Parameter, Signature
from service.feel.kinds import Value, adopt
from service.feel.limits import DEFAULT, Limits
from service.feel.run import Run
from service.feel.temporal import from_datetime
from service.feel.types import ANY

IN_PROGRESS = object()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided.

    The value, the value as named outputs, how it came about, and what became null on the way.
    """

    name: str
    value: Value
    outputs: Mapping[str, Value]
    trace: tuple[TableTrace, ...]
    warnings: tuple[str, ...]
    timeless: bool = False
    """Whether the same inputs always come to this: nothing asked for the time."""

    def explain(self) -> list[str]:
        """Every table that was looked at, in words, in the order of looking."""
        return [line for table in self.trace for line in table.explain()]


class Evaluation:
    """One evaluation of a model with given inputs (by name); each element's value is computed once."""

    def __init__(self, model: Model, inputs: Mapping[str, Value], run: Run) -> None:
        self.model = model
        self.inputs = inputs
        self.run = run
        self.values: dict[str, Value] = {}
        self.imported: dict[str, Evaluation] = {}

    def inside(self, path: tuple[str, ...]) -> Evaluation:
        """The evaluation of an imported model: its inputs are under the import's name."""
        if not path:
            return self
        prefix, *rest = path
        if prefix not in self.imported:
            given = adopt(self.inputs.get(prefix)) if prefix else None
            inputs = {**self.inputs, **given} if isinstance(given, dict) else self.inputs
            self.imported[prefix] = Evaluation(self.model.imports[prefix], inputs, self.run)
        return self.imported[prefix].inside(tuple(rest))

    def value(self, element: dmn.DrgElement) -> Value:
        """The value of an element."""
        if element.id not in self.values:
            self.values[element.id] = IN_PROGRESS
            self.values[element.id] = self._compute(element)
        found = self.values[element.id]
        if found is IN_PROGRESS:
            self.run.warn(f"'{element.name}' needs itself")
            return None
        return found

    def _compute(self, element: dmn.DrgElement) -> Value:
        if isinstance(element, dmn.InputData):
            return self._input(element)
        if isinstance(element, dmn.KnowledgeModel):
            return self._knowledge(element)
        if isinstance(element, dmn.DecisionService):
            return service_function(self.model, element)
        if isinstance(element, dmn.DecisionElement):
            value = self.model.logic_of(element)(self.scope(element.needs), self.run)
            return fit(self.run, value, self.model.type_of(element), f"the result of '{element.name}'")
        return None

    def _input(self, element: dmn.InputData) -> Value:
        if element.name not in self.inputs:
            self.run.warn(f"the input '{element.name}' is missing")
            return None
        return fit(
            self.run, adopt(self.inputs[element.name]), self.model.type_of(element), f"'{element.name}'"
        )

    def _knowledge(self, element: dmn.KnowledgeModel) -> Value:
        box = element.logic
        if box is None or box.kind != "FEEL":
            return external_function([each.name for each in box.parameters] if box else [])
        parameters = make_parameters(self.model.shop, box)
        scope = dict(self.scope(element.needs))
        body, type_ = self.model.logic_of(element), self.model.type_of(element)
        plain_function = make_function(element.name, parameters, body, scope)

        def call(run: Run, *arguments: Value) -> Value:
            value = plain_function.signatures[0].call(run, *arguments)
            return fit(run, value, type_, f"the result of '{element.name}'")

        result = None if type_ is ANY else type_
        scope[element.name] = Function(element.name, (Signature(parameters, call, result),))
        return scope[element.name]

    def scope(self, references: tuple[str, ...]) -> Scope:
        """The names an element with these needs sees."""
        scope: dict[str, Value] = dict(self.inputs) if self.model.undrawn else {}
        for need in self.model.needs(references):
            under = scope
            for prefix in filter(None, need.path):
                given = under.get(prefix)
                inner = dict(given) if isinstance(given, dict) else {}
                under[prefix] = inner
                under = inner
            under[need.element.name] = self.inside(need.path).value(need.element)
        return scope


def service_function(model: Model, service: dmn.DecisionService) -> Function:
    """A decision service as a function of its inputs: data first, then decisions."""
    inputs = [*model.needs(service.inputs), *model.needs(service.input_decisions)]
    parameters = tuple(Parameter(need.element.name, need.model.type_of(need.element)) for need in inputs)

    def call(run: Run, *arguments: Value) -> Value:
        run.enter()
        named = dict(zip((each.name for each in parameters), arguments, strict=True))
        value = run_service(model, service, named, run)
        run.leave()
        return value

    result = model.type_of(service)
    return Function(service.name, (Signature(parameters, call, None if result is ANY else result),))


def run_service(model: Model, service: dmn.DecisionService, inputs: Mapping[str, Value], run: Run) -> Value:
    """The value of a service: of its one output decision, or of several by name."""
    evaluation = Evaluation(model, inputs, run)
    for need in model.needs(service.input_decisions):
        where = evaluation.inside(need.path)
        given = inputs.get(need.element.name)
        where.values[need.element.id] = fit(
            run, given, need.model.type_of(need.element), f"'{need.element.name}'"
        )
    results: dict[str, Value] = {}
    for need in model.needs(service.outputs):
        where = evaluation.inside(need.path)
        results[need.element.name] = where.value(need.element)
    value = next(iter(results.values())) if len(results) == 1 else results
    return fit(run, value, model.type_of(service), f"the result of '{service.name}'")


def decide(
    model: Model,
    decision: str,
    inputs: Mapping[str, Value],
    *,
    limits: Limits = DEFAULT,
    now: py.datetime | None = None,
) -> Decision:
    """Decide: ``decision`` is the id or name of a decision or service, ``inputs`` are values by name.

    A knowledge model may be asked too: the inputs are then its arguments.

    Data never raises: what cannot be computed is null, and ``warnings`` say why. Raises DmnError if there is
    no such decision, FeelLimitExceeded if the evaluation passes a limit.
    """
    element = model.find(decision)
    warnings: list[str] = []
    run = Run(warnings, limits, None if now is None else from_datetime(now).to_instant())
    run.trace = []
    try:
        if isinstance(element, dmn.DecisionService):
            value = run_service(model, element, inputs, run)
        else:
            value = Evaluation(model, inputs, run).value(element)
            if isinstance(element, dmn.KnowledgeModel) and isinstance(value, Function):
                value = _call(run, value, inputs)
    except RecursionError as problem:
        raise FeelLimitExceeded("the decision nests too deep") from problem
    outputs = _outputs(element, value)
    timeless = not run.asked_now
    return Decision(element.name, value, outputs, tuple(run.trace), tuple(warnings), timeless)


def _call(run: Run, function: Function, inputs: Mapping[str, Value]) -> Value:
    names = [parameter.name for parameter in function.parameters]
    return invoke_named(run, function, {name: adopt(inputs[name]) for name in names if name in inputs})


def _outputs(element: dmn.DrgElement, value: Value) -> Mapping[str, Value]:
    if isinstance(value, dict):
        return value
    logic = element.logic if isinstance(element, dmn.DecisionElement) else None
    if isinstance(logic, dmn.TableBox) and len(logic.outputs) == 1 and logic.outputs[0].name:
        return {logic.outputs[0].name: value}
    return {element.name: value}
