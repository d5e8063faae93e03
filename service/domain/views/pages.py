"""A part of a list, and which part is asked for."""

from __future__ import annotations

from typing import Generic, TypeVar

from service.frozen import frozen

Item = TypeVar("Item")


@frozen
class Page(Generic[Item]):
    """Part of a list; ``next_cursor`` fetches what follows, None at the end."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


@frozen
class PageRequest:
    """Which part of a list is asked for."""

    limit: int = 50
    cursor: str | None = None
