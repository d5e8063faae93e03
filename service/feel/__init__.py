"""FEEL expressions and DMN decisions, as the standard (DMN 1.1 to 1.5) writes them; imports nothing of ours.

``compile_expression``, ``compile_unary_tests``, ``compile_juel`` and ``compile_text`` read a text once;
``Expression.evaluate`` computes it. Decision models are in ``service.feel.dmn``, values in
``service.feel.kinds``.
"""

from __future__ import annotations

from service.feel.errors import DmnError, FeelError, FeelLimitExceeded, FeelSyntaxError, FeelValueError
from service.feel.expressions import Expression, UnaryTests, compile_expression, compile_unary_tests
from service.feel.functions import Function, host_function
from service.feel.juel import compile_juel, compile_text
from service.feel.limits import DEFAULT, Limits
from service.feel.values import Value

__all__ = [
    "DEFAULT",
    "DmnError",
    "Expression",
    "FeelError",
    "FeelLimitExceeded",
    "FeelSyntaxError",
    "FeelValueError",
    "Function",
    "Limits",
    "UnaryTests",
    "Value",
    "compile_expression",
    "compile_juel",
    "compile_text",
    "compile_unary_tests",
    "host_function",
]
