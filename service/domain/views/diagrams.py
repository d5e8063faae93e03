"""A process's drawing with what happened in it: where a run stands, which way it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ElementMark:
    """What is marked at one element: how many tokens stand there, how often it was done, how hot it is."""

    tokens: int = 0
    done: int = 0
    heat: float = 0.0
    """0 to 1: where runs spend their time, or break their promises."""
    label: str = ""
    """Words to show at the element."""
    more: bool = False
    """Whether more tokens stand there than were counted."""


@dataclass(frozen=True, slots=True)
class DiagramMarks:
    """The marks of a drawing by element id."""

    elements: Mapping[str, ElementMark]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a run stands, in words: what a drawing shows, for those who read it with their ears."""

    at: tuple[str, ...] = ()
    """The names of the elements it stands at."""
    done: tuple[tuple[str, int], ...] = ()
    """The names of the tasks done so far, and how often."""
    over: bool = False
    instance_id: str = ""
