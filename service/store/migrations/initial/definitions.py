"""Deployments and definition versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD, where


def create() -> None:
    """Create these tables."""
    _deployment()
    _process_definition()
    _definition_file()
    _start_trigger()


def _deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployed_at", INSTANT, nullable=False),
        sa.Column("deployed_by", WORD, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deployment"),
    )


def _process_definition() -> None:
    op.create_table(
        "process_definition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("deployed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name="fk_process_definition_deployment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_process_definition"),
        sa.UniqueConstraint("key", "version", name="uq_process_definition_key_version"),
    )
    op.create_index("ix_process_definition_deployment_id", "process_definition", ["deployment_id"])


def _definition_file() -> None:
    op.create_table(
        "definition_file",
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("path", WORD, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_definition_file_definition_id"
        ),
        sa.PrimaryKeyConstraint("definition_id", "path", name="pk_definition_file"),
    )


def _start_trigger() -> None:
    op.create_table(
        "start_trigger",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("start_id", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("message_name", WORD, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_start_trigger_definition_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_start_trigger"),
        sa.UniqueConstraint("process_key", "start_id", name="uq_start_trigger_process_key_start_id"),
    )
    op.create_index("ix_start_trigger_definition_id", "start_trigger", ["definition_id"])
    op.create_index("ix_start_trigger_due", "start_trigger", ["next_try_at"], **where("kind = 'timer'"))
    op.create_index(
        "ix_start_trigger_message", "start_trigger", ["message_name"], **where("kind = 'message'")
    )
