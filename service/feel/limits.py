"""How much an expression may cost: stated once, checked where work or memory is spent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one evaluation, and of the values that enter it."""

    steps: int = 1_000_000
    """Iterations and function calls of one evaluation."""
    seconds: float = 5.0
    """Wall time of one evaluation."""
    calls: int = 100
    """Functions that may be active inside one another."""
    text: int = 1_000_000
    """Characters of a string that an evaluation may build or take in."""
    items: int = 1_000_000
    """Items of a list that an evaluation may build or take in."""
    warnings: int = 100
    """Warnings kept; later ones are dropped."""
    depth: int = 64
    """Nesting of a value from outside."""
    keys: int = 10_000
    """Keys of one context from outside."""
    nodes: int = 200_000
    """Values inside one value from outside, counted over all levels."""


DEFAULT = Limits()

MAX_SOURCE = 100_000
"""Characters of an expression's text."""

MAX_NESTING = 100
"""Operands and expressions inside one another; a pair of brackets counts twice."""

MAX_HEIGHT = 150
"""Height of an expression's tree; a sum of 150 terms has it."""

MAX_PARSE_STEPS = 200_000
"""Operands the parser may try; text that needs backtracking over and over is refused."""
