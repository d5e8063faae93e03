"""A notice may belong to no run: who stands in for whom concerns no single case."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0017"
down_revision = "0016"

_TABLE, _NEXT = "outbox_message", "outbox_message_next"


def upgrade() -> None:
    """Let the outbox's instance be empty; SQLite cannot change a column, so its table is made anew."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(_TABLE, "instance_id", existing_type=sa.Uuid(), nullable=True)
        return
    columns = _columns()
    op.create_table(
        _NEXT,
        *columns,
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_outbox_message_instance_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
        sa.UniqueConstraint("idempotency_key", name="uq_outbox_message_idempotency_key"),
    )
    names = ", ".join(each.name for each in columns)
    op.execute(f"INSERT INTO {_NEXT} ({names}) SELECT {names} FROM {_TABLE}")  # noqa: S608 - our own names
    op.drop_table(_TABLE)
    op.rename_table(_NEXT, _TABLE)
    open_ones = where("state IN ('pending', 'dispatched')")
    op.create_index("ix_outbox_message_due", _TABLE, ["next_try_at", "id"], **open_ones)
    op.create_index("ix_outbox_message_instance_id", _TABLE, ["instance_id"])
    op.create_index("ix_outbox_message_delivery", _TABLE, ["state", "id"], **where("channel IS NOT NULL"))


def _columns() -> list[sa.Column[Any]]:  # Any: columns of every type
    """The outbox's columns as they stand, but for the instance."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, WORD, nullable=False) for name in ("kind", "engine_id", "activity_id", "topic")),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("idempotency_key", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("answer", JSON, nullable=True),
        *(sa.Column(name, WORD, nullable=True) for name in ("channel", "recipient", "template")),
        sa.Column("held_until", INSTANT, nullable=True),
    ]
