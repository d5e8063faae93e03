"""Folding: after a step only what lives is kept, so that round 500 of a loop costs what round 1 did.

Safe because no rule of ours ever looks at a finished token: joins keep their arrivals, multi-instance
bodies their counters, scopes what could be compensated (tests/engine proves it by running folded against
unfolded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.engine.runtime.run import Run


def fold(run: Run) -> None:
    """Drop the finished tokens and the branches nobody is on any more."""
    for scope in run.all_scopes():
        scope.tasks = dict(scope.alive)
        for token in scope.alive.values():
            token._parent = None
            token._children = []
            token.owned = [owned for owned in token.owned if owned.is_live]
    tidy_branches(run)


def tidy_branches(run: Run) -> None:
    """Forget parallel branches that have ended."""
    if not run.branches.open:
        return
    tokens = list(run.live_tokens())
    used = {token.branch for token in tokens}
    for token in tokens:
        for arrived in token.internal_data.get("a", {}).values():
            used.update(arrived)
        used.update(token.internal_data.get("b", ()))
    moved = run.branches.tidy(used)
    if not moved:
        return
    for token in tokens:
        token.branch = moved.get(token.branch, token.branch)
        for arrived in token.internal_data.get("a", {}).values():
            arrived[:] = [moved.get(branch, branch) for branch in arrived]
        if "b" in token.internal_data:
            token.internal_data["b"] = [moved.get(branch, branch) for branch in token.internal_data["b"]]
