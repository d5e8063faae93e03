"""Lists: the part asked for, and the shape of what comes back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from marshmallow import Schema, post_load

from service.api.schemas.fields import Inside, Loaded, Many, Shown, Text, Whole
from service.domain.views import PageRequest

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class PageQuery(Loaded):
    """Which part of a list is asked for."""

    limit = Whole("How many at most.", least=1, most=MAX_LIMIT, load_default=DEFAULT_LIMIT, example=20)
    cursor = Text("`next_cursor` of the part before.", most=500, load_default=None)


class WholeQuery(PageQuery):
    """Which part of a list is asked for, when there is nothing else to choose."""

    @post_load
    def as_page(self, found: dict[str, Any], **_: object) -> PageRequest:
        """What the query takes."""
        return PageRequest(found["limit"], found["cursor"])


@lru_cache(maxsize=64)
def page_of(item: type[Schema]) -> type[Schema]:
    """The shape of a list of these."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    told = {
        "__doc__": "Part of a list.",
        "items": Many(Inside(item), "What was asked for, in order.", required=True),
        "next_cursor": Text("Fetches what follows; null at the end.", allow_none=True, required=True),
    }
    return type(name, (Shown,), told)
