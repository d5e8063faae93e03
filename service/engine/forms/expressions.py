"""The FEEL in forms: conditions that hide fields, computed fields, lists of options."""

from __future__ import annotations

from collections.abc import Mapping

from service import feel
from service.feel.errors import FeelError


def is_expression(value: object) -> bool:
    """Whether a property of a form file is an expression rather than a plain value."""
    return isinstance(value, str) and value.startswith("=")


def problem_of(expression: str) -> str | None:
    """Why the expression cannot be used, or None."""
    try:
        feel.compile_expression(expression.removeprefix("="))
    except FeelError as error:
        return str(error)
    return None


def evaluate(expression: str, scope: Mapping[str, object]) -> object:
    """The expression's value over these names; raises ``FeelError`` when it passes its limits."""
    return feel.compile_expression(expression.removeprefix("=")).evaluate(scope)


def holds(expression: str, scope: Mapping[str, object]) -> bool:
    """Whether the condition is true; anything else, null included, is not."""
    try:
        return evaluate(expression, scope) is True
    except FeelError:
        return False
