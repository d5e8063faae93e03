"""Functions of strings; positions count characters (code points) from 1, from the end when negative."""

from __future__ import annotations

from decimal import Decimal

from service.feel.builtins.registry import builtin
from service.feel.kinds import Value
from service.feel.patterns import Pattern
from service.feel.run import Run


@builtin("substring", "string: string, start position: number, length?: number")
def substring(_run: Run, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    """The characters from the start position on, as many as the length says."""
    place = int(start)
    if not 1 <= abs(place) <= len(string) or (length is not None and length < 1):
        raise ValueError("the position is outside the string, or the length is less than 1")
    begin = place - 1 if place > 0 else len(string) + place
    return string[begin:] if length is None else string[begin : begin + int(length)]


@builtin("string length", "string: string")
def string_length(_run: Run, string: str) -> Value:
    """How many characters."""
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> Value:
    """In capitals."""
    run.build_text(len(string))
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> Value:
    """In small letters."""
    run.build_text(len(string))
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(_run: Run, string: str, match: str) -> Value:
    """What stands before the first match, or nothing."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(_run: Run, string: str, match: str) -> Value:
    """What stands after the first match, or nothing."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(_run: Run, string: str, match: str) -> Value:
    """Whether the match stands in the string."""
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(_run: Run, string: str, match: str) -> Value:
    """Whether the string begins with the match."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(_run: Run, string: str, match: str) -> Value:
    """Whether the string ends with the match."""
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string", "input: string, pattern: string, flags: any")
def matches(run: Run, text: str, pattern: str, flags: Value = None) -> Value:
    """Whether the regular expression matches anywhere in the input."""
    return Pattern.of(pattern, _flags(flags)).search(run, text, 0) is not None


@builtin(
    "replace",
    "input: string, pattern: string, replacement: string",
    "input: string, pattern: string, replacement: string, flags: any",
)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: Value = None) -> Value:
    """The input with each match replaced; ``$1`` stands for the first group."""
    return Pattern.of(pattern, _flags(flags)).replace(run, text, replacement)


@builtin("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> Value:
    """The parts between matches of the delimiter, a regular expression."""
    return Pattern.of(delimiter, "").split(run, string)


@builtin("string join", "list: list of strings", "list: list of strings, delimiter: any")
def string_join(run: Run, items: list[str | None], delimiter: Value = None) -> Value:
    """The strings of the list one after the other, nulls left out."""
    if delimiter is not None and not isinstance(delimiter, str):
        raise ValueError("the delimiter is no string")
    parts = [item for item in items if item is not None]
    between = delimiter or ""
    run.build_text(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


def _flags(flags: Value) -> str:
    if flags is None:
        return ""
    if not isinstance(flags, str):
        raise ValueError("the flags are no string")
    return flags
