"""Answers nested as the keys of their fields are: ``a.b`` is ``{"a": {"b": …}}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ABSENT = object()
"""Stands where there is no answer, not even null."""

Path = tuple[str, ...]


def dig(values: Mapping[str, object], path: Path, missing: object = None) -> object:
    """The value at this path."""
    found: object = values
    for name in path:
        if not isinstance(found, Mapping) or name not in found:
            return missing
        found = found[name]
    return found


def put(values: dict[str, object], path: Path, value: object) -> None:
    """Set the value at this path."""
    for name in path[:-1]:
        values = values.setdefault(name, {})  # type: ignore[assignment]  # inner levels are our dicts
    values[path[-1]] = value


def merged(values: Mapping[str, object], typed: Mapping[Path, object]) -> dict[str, object]:
    """The values with the typed ones in their places; the originals are left as they are."""
    found = dict(values)
    for path, value in typed.items():
        if value is ABSENT:
            continue
        level = found
        for name in path[:-1]:
            inner = level.get(name)
            level[name] = dict(inner) if isinstance(inner, Mapping) else {}
            level = level[name]  # type: ignore[assignment]  # made a dict in the line above
        level[path[-1]] = value
    return found


def replaced(values: object, path: Sequence[str], value: object) -> object:
    """The values with another one at this path, on which numbers name the rows of lists."""
    if not path:
        return value
    if isinstance(values, list):
        return [
            replaced(each, path[1:], value) if str(at) == path[0] else each for at, each in enumerate(values)
        ]
    level = dict(values) if isinstance(values, Mapping) else {}
    return level | {path[0]: replaced(level.get(path[0]), path[1:], value)}
