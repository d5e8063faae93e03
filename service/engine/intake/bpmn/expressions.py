"""Expressions in processes that run: marked as formal, and not empty."""

from __future__ import annotations

from service.engine.intake.document import XSI_TYPE, Document, Element, is_true, name_of, text_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_IN_PROCESSES = (
    "conditionExpression",
    "loopCardinality",
    "loopCondition",
    "completionCondition",
    "timeDate",
    "timeDuration",
    "timeCycle",
    "condition",
    "activationCondition",
)
_ALWAYS_FORMAL = ("dataPath", "messagePath")
_ALREADY_FORMAL = frozenset({"complexBehaviorDefinition"})


def _is_formal(expression: Element) -> bool:
    parent = expression.getparent()
    if name_of(expression) in _ALWAYS_FORMAL or (parent is not None and name_of(parent) in _ALREADY_FORMAL):
        return True
    return (expression.get(XSI_TYPE) or "").rpartition(":")[2] == "tFormalExpression"


@book.rule(
    "expression-not-formal", 'Mark the expression with xsi:type="bpmn:tFormalExpression".', formal=True
)
def expressions_of_running_processes_are_formal(document: Document) -> Hits:
    """What shall be computed in a running process is marked as formal, not a remark.

    Here every expression of a running process is read as formal, marked or not; so no deployment is refused.
    """
    for expression in document.all(*_IN_PROCESSES):
        if document.is_executable(expression) and not _is_formal(expression):
            yield expression, f"The {name_of(expression)} is not a formal expression."


@book.rule("expression-empty", "Write the expression, or remove it.")
def formal_expressions_say_something(document: Document) -> Hits:
    """A formal expression has a text."""
    executable = any(is_true(process, "isExecutable") for process in document.all("process"))
    for expression in document.all(*_IN_PROCESSES, *_ALWAYS_FORMAL):
        runs = document.is_executable(expression) or (executable and name_of(expression) in _ALWAYS_FORMAL)
        if runs and _is_formal(expression) and not text_of(expression):
            yield expression, f"The {name_of(expression)} is empty."
