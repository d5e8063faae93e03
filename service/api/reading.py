"""How requests are read: strict JSON with exact decimals, inside stated limits, loaded through schemas.

Refused by name: text that is not JSON, NaN and infinities, one name twice in an object, characters that
cannot be stored (NUL, lone surrogates), and more depth, entries or digits than anybody has a use for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from service.api.problems import MalformedJson
from service.errors import Invalid

MAX_DEPTH = 32
MAX_ENTRIES = 10_000
MAX_DIGITS = 34
MAX_EXPONENT = 6_144

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read_json(text: bytes) -> Any:  # Any: JSON is whatever was sent, until a schema has loaded it
    """The JSON value, or the reason why it is refused; numbers with a fraction stay exact decimals."""
    try:
        value = _STRICT.decode(text.decode("utf-8"))
    except RecursionError as wrong:
        raise Invalid.field("body", f"This is nested more than {MAX_DEPTH} levels deep.") from wrong
    except UnicodeDecodeError as wrong:
        raise MalformedJson(reason="it is not UTF-8 text") from wrong
    except json.JSONDecodeError as wrong:
        raise MalformedJson(reason=f"line {wrong.lineno}, column {wrong.colno}: {wrong.msg}") from wrong
    _check_size(value)
    return value


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_EXPONENT:
        raise Invalid.field("body", f"A number has more than {MAX_DIGITS} digits.")
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS + 1:
        raise Invalid.field("body", f"A number has more than {MAX_DIGITS} digits.")
    return int(text)


def _not_finite(text: str) -> NoReturn:
    raise MalformedJson(reason=f"{text} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid.field(twice, "This name is given twice.")
    return found


_STRICT = json.JSONDecoder(
    parse_float=_decimal, parse_int=_integer, parse_constant=_not_finite, object_pairs_hook=_object
)


def _check_size(value: Any) -> None:
    """Walk the value level by level and refuse it as soon as a limit is passed."""
    level, entries = [("body", value)], 0
    for _depth in range(MAX_DEPTH + 1):
        if not level:
            return
        entries += len(level)
        if entries > MAX_ENTRIES:
            raise Invalid.field("body", f"This has more than {MAX_ENTRIES} entries.")
        level = [child for name, each in level for child in _children(name, each)]
    raise Invalid.field("body", f"This is nested more than {MAX_DEPTH} levels deep.")


def _children(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What is directly inside, each with the name of the outermost field it belongs to."""
    if isinstance(value, str):
        _check_text(name, value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_text(name, key)
            yield (key if name == "body" else name), each
    elif isinstance(value, list):
        for each in value:
            yield name, each


def _check_text(name: str, text: str) -> None:
    if _UNSTORABLE.search(text):
        raise Invalid.field(
            name if name.isprintable() else "body", "This contains a character that cannot be stored."
        )


def body_of(request: Request) -> Any:
    """The body as strict JSON; an absent body is an empty object."""
    text = request.get_data(cache=True)
    if not text:
        return {}
    if not request.is_json:
        raise UnsupportedMediaType
    return read_json(text)


def files_of(request: Request) -> dict[str, Any]:
    """Every file of a multipart body, whatever its part is called."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    return {"files": [file for _part, file in request.files.items(multi=True)]}


def form_of(request: Request) -> dict[str, str]:
    """The fields of a multipart body by name, and its files' text by theirs."""
    found: dict[str, str] = dict(request.form.items(multi=True))
    for name, file in request.files.items(multi=True):
        if name in found:
            raise Invalid.field(name, "This name is given twice.")
        try:
            found[name] = file.stream.read().decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise Invalid.field(name, "This file is not text in UTF-8.") from wrong
    for name, text in found.items():
        _check_text(name, text)
    return found


def query_of(request: Request) -> dict[str, str]:
    """The names and values after the question mark, each name once."""
    sent = request.args
    for name, values in sent.lists():
        if len(values) > 1:
            raise Invalid.field(name, "This name is given twice.")
    return sent.to_dict()


def loaded(schema: Schema, sent: Any) -> Any:
    """What was sent as the schema's value; each field at fault is named."""
    try:
        return schema.load(sent)
    except ValidationError as wrong:
        raise Invalid(dict(flattened(wrong.messages))) from wrong


def flattened(messages: object, at: str = "") -> Iterator[tuple[str, list[str]]]:
    """Marshmallow's nested messages with dotted field names: ``customer.name``, ``items.0``."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            here = at if name == "_schema" else f"{at}.{name}" if at else str(name)
            yield from flattened(inner, here)
    elif isinstance(messages, list):
        yield at or "body", [str(each) for each in messages]
    else:
        yield at or "body", [str(messages)]
