"""Stepping in: batches of acts; where runs stand, as a list of a million of them can be asked."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0009"
down_revision = "0008"

_MOST = 800


def upgrade() -> None:
    """Create the tables of batches, and note on every run in one text where it stands."""
    _batches()
    op.add_column(
        "process_instance", sa.Column("standing", sa.String(_MOST), nullable=False, server_default="")
    )
    _standing_of_old()
    op.drop_index("ix_process_instance_definition_id", "process_instance")
    columns = ["definition_id", "state", "standing", "started_at", "id"]
    op.create_index("ix_process_instance_standing", "process_instance", columns)
    op.create_index("ix_process_instance_state", "process_instance", ["state", "started_at", "id"])
    columns = ["process_key", "state", "started_at", "id", "version"]
    op.create_index("ix_process_instance_process_key", "process_instance", columns)
    breached = where("breached_at IS NOT NULL AND ended_at IS NULL")
    op.create_index("ix_clock_breached", "clock", ["instance_id"], **breached)


def _batches() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("told", JSON, nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", WORD, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("look_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", WORD, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )
    op.create_index("ix_batch_look", "batch", ["look_at", "id"], **where("look_at IS NOT NULL"))
    op.create_index("ix_batch_created_by", "batch", ["created_by", "id"])
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("detail", JSON, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_batch_item_batch_id"),
        sa.PrimaryKeyConstraint("batch_id", "position", name="pk_batch_item"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_batch_item_state", "batch_item", ["batch_id", "state", "position"])


def _standing_of_old() -> None:
    """``["a","b"]`` becomes `` a b ``."""
    text = "CAST(active AS VARCHAR)" if op.get_bind().dialect.name == "postgresql" else "active"
    for wrong, right in (('["', " "), ('"]', " "), ('", "', " "), ('","', " "), ("[]", "")):
        text = f"REPLACE({text}, '{wrong}', '{right}')"
    op.execute(f"UPDATE process_instance SET standing = SUBSTR({text}, 1, {_MOST})")  # noqa: S608
