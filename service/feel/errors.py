"""What can go wrong with an expression before or while it is evaluated; data never raises, it becomes null.

FeelError
├── FeelSyntaxError      the text is no FEEL: where, and why
├── FeelLimitExceeded    a stated limit (depth, size, steps, time) was passed
├── FeelValueError       a value from outside cannot be a FEEL value: path and reason
└── DmnError             a DMN file or a part of it cannot be used: element and reason
"""

from __future__ import annotations


class FeelError(Exception):
    """An expression, value or table cannot be used."""


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        self.text = text
        self.position = position
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1
        self.reason = reason
        excerpt = text if len(text) <= 120 else text[:117] + "..."
        super().__init__(f"line {self.line}, column {self.column}: {reason} in: {excerpt}")


class FeelLimitExceeded(FeelError):
    """The evaluation passed a stated limit."""


class FeelValueError(FeelError):
    """A value from outside cannot be a FEEL value."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class DmnError(FeelError):
    """A decision model, or the part of it that was asked for, cannot be used."""

    def __init__(self, reason: str, element: str = "") -> None:
        self.element = element
        self.reason = reason
        super().__init__(f"{element}: {reason}" if element else reason)
