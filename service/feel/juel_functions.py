"""The few functions that JUEL has and FEEL has not, and the methods that are allowed on values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from service.feel.equality import equal, same
from service.feel.functions import Function, Parameter, Signature
from service.feel.kinds import Value, adopt, described
from service.feel.numbers import is_whole
from service.feel.run import Run
from service.feel.writing import write


def _function(name: str, call: Callable[..., Value], *parameters: str) -> Function:
    return Function(name, (Signature(tuple(Parameter(each) for each in parameters), call),))


def _join(run: Run, *parts: Value) -> Value:
    texts = ["" if part is None else write(run, part) for part in parts]
    run.build_text(sum(map(len, texts)))
    return "".join(texts)


def _empty(_run: Run, value: Value) -> Value:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _index(run: Run, source: Value, key: Value) -> Value:
    key = adopt(key)
    if isinstance(source, dict) and isinstance(key, str):
        return adopt(source.get(key))
    if isinstance(source, list) and isinstance(key, Decimal) and is_whole(key) and 0 <= key < len(source):
        return adopt(source[int(key)])
    run.warn(f"{described(source)} has nothing at {write(run, key, inside=True)}")
    return None


def _contains(run: Run, source: Value, item: Value) -> Value:
    if isinstance(source, str) and isinstance(item, str):
        return item in source
    if isinstance(source, list):
        run.step(len(source))
        return any(same(run, adopt(each), item) for each in source)
    run.warn(f"contains: not on {described(source)}")
    return None


def _size(run: Run, source: Value) -> Value:
    if isinstance(source, (str, list, dict)):
        return Decimal(len(source))
    run.warn(f"{described(source)} has no size")
    return None


def _on_texts(name: str, call: Callable[..., Value]) -> Callable[..., Value]:
    def checked(run: Run, *values: Value) -> Value:
        if all(isinstance(value, str) for value in values):
            return call(*values)
        run.warn(f"{name}: not on {described(values[0])}")
        return None

    return checked


def _method(name: str, call: Callable[..., Value], *parameters: str) -> tuple[str, Function]:
    return name, _function(name, call, "source", *parameters)


def _has_key(run: Run, source: Value, key: Value) -> Value:
    return key in source if isinstance(source, dict) and isinstance(key, str) else None


JOIN = Function("join", (Signature((Parameter("part", many=True),), _join),))
EMPTY = _function("empty", _empty, "value")
INDEX = _function("[]", _index, "source", "key")

METHODS: Mapping[str, Function] = dict(
    (
        _method("contains", _contains, "item"),
        _method("containsKey", _has_key, "key"),
        _method("get", _index, "key"),
        _method("size", _size),
        _method("length", _size),
        _method("isEmpty", _empty),
        _method("equals", equal, "other"),
        _method("startsWith", _on_texts("startsWith", str.startswith), "match"),
        _method("endsWith", _on_texts("endsWith", str.endswith), "match"),
        _method("toLowerCase", _on_texts("toLowerCase", str.lower)),
        _method("toUpperCase", _on_texts("toUpperCase", str.upper)),
        _method("trim", _on_texts("trim", str.strip)),
        _method("toString", lambda run, value: None if value is None else write(run, value)),
    )
)
"""The closed list of methods: everything else is refused when the text is read."""
