"""Functions of contexts."""

from __future__ import annotations

from service.feel.builtins.registry import builtin
from service.feel.kinds import Value, adopt, described
from service.feel.run import Run

Context = dict[str, Value]


@builtin("get value", "m: context, key: string")
def get_value(run: Run, m: Context, key: str) -> Value:
    """The entry of that key."""
    if key not in m:
        run.warn(f"get value: there is no entry '{key}'")
    return adopt(m.get(key))


@builtin("get value", "m: context, keys: list of strings")
def get_nested_value(run: Run, m: Context, keys: list[str]) -> Value:
    """The entry at the end of the path of keys."""
    found: Value = m
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            run.warn(f"get value: there is no entry '{key}'")
            return None
        found = adopt(found[key])
    return found


@builtin("get entries", "m: context")
def get_entries(run: Run, m: Context) -> Value:
    """A list of contexts with ``key`` and ``value``."""
    run.build_list(len(m))
    return [{"key": key, "value": adopt(value)} for key, value in m.items()]


@builtin("context", "entries: list of contexts")
def context(run: Run, entries: list[Context | None]) -> Value:
    """The context of these entries; a key given twice, or none, is an error."""
    run.build_list(len(entries))
    made: Context = {}
    for entry in entries:
        key = adopt(entry.get("key")) if entry else None
        if entry is None or not isinstance(key, str) or "value" not in entry or key in made:
            raise ValueError("each entry needs its own 'key', a string, and a 'value'")
        made[key] = adopt(entry["value"])
    return made


@builtin("context put", "context: context, key: string, value: any")
def context_put(run: Run, old: Context, key: str, value: Value) -> Value:
    """The context with this entry added or changed."""
    run.build_list(len(old))
    return {**old, key: value}


@builtin("context put", "context: context, keys: list of strings, value: any")
def context_put_nested(run: Run, old: Context, keys: list[str | None], value: Value) -> Value:
    """The context with the entry at the end of the path added or changed."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise ValueError("the keys are a list of one string or more")
    run.build_list(len(old))
    first, rest = str(keys[0]), keys[1:]
    if not rest:
        return {**old, first: value}
    inner = adopt(old.get(first))
    if not isinstance(inner, dict):
        raise ValueError(f"the entry '{first}' is {described(inner)}, not a context")
    return {**old, first: context_put_nested(run, inner, rest, value)}


@builtin("context merge", "contexts: list of contexts")
def context_merge(run: Run, contexts: list[Context | None]) -> Value:
    """All entries in one context; of the same key the last one."""
    merged: Context = {}
    for each in contexts:
        if each is None:
            raise ValueError("a context is null")
        run.build_list(len(each))
        merged.update(each)
    return merged
