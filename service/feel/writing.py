"""Values in words: what ``string()`` gives."""

from __future__ import annotations

from decimal import Decimal

from service.feel.kinds import Function, Range, Value, adopt
from service.feel.names import WORD
from service.feel.numbers import write_number
from service.feel.run import Run


def write(run: Run, value: Value, *, inside: bool = False) -> str:
    """The value as text; strings are quoted inside lists, contexts and ranges."""
    run.step()
    value = adopt(value)
    if isinstance(value, str):
        return quote(value) if inside else value
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, list):
        return _join(run, "[", [write(run, item, inside=True) for item in value], "]")
    if isinstance(value, dict):
        entries = [f"{_key(key)}: {write(run, each, inside=True)}" for key, each in value.items()]
        return _join(run, "{", entries, "}")
    if isinstance(value, Range):
        return write_range(run, value)
    if isinstance(value, Function):
        return f"function({', '.join(each.name for each in value.parameters)})"
    return f'@"{value}"' if inside else str(value)


def write_range(run: Run, span: Range) -> str:
    """The range as FEEL writes it."""
    start, end = (write(run, end, inside=True) for end in (span.start, span.end))
    if span.start is None and span.end is not None:
        return f"{'<=' if span.end_included else '<'}{end}"
    if span.end is None and span.start is not None:
        return f"{'>=' if span.start_included else '>'}{start}"
    return f"{'[' if span.start_included else '('}{start}..{end}{']' if span.end_included else ')'}"


def quote(text: str) -> str:
    """The string as FEEL writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return '"' + escaped.replace("\t", "\\t") + '"'


def _key(key: str) -> str:
    return key if all(WORD.fullmatch(word) for word in key.split(" ")) else quote(key)


def _join(run: Run, opening: str, parts: list[str], closing: str) -> str:
    run.build_text(sum(map(len, parts)) + 2 * len(parts))
    return opening + ", ".join(parts) + closing
