"""The customer's side: links, notices, promises made by hand, surveys, deliveries."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the tables of the customer's side, and note how people are reached."""
    for name in ("language", "time_zone"):
        op.add_column("contact", sa.Column(name, WORD, nullable=True))
    op.add_column("contact", sa.Column("unsubscribed_at", INSTANT, nullable=True))
    for name in ("email", "phone"):
        op.add_column("person", sa.Column(name, WORD, nullable=True))
    for name in ("channel", "recipient", "template"):
        op.add_column("outbox_message", sa.Column(name, WORD, nullable=True))
    op.add_column("outbox_message", sa.Column("held_until", INSTANT, nullable=True))
    op.create_index(
        "ix_outbox_message_delivery",
        "outbox_message",
        ["state", "id"],
        sqlite_where=sa.text("channel IS NOT NULL"),
        postgresql_where=sa.text("channel IS NOT NULL"),
    )
    op.create_index("ix_service_case_created", "service_case", ["created_at"])
    _links()
    _templates()
    _promises()
    _surveys()


def _links() -> None:
    op.create_table(
        "case_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", WORD, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_link_case_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_case_link"),
    )
    op.create_index("ix_case_link_case_id", "case_link", ["case_id"])
    op.create_table(
        "knock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("door", WORD, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knock"),
    )
    op.create_index("ix_knock_source", "knock", ["door", "source", "at"])
    op.create_index("ix_knock_at", "knock", ["door", "at"])
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("language", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_consent_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_case_id", "consent", ["case_id"])


def _templates() -> None:
    op.create_table(
        "notice_template",
        sa.Column("key", WORD, nullable=False),
        sa.Column("language", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", WORD, nullable=False),
        sa.PrimaryKeyConstraint("key", "language", "version", name="pk_notice_template"),
    )
    op.create_table(
        "notice_mark",
        sa.Column("name", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_notice_mark"),
    )


def _promises() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("warn_at", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", WORD, nullable=False),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.Column("broken_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", WORD, nullable=True),
        sa.Column("outcome", WORD, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_promise_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_case_id", "promise", ["case_id"])
    op.create_index("ix_promise_due", "promise", ["due_at", "id"])


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("form_key", WORD, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("answered_by", WORD, nullable=True),
        sa.Column("signed_by", WORD, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_survey_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
    )
    op.create_index("ix_survey_case_id", "survey", ["case_id", "id"])
    op.create_index(
        "ix_survey_open",
        "survey",
        ["instance_id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "survey_answer",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("question", WORD, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("way", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_answer_survey_id"),
        sa.PrimaryKeyConstraint("survey_id", "question", name="pk_survey_answer"),
    )
    op.create_index("ix_survey_answer_at", "survey_answer", ["at", "question"])
