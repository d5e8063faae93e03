"""Batches: one's own, and for who supervises every group all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, select

from service.domain.instances import ProcessInstance
from service.domain.stepping_in.batches import Batch, BatchItem
from service.domain.stepping_in.refusals import BatchNotFound
from service.domain.views import Page, PageRequest
from service.domain.views.batches import BatchItemView, BatchView
from service.store.paging import page_of, paged
from service.store.shaping_batches import batch_item_view, batch_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def batches(rt: Runtime, page: PageRequest, *, by: Actor) -> Page[BatchView]:
    """The batches one may see, newest first."""
    with rt.reading() as session:
        chosen = paged(_seen(by), page, (Batch.id,), (UUID,), descending=True)
        rows = session.execute(chosen).scalars().all()
    return page_of(rows, page, lambda row: (row.id,), batch_view)


def batch_detail(rt: Runtime, batch_id: UUID, *, by: Actor) -> BatchView:
    """One batch and how far it is."""
    with rt.reading() as session:
        found = session.execute(_seen(by).where(Batch.id == batch_id)).scalar_one_or_none()
        if found is None:
            raise BatchNotFound(batch_id=batch_id)
        return batch_view(found)


def batch_items(
    rt: Runtime, batch_id: UUID, state: str | None, page: PageRequest, *, by: Actor
) -> Page[BatchItemView]:
    """What became of each of its instances, in order; ``state`` None means whatever became of them."""
    batch_detail(rt, batch_id, by=by)
    run = ProcessInstance
    asked: Any = select(BatchItem, run.business_key).outerjoin(run, run.id == BatchItem.instance_id)
    asked = asked.where(BatchItem.batch_id == batch_id)
    if state is not None:
        asked = asked.where(BatchItem.state == state)
    with rt.reading() as session:
        rows = session.execute(paged(asked, page, (BatchItem.position,), (int,))).all()
    return page_of(rows, page, lambda row: (row[0].position,), lambda row: batch_item_view(row[0], row[1]))


def _seen(by: Actor) -> Select[Any]:
    wanted = select(Batch)
    return wanted if by.supervises_all else wanted.where(Batch.created_by == by.name)
