"""What belongs to a task and a case: attachments, mentions, signed sections; customers seen with leave."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables, and what is newly known of customers."""
    _attachment()
    _mention()
    _section_signature()
    _access_grant()
    for name in ("scope", "decision_chain", "budget"):
        op.add_column("customer", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("customer", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_customer_merged", "customer", ["merged_into_id"], **where("merged_into_id IS NOT NULL")
    )
    op.create_index("ix_service_case_similar", "service_case", ["product_model", "category", "id"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("content_type", WORD, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("stored", WORD, nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_attachment_case_id"),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_attachment_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("stored", name="uq_attachment_stored"),
    )
    op.create_index("ix_attachment_case_id", "attachment", ["case_id", "id"])


def _mention() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["task_comment.id"], name="fk_mention_comment_id"),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_mention_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
    )
    op.create_index("ix_mention_person_name", "mention", ["person_name", "id"])
    op.create_index("ix_mention_task_id", "mention", ["task_id", "person_name"])


def _section_signature() -> None:
    op.create_table(
        "section_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("section", WORD, nullable=False),
        sa.Column("group_name", WORD, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("void_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_section_signature_task_id"),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_section_signature_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_section_signature"),
    )
    op.create_index(
        "ix_section_signature_valid",
        "section_signature",
        ["task_id", "section"],
        unique=True,
        **where("void_at IS NULL"),
    )
    op.create_index("ix_section_signature_case_id", "section_signature", ["case_id", "id"])


def _access_grant() -> None:
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", WORD, nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_access_grant_customer_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_access_grant_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_grant"),
    )
    op.create_index(
        "ix_access_grant_customer_id", "access_grant", ["customer_id", "person_name", "expires_at"]
    )
