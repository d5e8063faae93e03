"""What a plain page posts, as the answers JSON would give: text only, read as each field's kind of value.

What cannot be read stays as it was typed, so that the check of the answers says so at its field.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

from service.engine.forms.checks import options_of
from service.engine.forms.model import MANY_OF_KINDS, ONE_OF_KINDS, Field, Kind
from service.engine.forms.nesting import put
from service.engine.forms.rows import MOST_ROWS

_ROW_NAME = re.compile(r"(?P<list>.+)\.(?P<number>[0-9]{1,4})", re.DOTALL)
NOT_POSTED = frozenset({Kind.EXPRESSION})
"""Kinds that a page does not ask for."""
ROW, ADD, REMOVE, LOOK = "_row", "_add", "_remove", "_look"
"""What a page posts beside the answers: the rows of its lists; the list to add a row to, the row to take
away; that it only wants to be shown again."""
SHOWN = "_shown"
"""The fields under a condition that the page showed."""

Entries = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page posted, what the choices in its fields are made of, and the zone its times are meant in.

    What names rows and fields is sorted once: anybody may post any number of names. Of the rows one more is
    taken than there may be, so that the check of the answers says that they are too many.
    """

    entries: Entries
    scope: Mapping[str, object]
    zone: tzinfo | None = None
    seen: frozenset[str] = dataclasses.field(init=False)
    """The fields under a condition that the page showed."""
    _rows: Mapping[str, Sequence[str]] = dataclasses.field(init=False)
    """The names of the rows by the names of their lists."""

    def __post_init__(self) -> None:
        """Sort the names."""
        rows: dict[str, list[str]] = {}
        for each in list(dict.fromkeys(self.entries.get(ROW, ())))[: MOST_ROWS + 1]:
            if (row := _ROW_NAME.fullmatch(each)) is not None:
                rows.setdefault(row["list"], []).append(each)
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "seen", frozenset(self.entries.get(SHOWN, ())))

    @property
    def added(self) -> str:
        """The list to add a row to."""
        return self._pressed(ADD)

    @property
    def removed(self) -> str:
        """The row to take away."""
        return self._pressed(REMOVE)

    def rows(self, name: str) -> list[str]:
        """The names of the rows of a list, in their order, without the one to be taken away."""
        return [each for each in self._rows.get(name, ()) if each != self.removed]

    def focus(self, name: str) -> int | None:
        """The row of a list to go on with after one was added or taken away; -1: none is left."""
        if name == self.added:
            return len(self.rows(name))
        gone = _ROW_NAME.fullmatch(self.removed)
        return min(int(gone["number"]), len(self.rows(name)) - 1) if gone and gone["list"] == name else None

    @property
    def only_looks(self) -> bool:
        """Whether nothing is handed in yet: rows come and go, or fields appear by what was answered."""
        return any(name in self.entries for name in (ADD, REMOVE, LOOK))

    def _pressed(self, button: str) -> str:
        return next(iter(self.entries.get(button, ())), "")


def posted_answers(fields: Sequence[Field], posted: Posted, prefix: str = "") -> dict[str, object]:
    """The answers a page gives; a field that it did not show has none."""
    found: dict[str, object] = {}
    for field in fields:
        name = prefix + field.name
        if field.kind in NOT_POSTED or (field.hidden_by and name not in posted.seen):
            continue
        if field.disabled and name not in posted.entries:
            continue
        if field.kind is Kind.DYNAMICLIST:
            put(found, field.path, _rows(field, posted, name))
        else:
            texts = posted.entries.get(name, ())
            put(found, field.path, posted_answer(field, texts, posted.scope, posted.zone))
    return found


def _rows(field: Field, posted: Posted, name: str) -> list[dict[str, object]]:
    rows = [posted_answers(field.fields, posted, f"{each}.") for each in posted.rows(name)]
    return [*rows, {}] if name == posted.added else rows


def posted_answer(
    field: Field, texts: Sequence[str], scope: Mapping[str, object], zone: tzinfo | None = None
) -> object:
    """The answer these texts give; times without an offset are meant in ``zone``."""
    if field.kind is Kind.CHECKBOX:
        return "true" in texts
    if field.kind is Kind.FILEPICKER:
        return [text for text in texts if text]
    if field.kind in MANY_OF_KINDS:
        known = _choices(field, scope)
        return [known.get(text, text) for text in texts if text]
    text = texts[-1] if texts else ""
    if field.kind in ONE_OF_KINDS:
        return _choices(field, scope).get(text, text) if text else None
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


def _choices(field: Field, scope: Mapping[str, object]) -> dict[str, object]:
    """The choices by their text; of two with the same text the first."""
    return {text_of(each): each for each in reversed(options_of(field, scope))}


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
