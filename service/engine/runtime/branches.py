"""Who wrote what in parallel: branches of a fork, so that a join can refuse two different values for one
variable.

Branch 0 is the trunk and keeps no books. A fork gives every path a branch of its own, child of the one it
left; a join returns to the nearest branch all its tokens share, and what the others wrote is compared on
the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from service.engine.language import dump_bytes
from service.engine.progress import ConflictingWrites, Value

Path = tuple[str, ...]
SEPARATOR = "\x1f"


class Branch:
    """One path of a fork: what it left, and a digest of what it last wrote to each leaf."""

    __slots__ = ("parent", "writes")

    def __init__(self, parent: int, writes: dict[str, str] | None = None) -> None:
        """A path that left ``parent`` and wrote these leaves."""
        self.parent = parent
        self.writes = writes or {}


class Branches:
    """The open branches of a run."""

    def __init__(self) -> None:
        """Only the trunk."""
        self.open: dict[int, Branch] = {}
        self.last = 0

    def fork(self, branch: int, ways: int) -> list[int]:
        """A branch for each of several ways; one way only stays on its branch."""
        return [branch] * ways if ways < 2 else [self.split(branch) for _ in range(ways)]

    def split(self, branch: int) -> int:
        """One new branch leaving ``branch``."""
        self.last += 1
        self.open[self.last] = Branch(branch)
        return self.last

    def record(self, branch: int, path: Path, value: Value) -> None:
        """Note that a branch wrote this value."""
        writes = self.open[branch].writes
        if isinstance(value, Mapping) and value:
            for key, inner in value.items():
                self.record(branch, (*path, key), inner)
            return
        writes[SEPARATOR.join(path)] = blake2b(dump_bytes(value), digest_size=8).hexdigest()

    def join(self, branches: Sequence[int]) -> int:
        """The branch after a join of these; raises ConflictingWrites when two of them disagree."""
        lines = [self._line(branch) for branch in branches]
        shared = next(branch for branch in lines[0] if all(branch in line for line in lines))
        everything: dict[str, str] = {}
        for line in dict.fromkeys(tuple(line[: line.index(shared)]) for line in lines):
            self._merge(everything, self._written(line))
        if shared:
            self.open[shared].writes.update(everything)
        return shared

    def _line(self, branch: int) -> list[int]:
        line = [branch]
        while branch:
            branch = self.open[branch].parent
            line.append(branch)
        return line

    def _written(self, line: Iterable[int]) -> dict[str, str]:
        written: dict[str, str] = {}
        for branch in reversed(list(line)):
            written.update(self.open[branch].writes)
        return written

    def _merge(self, everything: dict[str, str], written: Mapping[str, str]) -> None:
        for path, digest in written.items():
            for other, other_digest in everything.items():
                within = other.startswith(path + SEPARATOR) or path.startswith(other + SEPARATOR)
                if within or (other == path and other_digest != digest):
                    name = path.replace(SEPARATOR, ".")
                    raise ConflictingWrites(
                        f"two parallel branches gave {name} different values",
                        remedy="let each branch write variables of its own",
                    )
        everything.update(written)

    def tidy(self, used: set[int]) -> dict[int, int]:
        """Forget branches nobody is on, and melt one whose siblings have all ended into the one it left.

        Gives the new branch of every branch still used. Without it a loop that forks and never joins would
        nest one branch deeper in every round.
        """
        alive = {branch for each in used for branch in self._line(each)}
        self.open = {number: branch for number, branch in self.open.items() if number in alive}
        moved: dict[int, int] = {}
        for number in sorted(self.open, reverse=True):
            parent = self.open[number].parent
            siblings = sum(1 for branch in self.open.values() if branch.parent == parent)
            if siblings == 1:
                self._melt(number, parent)
                moved[number] = parent
        return {branch: _follow(moved, branch) for branch in moved}

    def _melt(self, number: int, parent: int) -> None:
        branch = self.open.pop(number)
        if parent:
            self.open[parent].writes.update(branch.writes)
        for other in self.open.values():
            if other.parent == number:
                other.parent = parent


def _follow(moved: Mapping[int, int], branch: int) -> int:
    while branch in moved:
        branch = moved[branch]
    return branch
