"""The views of the inbox somebody has: their own, and those shared with their groups."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from service.domain.saved_views import SavedView
from service.domain.views import SavedViewView
from service.queries.marks import ME, Shape
from service.store.hot import table
from service.store.locks import free
from service.store.prepared import Prepared
from service.store.shaping import saved_view_view
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_SHOWN = 200


def saved_views(rt: Runtime, *, by: Actor) -> tuple[SavedViewView, ...]:
    """By name, one's own before those of others."""
    groups = None if by.supervises_all else sorted(groups_seen(by))
    named = {f"group{place}": group for place, group in enumerate(groups or ())}
    with rt.asking() as connection:
        found = _theirs(None if groups is None else len(groups)).all(connection, named | {"me": by.name})
        return tuple(saved_view_view(free(SavedView, row), by) for row in found)


@lru_cache(maxsize=100)
def _theirs(groups: int | None) -> Prepared:
    """Of somebody who sees so many groups, or all; written once, for every page of the inbox asks."""
    marks = Shape(groups=groups or 0).group_marks()
    shared = _VIEW.c.group_name.is_not(None) if groups is None else _VIEW.c.group_name.in_(marks)
    return Prepared(
        select(_VIEW)
        .where(or_(_VIEW.c.owner == ME, shared))
        .order_by(_VIEW.c.owner != ME, _VIEW.c.name, _VIEW.c.id)
        .limit(MOST_SHOWN)
    )


_VIEW = table(SavedView)
