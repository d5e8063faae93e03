"""The check of a decision model before it goes live: text that is no FEEL, unknown names, and every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from service.feel.builtins import BUILTINS
from service.feel.dmn import elements as dmn
from service.feel.dmn.logic import Compiled
from service.feel.dmn.model import Model
from service.feel.dmn.outline import tables_in
from service.feel.dmn.table_checks import Finding, TableCheck


def check_model(model: Model, *, variables: Iterable[str] | None = None) -> list[Finding]:
    """Everything wrong with the model.

    With ``variables`` also the inputs that the process does not provide. In a model read with ``undrawn`` a
    name that nobody drew is a variable: wrong only if ``variables`` are given and lack it.
    """
    known = None if variables is None else frozenset(variables)
    findings = list(_problems(model))
    if not model.undrawn or known is not None:
        findings += _names(model, known if model.undrawn and known else frozenset())
    findings += _requirements(model)
    for element in model.definitions.elements:
        if isinstance(element, (dmn.DecisionElement, dmn.KnowledgeModel)):
            for name, box in tables_in(element.name, element.logic):
                findings += TableCheck(name, box, model.shop.book).findings()
    if known is not None:
        findings += _inputs(model, known)
    return findings


def _problems(model: Model) -> Iterator[Finding]:
    for problem in model.compile_all():
        row, column = _where(model, problem.element)
        reason = problem.reason
        yield Finding(problem.place or model.name, row, column, "text", reason, "correct the text")
    for namespace in model.missing_imports:
        reason = f"the model {namespace} that this one imports is not there"
        yield Finding(model.name, None, None, "import", reason, "deploy the imported model with this one")


def _names(model: Model, variables: frozenset[str]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for text in model.shop.compiled:
        for name in sorted(text.reads - text.names - BUILTINS.keys() - model.shop.properties - variables):
            if (text.place, text.element, name) not in seen:
                seen.add((text.place, text.element, name))
                row, column = _where(model, text.element)
                yield Finding(
                    text.place, row, column, "name", f"nothing is named '{name}'", _remedy(model, text, name)
                )


def _remedy(model: Model, text: Compiled, name: str) -> str:
    if any(each.name == name for each in model.definitions.elements):
        return f"draw a requirement from '{name}' to '{text.place}'"
    close = get_close_matches(name, sorted(text.names), n=1)
    return f"did you mean '{close[0]}'?" if close else "correct the name, or add an input of this name"


def _requirements(model: Model) -> Iterator[Finding]:
    for element in model.definitions.elements:
        if isinstance(element, (dmn.DecisionElement, dmn.KnowledgeModel)):
            missing = len(element.needs) - len(model.needs(element.needs))
            if missing:
                reason = f"{missing} of its requirements lead nowhere"
                yield Finding(element.name, None, None, "requirement", reason, "draw the requirements again")


def _inputs(model: Model, variables: frozenset[str]) -> Iterator[Finding]:
    for element in model.inputs:
        if element.name not in variables:
            close = get_close_matches(element.name, sorted(variables), n=1)
            remedy = (
                f"did you mean '{close[0]}'?" if close else "set the variable before the decision is asked"
            )
            reason = f"the process has no variable '{element.name}'"
            yield Finding(element.name, None, None, "input", reason, remedy)


def _where(model: Model, element: str) -> tuple[int | None, str | None]:
    """Row and column of an element inside a table."""
    for each in model.definitions.elements:
        if not element or not isinstance(each, (dmn.DecisionElement, dmn.KnowledgeModel)):
            continue
        for _, box in tables_in(each.name, each.logic):
            for number, rule in enumerate(box.rules, 1):
                if rule.id == element:
                    return number, None
            labels = {
                **{each.id: each.label for each in box.inputs},
                **{each.id: each.label for each in box.outputs},
            }
            if element in labels:
                return None, labels[element]
    return None, None
