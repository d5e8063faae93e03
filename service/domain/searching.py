"""How customers are found by what somebody types: pieces of names and phones, kept as rows beside them.

A database looks up quickly what a word begins with, not what it contains. So each word is kept with its
endings: whoever types the last four digits of a phone, or the given name 小明 of 张小明, types how one of
them begins. Pure but for the mapped row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base

SHORTEST_NUMBER = 4
"""Fewer digits of a phone say nothing."""
MOST_WORDS = 60
"""Of one customer or contact; a name beyond that is found by its beginning."""
_LONGEST = 32
_WORD = String(_LONGEST).with_variant(String(_LONGEST, collation="C"), "postgresql")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_PHONE = re.compile(r"[+(]?\d[\d\s().-]{2,}\d")


class CustomerWord(Base):
    """A piece of a customer's or contact's name, company or phone; looked up by how it begins."""

    __tablename__ = "customer_word"
    __table_args__ = (Index("ix_customer_word_customer_id", "customer_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), primary_key=True)


def words_of(texts: Iterable[str]) -> list[str]:
    """The words under which somebody with these names and phones is found."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _split(text):
            found |= dict.fromkeys(_endings(word))
    return list(found)[:MOST_WORDS]


def typed_words(text: str) -> list[str]:
    """What somebody typed, as beginnings of such words; all of them must be found."""
    return [word[:_LONGEST] for word in _split(text)]


def _split(text: str) -> list[str]:
    """Letters and digits in lower case; the digits of a phone are one word, however they are written."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    joined = _PHONE.sub(lambda found: f" {re.sub(r'[^0-9]', '', found[0])} ", plain)
    words: list[str] = []
    for word in re.findall(r"\w+", joined):
        words += [each for each in _IDEOGRAPHS.split(word) if each] + _IDEOGRAPHS.findall(word)
    return words


def _endings(word: str) -> Iterable[str]:
    """The word, and of a phone or of Chinese characters everything it ends in."""
    if word.isdecimal():
        starts = range(max(1, len(word) - SHORTEST_NUMBER + 1))
    else:
        starts = range(len(word) if _IDEOGRAPHS.fullmatch(word) else 1)
    return (word[start:][:_LONGEST] for start in starts)
