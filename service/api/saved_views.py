"""Views of the inbox: kept, shared with a group, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.saved_views import NewViewSchema, SavedViewSchema, SavedViewsSchema
from service.api.statuses import CREATED, NO_CONTENT
from service.domain.people import Actor
from service.domain.views import SavedViewView
from service.operations import saved_views as operations
from service.operations.saved_views import NewView
from service.queries import saved_views as queries
from service.runtime import Runtime

calls = Calls("saved-views", __name__, description="Filters of the inbox that people keep.")


@calls.reads("/saved-views", access=SIGNED_IN, answer=SavedViewsSchema)
def list_saved_views(rt: Runtime, by: Actor) -> Mapping[str, object]:
    """Your own views, and those shared with your groups."""
    return {"items": queries.saved_views(rt, by=by)}


@calls.changes("/saved-views", access=SIGNED_IN, body=NewViewSchema, answer=SavedViewSchema, status=CREATED)
def save_view(rt: Runtime, by: Actor, body: NewView) -> SavedViewView:
    """Keep a filter, for yourself or for a group you are in."""
    return operations.save_view(rt, body, by=by)


@calls.changes("/saved-views/<uuid:view_id>", method="DELETE", access=SIGNED_IN, status=NO_CONTENT)
def drop_saved_view(rt: Runtime, by: Actor, view_id: UUID) -> None:
    """Drop a view of yours, or one shared with a group you supervise."""
    operations.drop_view(rt, view_id, by=by)
