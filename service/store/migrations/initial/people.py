"""People, groups, sign-ins, kept answers, workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD


def create() -> None:
    """Create these tables."""
    _failed_sign_in()
    _group()
    _idempotency_key()
    _person()
    _worker_heartbeat()
    _person_group()
    _session_token()


def _failed_sign_in() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failed_sign_in"),
    )
    op.create_index("ix_failed_sign_in_name_at", "failed_sign_in", ["name", "at"])


def _group() -> None:
    op.create_table(
        "group_",
        sa.Column("name", WORD, nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_group_"),
    )


def _idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("actor", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_idempotency_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("name", WORD, nullable=False),
        sa.Column("display_name", WORD, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("supervises", JSON, nullable=False),
        sa.Column("language", WORD, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_person"),
    )


def _worker_heartbeat() -> None:
    op.create_table(
        "worker_heartbeat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("host", WORD, nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker_heartbeat"),
    )


def _person_group() -> None:
    op.create_table(
        "person_group",
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("group_name", WORD, nullable=False),
        sa.ForeignKeyConstraint(["person_name"], ["person.name"], name="fk_person_group_person_name"),
        sa.PrimaryKeyConstraint("person_name", "group_name", name="pk_person_group"),
    )
    op.create_index("ix_person_group_group_name", "person_group", ["group_name"])


def _session_token() -> None:
    op.create_table(
        "session_token",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_name"], ["person.name"], name="fk_session_token_person_name"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session_token"),
    )
    op.create_index("ix_session_token_person_name", "session_token", ["person_name"])
