"""The words customers are found by, written and looked up: both databases read them off one index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    words = sorted(typed_words(text), key=len, reverse=True)
    if not words:
        return None
    found = select(CustomerWord.customer_id).where(_begins(words[0]))
    for word in words[1:]:
        found = found.where(_has(word))
    return found.order_by(CustomerWord.word, CustomerWord.customer_id).limit(most)


def _has(word: str) -> ColumnElement[bool]:
    """Whether this customer has such a word as well: asked of each one found by the longest."""
    other = aliased(CustomerWord)
    same = (
        (other.customer_id == CustomerWord.customer_id) & (other.word >= word) & (other.word < word + _LAST)
    )
    return exists().where(same)


def _begins(word: str) -> ColumnElement[bool]:
    return (CustomerWord.word >= word) & (CustomerWord.word < word + _LAST)
