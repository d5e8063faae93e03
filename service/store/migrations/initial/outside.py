"""Waits, messages, the outbox, incidents, history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD, where


def create() -> None:
    """Create these tables."""
    _early_message()
    _history_event()
    _incident()
    _outbox_message()
    _subscription()


def _early_message() -> None:
    op.create_table(
        "early_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("correlation", sa.Text(), nullable=False),
        sa.Column("variables", JSON, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_early_message"),
    )
    op.create_index(
        "ix_early_message_name",
        "early_message",
        ["name", "correlation", "id"],
        **where("delivered_at IS NULL"),
    )


def _history_event() -> None:
    op.create_table(
        "history_event",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", WORD, nullable=False),
        sa.Column("type", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_history_event_instance_id"
        ),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_history_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_history_event_case", "history_event", ["case_id", "at"])


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", WORD, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_incident_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_open_instance", "incident", ["instance_id"], **where("state = 'open'"))
    op.create_index("ix_incident_state", "incident", ["state", "id"])


def _outbox_message() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("engine_id", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("idempotency_key", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("answer", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_outbox_message_instance_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
        sa.UniqueConstraint("idempotency_key", name="uq_outbox_message_idempotency_key"),
    )
    op.create_index(
        "ix_outbox_message_due",
        "outbox_message",
        ["next_try_at", "id"],
        **where("state IN ('pending', 'dispatched')"),
    )
    op.create_index("ix_outbox_message_instance_id", "outbox_message", ["instance_id"])


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("engine_id", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("message_name", WORD, nullable=False),
        sa.Column("correlation", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_subscription_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.UniqueConstraint("instance_id", "engine_id", name="uq_subscription_instance_id_engine_id"),
    )
    op.create_index("ix_subscription_name", "subscription", ["message_name", "correlation"])
