"""The decision tables of a definition: looked up by id, evaluated by FEEL, given in the form the file asks
for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from service.engine.language import BOUNDS
from service.engine.progress import CannotRun, EngineError, SourceFile, Value
from service.feel import DmnError, FeelError, compile_expression
from service.feel.dmn import Decision, Model, decide
from service.feel.dmn.elements import DecisionElement, Definitions, DrgElement, InputData, TableBox
from service.feel.dmn.reading import read_definitions


class Decisions:
    """The decision models of a definition's files."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        """Read them all; raises CannotRun for a file that is no DMN."""
        self.models: list[Model] = []
        pending = [file for file in files if file.path.endswith(".dmn")]
        for file in pending:
            try:
                self.models.append(Model(_with_variables(read_definitions(file.content)), tuple(self.models)))
            except (DmnError, RecursionError) as problem:
                raise CannotRun(
                    f"{file.path}: {problem}", remedy="mend the decision in the editor"
                ) from problem
        self._resolve_imports()

    def _resolve_imports(self) -> None:
        """Models may import one another in any order: connect again those that missed one."""
        for _ in range(len(self.models)):
            missing = [index for index, model in enumerate(self.models) if model.missing_imports]
            known = {model.namespace for model in self.models}
            if not any(set(self.models[index].missing_imports) & known for index in missing):
                return
            for index in missing:
                others = tuple(model for place, model in enumerate(self.models) if place != index)
                self.models[index] = Model(self.models[index].definitions, others)

    def holds(self, decision_id: str) -> bool:
        """Whether there is such a decision."""
        return any(decision_id in model.elements for model in self.models)

    def decide(self, decision_id: str, inputs: Mapping[str, Value], now: datetime | None = None) -> Decision:
        """Decide; raises EngineError when there is no such decision or it costs too much."""
        model = next((model for model in self.models if decision_id in model.elements), None)
        if model is None:
            raise EngineError(f"there is no decision {decision_id!r}", remedy="deploy it with the process")
        try:
            return decide(model, decision_id, inputs, limits=BOUNDS, now=now)
        except FeelError as problem:
            raise EngineError(f"the decision {decision_id!r} failed: {problem}") from problem

    def decide_as(self, form: str, decision_id: str, inputs: Mapping[str, Value], now: datetime) -> Value:
        """The result as Camunda's ``mapDecisionResult`` names it; nothing decided is null (or an empty
        list).
        """
        decision = self.decide(decision_id, inputs, now)
        value = decision.value
        if form == "singleEntry":
            return _single(decision_id, value)
        if form == "singleResult":
            if isinstance(value, list):
                value = _single(decision_id, value)
                return value if isinstance(value, dict) or value is None else {decision.name: value}
            return None if value is None else dict(decision.outputs)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if form == "collectEntries":
            return [_only(each) for each in values]
        names = tuple(decision.outputs)
        return [each if isinstance(each, dict) else {names[0]: each} for each in values]


def _with_variables(definitions: Definitions) -> Definitions:
    """Let tables read process variables by name without drawing an input for each, as Camunda's tables do."""
    elements: list[DrgElement] = list(definitions.elements)
    drawn = {element.name for element in elements}
    added: dict[str, InputData] = {}
    for index, element in enumerate(elements):
        if isinstance(element, DecisionElement) and isinstance(element.logic, TableBox):
            names = _names_read(element.logic) - drawn
            added |= {name: InputData(f"variable {name}", name, "") for name in names}
            needs = tuple(f"{definitions.namespace}#{added[name].id}" for name in sorted(names))
            elements[index] = replace(element, needs=element.needs + needs)
    return replace(definitions, elements=(*elements, *added.values()))


def _names_read(table: TableBox) -> set[str]:
    names: set[str] = set()
    cells = [text for rule in table.rules for text in rule.outputs]
    for text in (*(column.text for column in table.inputs), *cells):
        try:
            names |= compile_expression(text).sure_names
        except FeelError:
            # The table says so itself when it is compiled.
            continue
    return names


def _single(decision_id: str, value: Value) -> Value:
    if isinstance(value, list):
        if len(value) > 1:
            raise EngineError(f"the decision {decision_id!r} gave {len(value)} results where one is wanted")
        value = value[0] if value else None
    return _only(value)


def _only(value: Value) -> Value:
    """The only entry of a result with one output, the result itself otherwise."""
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
