"""Instances, user tasks, timers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD, where


def create() -> None:
    """Create these tables."""
    _process_instance()
    _timer_job()
    _user_task()
    _task_comment()
    _user_task_group()


def _process_instance() -> None:
    op.create_table(
        "process_instance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("business_key", WORD, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("engine_state", sa.LargeBinary(), nullable=False),
        sa.Column("waits", JSON, nullable=False),
        sa.Column("active", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_process_instance_case_id"),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_process_instance_definition_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_process_instance"),
    )
    op.create_index("ix_process_instance_case_id", "process_instance", ["case_id"])
    op.create_index("ix_process_instance_definition_id", "process_instance", ["definition_id", "state"])


def _timer_job() -> None:
    op.create_table(
        "timer_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("engine_id", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=False),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("fired_at", INSTANT, nullable=True),
        sa.Column("lateness_ms", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_timer_job_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timer_job"),
        sa.UniqueConstraint("instance_id", "engine_id", name="uq_timer_job_instance_id_engine_id"),
    )
    op.create_index(
        "ix_timer_job_due",
        "timer_job",
        ["next_try_at", "id"],
        **where("state IN ('scheduled', 'dispatched')"),
    )


def _user_task() -> None:
    op.create_table(
        "user_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("engine_id", WORD, nullable=False),
        sa.Column("activity_id", WORD, nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("process_key", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("candidate_groups", JSON, nullable=False),
        sa.Column("assignee", WORD, nullable=True),
        sa.Column("excluded", JSON, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sort_priority", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("sort_due_at", INSTANT, nullable=False),
        sa.Column("follow_up_at", INSTANT, nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form_key", WORD, nullable=True),
        sa.Column("properties", JSON, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("completed_by", WORD, nullable=True),
        sa.Column("delegated_by", WORD, nullable=True),
        sa.Column("draft", JSON, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_user_task_case_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_user_task_instance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_task"),
        sa.UniqueConstraint("instance_id", "engine_id", name="uq_user_task_instance_id_engine_id"),
    )
    op.create_index(
        "ix_user_task_held",
        "user_task",
        ["assignee", "open", "created_at", "id"],
        **where("assignee IS NOT NULL"),
    )


def _task_comment() -> None:
    op.create_table(
        "task_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_task_comment_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_comment"),
    )
    op.create_index("ix_task_comment_task_id", "task_comment", ["task_id", "id"])


def _user_task_group() -> None:
    op.create_table(
        "user_task_group",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("group_name", WORD, nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sort_due_at", INSTANT, nullable=False),
        sa.Column("sort_priority", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_user_task_group_task_id"),
        sa.PrimaryKeyConstraint("task_id", "group_name", name="pk_user_task_group"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_user_task_group_created",
        "user_task_group",
        ["group_name", "created_at", "task_id"],
        **where("open"),
    )
    op.create_index(
        "ix_user_task_group_due", "user_task_group", ["group_name", "sort_due_at", "task_id"], **where("open")
    )
    op.create_index("ix_user_task_group_instance", "user_task_group", ["instance_id", "group_name"])
    op.create_index(
        "ix_user_task_group_priority",
        "user_task_group",
        ["group_name", "sort_priority", "task_id"],
        **where("open"),
    )
