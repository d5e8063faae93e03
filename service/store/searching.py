"""The words customers are found by, written and looked up: both databases read them off one index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import aliased

from service.domain.searching import CustomerWord, typed_words, words_of
from service.store.hot import table
from service.store.prepared import Prepared

_LAST = "\U0010ffff"
"""Sorts behind every character there is, by code point; the column's order is that of code points."""

_MOST_WORDS = 10
"""Of what was typed; each more is one more look at everybody found so far."""

Span = tuple[Any, Any]  # Any: two words, or the marks of a statement for them


def _adding(insert: Callable[..., Any]) -> Prepared:  # Any: either database's insert
    return Prepared(insert(table(CustomerWord)).on_conflict_do_nothing())


_ADD = {"sqlite": _adding(insert_sqlite), "postgresql": _adding(insert_postgresql)}


def keep_words(connection: Connection, customer_id: UUID, texts: Iterable[str]) -> None:
    """Let the customer be found by these texts, too: a name, a company, a phone of theirs or of a contact."""
    rows = [{"word": word, "customer_id": customer_id} for word in words_of(texts)]
    _ADD[connection.dialect.name].run_many(connection, rows)


def adopt_words(connection: Connection, from_id: UUID, to_id: UUID) -> None:
    """Let the one customer be found by whatever the other was found by; the other is found no more."""
    words = table(CustomerWord)
    theirs = select(words.c.word).where(words.c.customer_id == from_id)
    rows = [{"word": word, "customer_id": to_id} for word in connection.execute(theirs).scalars()]
    _ADD[connection.dialect.name].run_many(connection, rows)
    connection.execute(delete(words).where(words.c.customer_id == from_id))


def customers_like(text: str, *, most: int) -> Select[Any] | None:
    """At most so many customers found by everything typed; None if nothing typed could find anybody."""
    spans = spans_of(text)
    return customers_within(spans, most=most) if spans else None


def spans_of(text: str) -> list[Span]:
    """Between which two a word must lie that begins as each typed one does; the longest, and those first."""
    longest = sorted(typed_words(text), key=len, reverse=True)[:_MOST_WORDS]
    return [(word, word + _LAST) for word in longest]


def customers_within(spans: Sequence[Span], *, most: int) -> Select[Any]:
    """At most so many customers with a word in each of these spans, which may be marks to be filled in."""
    first, *others = spans
    found = select(CustomerWord.customer_id).where(_within(CustomerWord, first))
    for span in others:  # asked of each one found by the longest
        other = aliased(CustomerWord)
        same = other.customer_id == CustomerWord.customer_id
        found = found.where(exists().where(same, _within(other, span)))
    return found.order_by(CustomerWord.word, CustomerWord.customer_id).limit(most)


def _within(row: type[CustomerWord], span: Span) -> ColumnElement[bool]:
    begin, end = span
    within: ColumnElement[bool] = (row.word >= begin) & (row.word < end)
    return within
