"""Rows of batches made into views."""

from __future__ import annotations

from service.domain.stepping_in.batches import Batch, BatchItem
from service.domain.views.batches import BatchItemView, BatchView


def batch_view(batch: Batch) -> BatchView:
    """A batch and how far it is."""
    return BatchView(
        id=batch.id,
        act=batch.act,
        told=batch.told,
        filter=batch.asked,
        reason=batch.reason,
        created_by=batch.created_by,
        created_at=batch.created_at,
        state=batch.state,
        total=batch.total,
        done=batch.done,
        failed=batch.failed,
        ended_at=batch.ended_at,
        ended_by=batch.ended_by,
    )


def batch_item_view(item: BatchItem, business_key: str | None) -> BatchItemView:
    """What became of one instance of a batch."""
    return BatchItemView(item.position, item.instance_id, business_key, item.state, item.at, item.detail)
