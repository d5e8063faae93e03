"""Short ways to compute a FEEL text in a test."""

from __future__ import annotations

from collections.abc import Mapping

from service.feel import compile_expression
from service.feel.values import Value


def value_of(text: str, scope: Mapping[str, Value] | None = None) -> Value:
    """The value of the text; names of the scope are known to the parser."""
    scope = scope or {}
    return compile_expression(text, names=scope).evaluate(scope)


def warnings_of(text: str, scope: Mapping[str, Value] | None = None) -> str:
    """Why something in the text became null."""
    scope, found = scope or {}, list[str]()
    compile_expression(text, names=scope).evaluate(scope, warnings=found)
    return "; ".join(found)
