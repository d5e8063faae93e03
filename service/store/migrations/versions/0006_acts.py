"""What people may do with a task: lend it, stand in, nudge, copy, sign; and where they are signed in."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables around a task, and note on the task how it is shared."""
    for name in ("delegation", "acting_for", "signing"):
        op.add_column("user_task", sa.Column(name, WORD, nullable=True))
    op.add_column("user_task", sa.Column("shared", sa.Boolean(), nullable=True))
    for name in ("device", "way"):
        op.add_column("session_token", sa.Column(name, WORD, nullable=True))
    _doers()
    _nudges()
    _copies()
    _signatures()
    _substitutions()


def _doers() -> None:
    op.create_table(
        "task_doer",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("how", WORD, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_task_doer_task_id"),
        sa.PrimaryKeyConstraint("task_id", "person_name", name="pk_task_doer"),
        sqlite_with_rowid=False,
    )


def _nudges() -> None:
    op.create_table(
        "task_nudge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_task_nudge_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_nudge"),
    )
    op.create_index("ix_task_nudge_task_id", "task_nudge", ["task_id", "at"])


def _copies() -> None:
    op.create_table(
        "case_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("person_name", WORD, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_to_sign", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_copy_case_id"),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_case_copy_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_copy"),
    )
    op.create_index("ix_case_copy_person", "case_copy", ["person_name", "at"])
    op.create_index("ix_case_copy_case", "case_copy", ["case_id", "person_name"])
    op.create_index("ix_case_copy_task", "case_copy", ["task_id", "person_name"])


def _signatures() -> None:
    op.create_table(
        "task_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("signer", WORD, nullable=False),
        sa.Column("moment", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_by", WORD, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_task_signature_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_signature"),
    )
    op.create_index("ix_task_signature_task_id", "task_signature", ["task_id", "id"])
    op.create_index("ix_task_signature_signer", "task_signature", ["signer", "state"])


def _substitutions() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absent", WORD, nullable=False),
        sa.Column("substitute", WORD, nullable=False),
        sa.Column("group_name", WORD, nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_by", WORD, nullable=False),
        sa.Column("named_at", INSTANT, nullable=False),
        sa.Column("ended_by", WORD, nullable=True),
        sa.ForeignKeyConstraint(["absent"], ["person.name"], name="fk_substitution_absent"),
        sa.ForeignKeyConstraint(["substitute"], ["person.name"], name="fk_substitution_substitute"),
        sa.PrimaryKeyConstraint("id", name="pk_substitution"),
    )
    op.create_index("ix_substitution_substitute", "substitution", ["substitute", "until_at"])
    op.create_index("ix_substitution_absent", "substitution", ["absent", "until_at"])
