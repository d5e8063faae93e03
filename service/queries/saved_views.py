"""The views of the inbox somebody has: their own, and those shared with their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from service.domain.saved_views import SavedView
from service.domain.views import SavedViewView
from service.store.shaping import saved_view_view
from service.store.visibility import groups_seen

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_SHOWN = 200


def saved_views(rt: Runtime, *, by: Actor) -> tuple[SavedViewView, ...]:
    """By name, one's own before those of others."""
    shared = (
        SavedView.group_name.is_not(None) if by.supervises_all else SavedView.group_name.in_(groups_seen(by))
    )
    wanted = (
        select(SavedView)
        .where(or_(SavedView.owner == by.name, shared))
        .order_by(SavedView.owner != by.name, SavedView.name, SavedView.id)
        .limit(MOST_SHOWN)
    )
    with rt.reading() as session:
        return tuple(saved_view_view(row, by) for row in session.execute(wanted).scalars())
