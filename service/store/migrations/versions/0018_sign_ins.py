"""Sign-ins know who they are at the company's own sign-in, which may end them, and when they were used."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD, where

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the marks, found off indexes of the sign-ins that have them."""
    for name in ("vouched_for", "vouched_in"):
        op.add_column("session_token", sa.Column(name, WORD, nullable=True))
        found = where(f"{name} IS NOT NULL")
        op.create_index(f"ix_session_token_{name}", "session_token", [name], **found)
    op.add_column("session_token", sa.Column("seen_at", INSTANT, nullable=True))
