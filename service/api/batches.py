"""Batches: one act on many running instances, tried on a few first."""

from __future__ import annotations

from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.board import BatchItemQuery, BatchItemSchema, BatchSchema, OrderedSchema, OrderSchema
from service.api.schemas.pages import WholeQuery, page_of
from service.api.schemas.step_in import DryRunQuery
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.batches import BatchItemView, BatchView, TriedItem
from service.operations.stepping_in import batches as operations
from service.operations.stepping_in.batches import Order
from service.queries.board import batches as queries
from service.runtime import Runtime

calls = Calls("batches", __name__, description="One act on many running process instances.")


@calls.reads("/batches", access=SIGNED_IN, query=WholeQuery, answer=page_of(BatchSchema))
def list_batches(rt: Runtime, by: Actor, page: PageRequest) -> Page[BatchView]:
    """Your batches, newest first; for who supervises every group, everybody's."""
    return queries.batches(rt, page, by=by)


@calls.changes(
    "/batches",
    access=SIGNED_IN,
    query=DryRunQuery,
    body=OrderSchema,
    answer=OrderedSchema,
    example={"act": "suspend", "reason": "Recall of the lot.", "filter": {"process": "feedback"}},
)
def order_batch(rt: Runtime, by: Actor, dry_run: bool, order: Order) -> shapes.Shape:
    """Do something to every run that fits, one after another; or count them and try the first few."""
    if dry_run:
        trial = operations.try_batch(rt, order, by=by)
        tried = [_tried(each) for each in trial.sample]
        return {"batch": None, "total": trial.total, "too_many": trial.too_many, "sample": tried}
    batch = operations.order_batch(rt, order, by=by)
    return {"batch": batch, "total": batch.total, "too_many": False, "sample": []}


@calls.reads("/batches/<uuid:batch_id>", access=SIGNED_IN, answer=BatchSchema)
def get_batch(rt: Runtime, by: Actor, batch_id: UUID) -> BatchView:
    """A batch and how far it is."""
    return queries.batch_detail(rt, batch_id, by=by)


@calls.reads(
    "/batches/<uuid:batch_id>/items", access=SIGNED_IN, query=BatchItemQuery, answer=page_of(BatchItemSchema)
)
def list_batch_items(
    rt: Runtime, by: Actor, asked: tuple[str | None, PageRequest], batch_id: UUID
) -> Page[BatchItemView]:
    """What became of each instance of a batch."""
    return queries.batch_items(rt, batch_id, *asked, by=by)


@calls.changes("/batches/<uuid:batch_id>/stop", access=SIGNED_IN, answer=BatchSchema)
def stop_batch(rt: Runtime, by: Actor, batch_id: UUID) -> BatchView:
    """Do nothing more of it; what was done stays done."""
    return operations.stop_batch(rt, batch_id, by=by)


def _tried(item: TriedItem) -> shapes.Shape:
    told = None if item.rehearsal is None else {"done": False} | shapes.flat(item.rehearsal)
    return {"instance_id": item.instance_id, "rehearsal": told, "refusal": item.refusal}
