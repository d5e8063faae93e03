"""Clocks, their ledger, calendars edited at run time; timers that belong to a clock."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations import append_only
from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of issue 4."""
    _clock()
    _clock_event()
    _clock_notice()
    _calendars()
    op.add_column("timer_job", sa.Column("clock_id", sa.Uuid(), nullable=True))
    op.add_column("timer_job", sa.Column("fraction", sa.Float(), nullable=True))
    op.create_index("ix_timer_job_clock", "timer_job", ["clock_id"], **where("clock_id IS NOT NULL"))
    op.create_index("ix_timer_job_fired", "timer_job", ["fired_at"], **where("fired_at IS NOT NULL"))
    op.add_column("service_case", sa.Column("round_at", INSTANT, nullable=True))
    append_only.protect("clock_event")


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("calendar_key", WORD, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("warn_at", INSTANT, nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("breached_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", WORD, nullable=True),
        sa.Column("look_at", INSTANT, nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_clock_case_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_clock_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_index("ix_clock_case_id", "clock", ["case_id", "id"])
    op.create_index("ix_clock_look", "clock", ["look_at", "id"], **where("look_at IS NOT NULL"))
    op.create_index("ix_clock_open_due", "clock", ["due_at"], **where("ended_at IS NULL"))
    op.create_index("ix_clock_open_instance", "clock", ["instance_id"], **where("ended_at IS NULL"))
    op.create_index("ix_clock_open_task", "clock", ["task_id"], **where("ended_at IS NULL"))


def _clock_event() -> None:
    op.create_table(
        "clock_event",
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=True),
        sa.Column("by", WORD, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name="fk_clock_event_clock_id"),
        sa.PrimaryKeyConstraint("clock_id", "seq", name="pk_clock_event"),
    )


def _clock_notice() -> None:
    op.create_table(
        "clock_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("about", WORD, nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("recipients", JSON, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", WORD, nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name="fk_clock_notice_clock_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_notice"),
        sa.UniqueConstraint(
            "clock_id", "about", "began_at", "number", name="uq_clock_notice_clock_id_about_began_at_number"
        ),
    )


def _calendars() -> None:
    op.create_table(
        "calendar_notice",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("calendar_key", WORD, nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_calendar_notice"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("name_zh", WORD, nullable=False),
        sa.Column("name_en", WORD, nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["calendar_notice.number"], name="fk_calendar_day_notice"),
        sa.PrimaryKeyConstraint("notice", "day", name="pk_calendar_day"),
    )
