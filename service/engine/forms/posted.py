"""What a plain page posts, as the answers JSON would give: text only, read as each field's kind of value.

What cannot be read stays as it was typed, so that the check of the answers says so at its field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

from service.engine.forms.checks import options_of
from service.engine.forms.model import MANY_OF_KINDS, ONE_OF_KINDS, Field, Kind

NOT_POSTED = frozenset({Kind.EXPRESSION, Kind.DYNAMICLIST})
"""Kinds that a plain page cannot ask for."""


def posted_answer(
    field: Field, texts: Sequence[str], scope: Mapping[str, object], zone: tzinfo | None = None
) -> object:
    """The answer these texts give; times without an offset are meant in ``zone``."""
    if field.kind is Kind.CHECKBOX:
        return "true" in texts
    if field.kind is Kind.FILEPICKER:
        return [text for text in texts if text]
    if field.kind in MANY_OF_KINDS:
        return [_option(field, text, scope) for text in texts if text]
    text = texts[-1] if texts else ""
    if field.kind in ONE_OF_KINDS:
        return _option(field, text, scope) if text else None
    if field.kind is Kind.NUMBER:
        return _number(text.strip())
    if field.kind is Kind.DATETIME:
        return _moment(field, text.strip(), zone)
    return text.replace("\r\n", "\n")


def text_of(value: object) -> str:
    """A value as a page carries it: the reverse of ``posted_answer`` for a single value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def local_text(field: Field, value: object, zone: tzinfo) -> str:
    """A date or time as the browser's own field wants it."""
    text = text_of(value)
    if field.subtype != "datetime" or not text:
        return text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = instant.astimezone(zone) if instant.tzinfo else instant
    return local.strftime("%Y-%m-%dT%H:%M")


def _option(field: Field, text: str, scope: Mapping[str, object]) -> object:
    return next((each for each in options_of(field, scope) if text_of(each) == text), text)


def _number(text: str) -> object:
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _moment(field: Field, text: str, zone: tzinfo | None) -> object:
    if not text:
        return None
    if field.subtype != "datetime" or zone is None:
        return text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).isoformat()
