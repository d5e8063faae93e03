"""Rows of attachments made into views."""

from __future__ import annotations

from service.domain.attachments import Attachment
from service.domain.views.attachments import AttachmentView


def attachment_view(row: Attachment) -> AttachmentView:
    """A file of a case; where its bytes lie is nobody's business."""
    return AttachmentView(
        id=row.id,
        case_id=row.case_id,
        task_id=row.task_id,
        purpose=row.purpose,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        digest=row.digest,
        width=row.width,
        height=row.height,
        at=row.at,
        by=row.by,
    )
