"""More of the deadlines: when a matter was resolved, by which exit its case left, when it waited."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations import append_only
from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what the clocks ask of a case, the records of exits, and the pauses across cases."""
    op.add_column("service_case", sa.Column("resolved_at", INSTANT, nullable=True))
    for name, kind in (("result", WORD), ("satisfaction", sa.Integer()), ("passed_to", WORD)):
        op.add_column("follow_up_plan", sa.Column(name, kind, nullable=True))
    op.add_column("follow_up_plan", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    _exits()
    _pauses()


def _exits() -> None:
    op.create_table(
        "case_exit",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("exit", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("satisfied_outcome", sa.Boolean(), nullable=True),
        sa.Column("satisfied_handling", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", WORD, nullable=True),
        sa.Column("approved_by", WORD, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("recourse", sa.Text(), nullable=True),
        sa.Column("attempts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_exit_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_exit"),
    )
    op.create_index("ix_case_exit_exit_at", "case_exit", ["exit", "at"])
    append_only.protect("case_exit")


def _pauses() -> None:
    op.create_table(
        "case_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("paused_at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("awaited", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("resumed_at", INSTANT, nullable=True),
        sa.Column("known_at", INSTANT, nullable=True),
        sa.Column("resumed_by", WORD, nullable=True),
        sa.Column("by_customer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_pause_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_pause"),
    )
    op.create_index("ix_case_pause_case_id", "case_pause", ["case_id", "id"])
    op.create_index("ix_case_pause_open", "case_pause", ["review_on", "id"], **where("known_at IS NULL"))
