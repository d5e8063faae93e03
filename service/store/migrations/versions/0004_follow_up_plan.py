"""The plan of follow-up visits."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table of planned visits."""
    op.create_table(
        "follow_up_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("method", WORD, nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_follow_up_plan_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_plan"),
    )
    op.create_index("ix_follow_up_plan_customer_id", "follow_up_plan", ["customer_id", "id"])
    op.create_index("ix_follow_up_plan_due", "follow_up_plan", ["due_on", "state"])
