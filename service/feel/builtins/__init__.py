"""The built-in functions of the standard, by family."""

from __future__ import annotations

from service.feel.builtins import contexts, conversion, lists, numbers, ranges, statistics, strings, temporal
from service.feel.builtins.registry import BUILTINS, CONSTRUCTORS

FAMILIES = (contexts, conversion, lists, numbers, ranges, statistics, strings, temporal)

NAMES = tuple(BUILTINS)
"""Their names, many with spaces, which the parser must know."""

__all__ = ["BUILTINS", "CONSTRUCTORS", "FAMILIES", "NAMES"]
