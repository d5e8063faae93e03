"""Pages by keyset: a cursor names the last row shown, so paging neither skips nor repeats, however deep."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, literal, tuple_

from service.domain.views import Page, PageRequest
from service.errors import Invalid

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = tuple[Any, ...]  # Any: instants, numbers, ids, whatever a list is sorted by

MOST = 200


def limit_of(page: PageRequest) -> int:
    """How many rows a page holds."""
    if not 1 <= page.limit <= MOST:
        raise Invalid.field("limit", f"1 to {MOST}")
    return page.limit


def after(
    page: PageRequest, columns: Sequence[Any], kinds: Sequence[type], *, descending: bool = False
) -> ColumnElement[bool] | None:
    """The condition for what follows the cursor; None on the first page."""
    if page.cursor is None:
        return None
    key = tuple_(*columns)
    decoded = zip(columns, _decoded(page.cursor, kinds), strict=True)
    last = tuple_(*(literal(value, column.type) for column, value in decoded))
    return key < last if descending else key > last


def last_of(page: PageRequest, kinds: Sequence[type]) -> Key:
    """The key of the row the cursor names, for a statement that has a place for it."""
    return _decoded(page.cursor or "", kinds)


def paged(
    statement: Select[Any],
    page: PageRequest,
    columns: Sequence[Any],
    kinds: Sequence[type],
    *,
    descending: bool = False,
) -> Select[Any]:
    """The statement for one page and one row more, which tells whether there is another page."""
    follows = after(page, columns, kinds, descending=descending)
    if follows is not None:
        statement = statement.where(follows)
    order = [column.desc() if descending else column for column in columns]
    return statement.order_by(*order).limit(limit_of(page) + 1)


def page_of(
    rows: Sequence[Row], page: PageRequest, key: Callable[[Row], Key], view: Callable[[Row], Item]
) -> Page[Item]:
    """The page made of these rows."""
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(tuple(view(row) for row in shown), _encoded(key(shown[-1])) if more else None)


def _encoded(key: Key) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


_READERS: dict[type, Callable[[Any], Any]] = {  # Any: what JSON gives, what the column wants
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    int: int,
    str: _text,
}


def _decoded(cursor: str, kinds: Sequence[type]) -> Key:
    try:
        told = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(told, list) or len(told) != len(kinds):
            raise ValueError(cursor)
        return tuple(_READERS[kind](value) for kind, value in zip(kinds, told, strict=True))
    except (binascii.Error, ValueError, TypeError, AttributeError) as wrong:
        raise Invalid.field("cursor", "this is not a cursor of this list") from wrong
