"""Writing variables: into the scope that has them, context by context, with a note of which branch wrote
what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from service.engine.progress import Value

if TYPE_CHECKING:
    from service.engine.runtime.run import Run
    from service.engine.runtime.token import Token


def write(run: Run, token: Token, layers: Sequence[dict[str, Value]], values: Mapping[str, Value]) -> None:
    """Set each variable where it lives: the innermost of these layers that has it, else the process run's
    own.
    """
    shared = layers[-1]
    for name, value in values.items():
        target = next((layer for layer in layers if name in layer), shared)
        target[name] = merged(target.get(name), value)
        run.writes += 1
        if target is shared:
            if token.branch:
                run.branches.record(token.branch, (name,), value)
            if shared is run.variables:
                run.changed[name] = target[name]


def merged(old: Value, new: Value) -> Value:
    """The new value; of two contexts the old one with the new one's entries laid over it, key by key."""
    if not isinstance(new, Mapping):
        return new
    result: dict[str, Value] = dict(old) if isinstance(old, Mapping) else {}
    for key, value in new.items():
        result[key] = merged(result.get(key), value)
    return result
