"""Promises in words that come to be at risk are found off an index of those that still run."""

from alembic import op

from service.store.migrations.initial.types import where

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Index the promises that are not over by when they are to be looked at."""
    running = where("ended_at IS NULL AND broken_at IS NULL")
    op.create_index("ix_promise_running", "promise", ["warn_at"], **running)
