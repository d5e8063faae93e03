"""The groups' rows of a task say its process and its case's tier, for the lists filtered by them."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import WORD, where

revision = "0014"
down_revision = "0013"

_DUE = ["sort_due_at", "task_id", "at_risk", "open", "process_key"]


def upgrade() -> None:
    """Note process and tier with the open tasks, and put both into what the lists are read off."""
    op.add_column("user_task_group", sa.Column("process_key", WORD, nullable=True))
    op.add_column("user_task_group", sa.Column("tier", sa.Integer(), nullable=True))
    op.drop_index("ix_user_task_group_due", "user_task_group")
    op.drop_index("ix_user_task_group_risk", "user_task_group")
    op.execute(
        "UPDATE user_task_group SET"
        " process_key = (SELECT t.process_key FROM user_task t WHERE t.id = user_task_group.task_id),"
        " tier = (SELECT c.tier FROM user_task t JOIN service_case c ON c.id = t.case_id"
        " WHERE t.id = user_task_group.task_id) WHERE open"
    )
    _index("due", ["group_name", *_DUE], "open")
    _index("tier", ["group_name", "tier", *_DUE], "open")
    _index("risk", ["group_name", *_DUE, "tier"], "open AND at_risk")


def _index(name: str, columns: list[str], condition: str) -> None:
    op.create_index(f"ix_user_task_group_{name}", "user_task_group", columns, **where(condition))
