"""Two entries of one customer made one."""

from __future__ import annotations

from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.merging import MergeSchema, MergeViewSchema
from service.domain.merging import MergeAsked
from service.domain.people import Actor
from service.domain.views.merging import MergeView
from service.operations.merging import merge_customers
from service.queries.merging import look_at_merge
from service.runtime import Runtime

calls = Calls("merging", __name__, description="Duplicate customers made one.")


@calls.reads("/customers/<uuid:customer_id>/merge/<uuid:other_id>", access=SIGNED_IN, answer=MergeViewSchema)
def look_at_customer_merge(rt: Runtime, by: Actor, customer_id: UUID, other_id: UUID) -> MergeView:
    """What would move from the other customer to this one; nothing is changed."""
    return look_at_merge(rt, customer_id, other_id, by=by)


@calls.changes(
    "/customers/<uuid:customer_id>/merge", access=SIGNED_IN, body=MergeSchema, answer=MergeViewSchema
)
def merge_customer(rt: Runtime, by: Actor, body: MergeAsked, customer_id: UUID) -> MergeView:
    """Merge a duplicate into this customer, with a reason; aftersales and supervisors may."""
    return merge_customers(rt, customer_id, body, by=by)
