"""Writing variables: into the scope that has them, context by context, with a note of which branch wrote
what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from service.engine.progress import Value

Path = tuple[str, ...]

if TYPE_CHECKING:
    from service.engine.runtime.run import Run
    from service.engine.runtime.token import Token


def merge(run: Run, token: Token, layers: Sequence[dict[str, Value]], values: Mapping[str, Value]) -> None:
    """Lay values over the variables where they live: contexts key by key, everything else replaces."""
    for name, value in values.items():
        target = next((layer for layer in layers if name in layer), layers[-1])
        _set(run, token, layers[-1], (target, name, merged(target.get(name), value)))


def assign(run: Run, token: Token, layers: Sequence[dict[str, Value]], values: Mapping[str, Value]) -> None:
    """Set variables where they live to exactly these values: what a mapping or a script says is all there
    is.
    """
    for name, value in values.items():
        target = next((layer for layer in layers if name in layer), layers[-1])
        _set(run, token, layers[-1], (target, name, merged(None, value)))


def _set(
    run: Run, token: Token, shared: dict[str, Value], place: tuple[dict[str, Value], str, Value]
) -> None:
    target, name, value = place
    before = target.get(name)
    target[name] = value
    run.writes += 1
    if target is not shared:
        return
    if token.branch:
        for path, leaf in changes((name,), before, value):
            run.branches.record(token.branch, path, leaf)
    if shared is run.variables:
        run.changed[name] = value


def changes(path: Path, before: Value, after: Value) -> Iterator[tuple[Path, Value]]:
    """The leaves that differ: sending back what a form showed is no change."""
    if not isinstance(after, Mapping) or not isinstance(before, Mapping) or before.keys() - after.keys():
        if type(before) is not type(after) or before != after:
            yield path, after
        return
    for key, value in after.items():
        yield from changes((*path, key), before.get(key), value)


def merged(old: Value, new: Value) -> Value:
    """The new value; of two contexts the old one with the new one's entries laid over it, key by key."""
    if new is None or type(new) is str or not isinstance(new, Mapping):
        return new
    result: dict[str, Value] = dict(old) if isinstance(old, Mapping) else {}
    for key, value in new.items():
        result[key] = merged(result.get(key), value)
    return result
