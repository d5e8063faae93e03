"""Mentions: whom a remark may name, and the remarks that name oneself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.mentions import MentionSchema, NameablePeopleSchema, NameableQuery, SeenSchema
from service.api.schemas.pages import WholeQuery, page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.mentions import MentionView
from service.operations import mentions as operations
from service.queries import mentions as queries
from service.runtime import Runtime

calls = Calls("mentions", __name__, description="People named in remarks.")


@calls.reads(
    "/tasks/<uuid:task_id>/nameable", access=SIGNED_IN, query=NameableQuery, answer=NameablePeopleSchema
)
def list_nameable(rt: Runtime, by: Actor, asked: dict[str, str], task_id: UUID) -> dict[str, Any]:
    """Those who may be named in a remark on a task: whoever may see what it is about."""
    return {"items": queries.nameable(rt, task_id, asked["q"], by=by)}


@calls.reads("/mentions", access=SIGNED_IN, query=WholeQuery, answer=page_of(MentionSchema))
def list_mentions(rt: Runtime, by: Actor, page: PageRequest) -> Page[MentionView]:
    """The remarks that name you, the last first."""
    return queries.mentions(rt, page, by=by)


@calls.changes("/mentions/<uuid:mention_id>/see", access=SIGNED_IN, answer=SeenSchema)
def see_mention(rt: Runtime, by: Actor, mention_id: UUID) -> dict[str, UUID]:
    """Note that you have read the remark."""
    return {"task_id": operations.see_mention(rt, mention_id, by=by)}
