"""Boxes in the space of a table's inputs: what no box covers, where two meet, what earlier ones leave of one.

A box is one bit mask per column. Looking for a gap walks the columns and splits the boxes by piece; pieces
that meet the same boxes are walked once, and the number of steps is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, ...]
MAX_STEPS = 50_000
MAX_GAPS = 5


class TooLarge(Exception):
    """The space has too many pieces to be searched."""


def meet(first: Box, second: Box) -> Box | None:
    """Where two boxes overlap, or None."""
    common = tuple(a & b for a, b in zip(first, second, strict=True))
    return common if all(common) else None


def find_gaps(space: Box, boxes: Sequence[Box], *, most: int = MAX_GAPS) -> list[Box]:
    """Up to ``most`` parts of the space that no box covers; raises TooLarge."""
    search = _Search(space, boxes, most)
    search.walk(0, tuple(range(len(boxes))), ())
    return search.gaps


class _Search:
    def __init__(self, space: Box, boxes: Sequence[Box], most: int) -> None:
        self.space, self.boxes, self.most = space, boxes, most
        self.gaps: list[Box] = []
        self.steps = 0
        self.covered: set[tuple[int, tuple[int, ...]]] = set()

    def walk(self, depth: int, rows: tuple[int, ...], chosen: Box) -> None:
        """Search the columns from ``depth`` on among these rows."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooLarge
        if len(self.gaps) >= self.most or (depth, rows) in self.covered:
            return
        if not rows:
            self.gaps.append((*chosen, *self.space[depth:]))
            return
        if depth == len(self.space):
            return
        before = len(self.gaps)
        for part, inside in self._parts(depth, rows):
            self.walk(depth + 1, inside, (*chosen, part))
        if len(self.gaps) == before:
            self.covered.add((depth, rows))

    def _parts(self, depth: int, rows: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        parts: dict[tuple[int, ...], int] = {}
        left = self.space[depth]
        while left:
            bit = left & -left
            left ^= bit
            inside = tuple(row for row in rows if self.boxes[row][depth] & bit)
            parts[inside] = parts.get(inside, 0) | bit
        return [(part, inside) for inside, part in parts.items()]
