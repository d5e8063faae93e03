"""What the board is read from: acts outside of instances, and the indexes of figures, heat and audit."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations import append_only
from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the table of acts and the board's indexes."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", WORD, nullable=False),
        sa.Column("type", WORD, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at", "id"])
    append_only.protect("audit_entry")
    op.create_index("ix_history_event_at", "history_event", ["at", "instance_id", "seq"])
    op.create_index("ix_user_task_process", "user_task", ["process_key", "created_at"])
    op.create_index("ix_clock_due_at", "clock", ["due_at"])
    closed = where("closed_at IS NOT NULL")
    op.create_index("ix_service_case_closed_at", "service_case", ["closed_at"], **closed)
    op.create_index("ix_service_case_contacted_at", "service_case", ["kind", "contacted_at"])
