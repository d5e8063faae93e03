"""Customer indicators and the archive of tier decisions, both append-only."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations import append_only
from service.store.migrations.initial.types import INSTANT, WORD

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of the tier review."""
    op.create_table(
        "customer_indicators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("period", WORD, nullable=False),
        sa.Column("yearly_spend", sa.BigInteger(), nullable=False),
        sa.Column("purchase_count", sa.Integer(), nullable=False),
        sa.Column("usage", sa.Integer(), nullable=False),
        sa.Column("contribution", sa.Integer(), nullable=False),
        sa.Column("potential", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_indicators_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_indicators"),
    )
    op.create_index("ix_customer_indicators_customer_id", "customer_indicators", ["customer_id", "id"])
    op.create_table(
        "tier_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("tier_before", sa.Integer(), nullable=False),
        sa.Column("tier_proposed", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_tier_decision_customer_id"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_tier_decision_instance_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tier_decision"),
    )
    op.create_index("ix_tier_decision_customer_id", "tier_decision", ["customer_id", "id"])
    append_only.protect("customer_indicators")
    append_only.protect("tier_decision")
