"""Values in JSON without loss: what JSON has stays as it is, the rest is tagged ``{"$": kind, "v".

Text}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from service.feel.durations import DaysDuration, MonthsDuration, read_duration
from service.feel.errors import FeelValueError
from service.feel.kinds import Range, Value, adopt, described
from service.feel.numbers import is_whole, write_number
from service.feel.readings import read_date, read_date_time, read_time
from service.feel.temporal import Date, DateTime, Time

TAG = "$"
JSON_SAFE_INTEGER = 2**53
_DIGITS = len(str(JSON_SAFE_INTEGER))
JSON = object
"""What ``json`` or ``orjson`` can write."""

TEXT_TAGS: Mapping[type, str] = {
    Date: "date",
    Time: "time",
    DateTime: "date-time",
    DaysDuration: "duration",
    MonthsDuration: "duration",
}


def dump_value(value: Value) -> JSON:
    """The value as JSON from which ``load_value`` makes an equal value of the same kind."""
    if value is None or type(value) in (str, bool):
        return value
    if type(value) is int:
        return value if abs(value) <= JSON_SAFE_INTEGER else _tagged("decimal", str(Decimal(value)))
    if isinstance(value, Decimal):
        return _dump_number(value)
    if type(value) is list:
        return [dump_value(item) for item in value]
    if type(value) is dict:
        plain = {key: dump_value(each) for key, each in value.items()}
        return {TAG: "context", "v": plain} if TAG in plain else plain
    if isinstance(value, Range):
        ends = {"start": dump_value(value.start), "end": dump_value(value.end)}
        return {TAG: "range", "v": {**ends, "marks": [value.start_included, value.end_included]}}
    tag = TEXT_TAGS.get(type(value))
    if tag is not None:
        return _tagged(tag, _in_words(value))
    adopted = adopt(value)
    if adopted is None or type(adopted) is type(value):
        raise FeelValueError("value", f"{described(value)} cannot be stored")
    return dump_value(adopted)


@lru_cache(2_048)
def _in_words(value: Value) -> str:
    """A value that never changes, as text: a run carries the same few instants from step to step."""
    return str(value)


def _tagged(tag: str, text: str) -> JSON:
    return {TAG: tag, "v": text}


def _dump_number(value: Decimal) -> JSON:
    text = str(value)
    if len(text) < _DIGITS and text.isdecimal():
        return int(text)  # most numbers are counts
    if not value.is_finite():
        raise FeelValueError("value", f"{value} is no number")
    if value.as_tuple().exponent == 0 and abs(value) <= JSON_SAFE_INTEGER:
        return int(value)
    return _tagged("decimal", str(Decimal(value)))


def load_value(json: JSON) -> Value:
    """The value that ``dump_value`` wrote; whole numbers are Decimal again."""
    if type(json) is int:
        return Decimal(json)
    if type(json) is list:
        return [load_value(item) for item in json]
    if type(json) is dict:
        if TAG in json:
            return _load_tagged(json)
        return {key: load_value(each) for key, each in json.items()}
    if type(json) is float:
        return adopt(json)
    return json


READERS: Mapping[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "date": read_date,
    "time": read_time,
    "date-time": read_date_time,
    "duration": read_duration,
}


def _load_tagged(json: dict[str, JSON]) -> Value:
    tag, content = json[TAG], json.get("v")
    if tag == "context" and isinstance(content, dict):
        return {key: load_value(each) for key, each in content.items()}
    if tag == "range" and isinstance(content, dict):
        start_included, end_included = content["marks"]
        return Range(load_value(content["start"]), load_value(content["end"]), start_included, end_included)
    if isinstance(tag, str) and tag in READERS and isinstance(content, str):
        found = READERS[tag](content)
        if found is not None:
            return found
    raise FeelValueError("value", f"{json!r:.80} is not a stored value")


def to_plain(value: Value, *, numbers_as_text: bool = False) -> JSON:
    """The value for people and JSON APIs: numbers as int, float or text, everything else as ISO text."""
    value = adopt(value)
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Decimal):
        if is_whole(value) and abs(value) <= JSON_SAFE_INTEGER:
            return int(value)
        return write_number(value) if numbers_as_text else float(value)
    if isinstance(value, list):
        return [to_plain(item, numbers_as_text=numbers_as_text) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(each, numbers_as_text=numbers_as_text) for key, each in value.items()}
    return str(value)
